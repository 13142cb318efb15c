#include "core/engine/pairs/unit_changes.h"

namespace maacc {
namespace {

at::Tensor uploadFloats(const std::vector<float>& values,
                        at::IntArrayRef shape,
                        const at::TensorOptions& options) {
  return at::from_blob(const_cast<float*>(values.data()), shape, at::kFloat)
      .to(options, false, true);
}

// Kernels of a grouped convolution with zeros for the channels of the other groups.
at::Tensor widenGroups(const Layer& layer,
                       std::span<const UnitWeightChange> changes,
                       const at::Tensor& kernels) {
  const auto* conv = std::get_if<Conv2DLayer>(&layer.parameters);
  if (conv == nullptr || conv->groups == 1) {
    return kernels;
  }
  std::vector<int64_t> shape = kernels.sizes().vec();
  const int64_t channels = shape[1];
  shape[1] *= conv->groups;
  at::Tensor wide = at::zeros(shape, kernels.options());
  const int64_t unitsPerGroup = conv->kernel.shape.front() / conv->groups;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    wide.select(0, row)
        .narrow(0, changes[i].unit.index / unitsPerGroup * channels, channels)
        .copy_(kernels.select(0, row));
  }
  return wide;
}

void stackAffine(const Layer& layer,
                 std::span<const ResolvedMutant> mutants,
                 const at::TensorOptions& options,
                 UnitChanges& result) {
  const std::vector<float>& bias = unitWeights(layer).bias->values;
  std::vector<float> alpha;
  std::vector<float> term;
  for (const ResolvedMutant& mutant : mutants) {
    const AffineCoefficients own = affineCoefficients(mutant.mutant->op);
    for (const UnitWeightChange& change : mutant.changes) {
      const double b = bias.empty() ? 0.0 : bias[static_cast<std::size_t>(change.unit.index)];
      alpha.push_back(static_cast<float>(own.alpha));
      term.push_back(static_cast<float>(own.term(b)));
    }
  }
  result.alpha = uploadFloats(alpha, result.places.sizes(), options);
  result.term = uploadFloats(term, result.places.sizes(), options);
}

}  // namespace

UnitChanges stackChanges(const TorchNetwork& network, std::span<const ResolvedMutant> mutants) {
  const std::vector<UnitWeightChange>& first = mutants.front().changes;
  const Layer& layer = network.network().layer(first.front().unit.layer);
  UnitChanges result;
  result.layer = layer.id;
  result.units = static_cast<int>(first.size());
  result.replacing =
      operatorSpec(mutants.front().mutant->op.kind).family == OperatorFamily::Replacing;
  std::vector<int64_t> places;
  std::vector<UnitWeightChange> all;
  std::vector<float> bias;
  for (const ResolvedMutant& mutant : mutants) {
    for (const UnitWeightChange& change : mutant.changes) {
      places.push_back(change.unit.index);
      if (result.replacing) {
        bias.push_back(static_cast<float>(change.bias));
        all.push_back(change);
      }
    }
  }
  const auto rows = static_cast<int64_t>(mutants.size());
  result.places = at::from_blob(places.data(), {rows, result.units}, at::kLong)
                      .to(network.options().device(), at::kLong, false, true);
  if (result.replacing) {
    result.kernels = widenGroups(layer, all, network.unitKernels(all));
    result.bias = uploadFloats(bias, {rows * result.units}, network.options());
  } else {
    stackAffine(layer, mutants, network.options(), result);
  }
  return result;
}

}  // namespace maacc
