#pragma once

#include <span>
#include <vector>

#include "core/model/network.h"
#include "core/model/reference_evaluator.h"

// The layers of the reference evaluator: plain float64 loops in a fixed order, one input at a time.
namespace maacc::reference {

using Values = std::vector<double>;

// Incoming weights of one unit: the network's own in float32, or a mutant's in float64.
struct UnitRow {
  const float* own = nullptr;
  const double* changed = nullptr;  // stands in for `own` where it is set
  double bias = 0;

  double weight(int64_t index) const {
    return changed != nullptr ? changed[index] : static_cast<double>(own[index]);
  }
};

// Of all units of a Dense or Conv2D layer.
std::vector<UnitRow> unitRows(const Layer& layer, std::span<const UnitWeightChange> changes);

// Both give the given units only, one after the other, before the activation.
Values dense(const std::vector<UnitRow>& rows, std::span<const int> units, const Values& input);
Values convolve(const Conv2DLayer& conv,
                const std::vector<UnitRow>& rows,
                std::span<const int> units,
                const Values& input,
                const Shape& inputShape,
                const Shape& outputShape);

void activate(const Activation& activation, Values& values);

// [channels, height, width] with `fill` around it.
Values padded(const Values& input, const Shape& shape, const Padding2D& padding, double fill);
Values poolImage(const Pool2DLayer& pool,
                 const Values& input,
                 const Shape& inputShape,
                 const Shape& outputShape);
Values globalPool(const GlobalPoolLayer& pool, const Values& input, const Shape& inputShape);
Values normalize(const BatchNormLayer& norm, Values values);
Values normalizeLayer(const LayerNormLayer& norm, Values values);
// Throws Error{BadInput} naming layer and value for one that is no row of the table.
Values lookUp(const std::string& layer, const EmbeddingLayer& embedding, const Values& rows);
// product *= factor, whose shape is `to` or spreads to it as MultiplyLayer says.
void multiplyBy(const Values& factor, const Shape& from, const Shape& to, Values& product);
// Between canonical shapes by way of the author's element order.
Values reshape(const Values& input, const Shape& from, const Shape& to, bool channelsLast);
Values softmax(Values values);

}  // namespace maacc::reference
