#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/importers/onnx_node.h"
#include "core/model/layer.h"

namespace maacc {

// A scalar function by its values at fixed points. Exporters write one activation as many nodes in
// many ways (GELU as x/sqrt 2, erf, +1, times x, times 0.5); whatever the order, the values tell
// which function it is.
constexpr size_t kOnnxPoints = 128;
using OnnxCurve = std::array<double, kOnnxPoints>;

OnnxCurve identityCurve();
OnnxCurve constantCurve(double value);

// f after `curve` where the operation is a function of one value (Relu, Sigmoid, Erf, ...);
// nullopt for other operations. low and high: limits of Clip.
struct OnnxLimits {
  double low;
  double high;
};
std::optional<OnnxCurve> applyOnnxUnary(const OnnxNodeReader& node,
                                        const OnnxCurve& curve,
                                        const OnnxLimits& limits);
bool isOnnxUnary(const std::string& operation);

OnnxCurve combineCurves(const std::string& operation,
                        const OnnxCurve& left,
                        const OnnxCurve& right);

// The activation whose values these are, to one part in a million; linear for the identity.
// nullopt when there is none.
std::optional<Activation> matchActivation(const OnnxCurve& curve);

// slope * x + offset
struct OnnxLine {
  double slope;
  double offset;
};
std::optional<OnnxLine> matchLine(const OnnxCurve& curve);

}  // namespace maacc
