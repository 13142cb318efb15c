#include "core/mutation/operator.h"

#include <algorithm>

#include "core/base/error.h"

namespace maacc {

// Wide ranges: they keep weights finite for any sensible network and reject slips such as
// "CW:1e30".
const std::vector<OperatorSpec>& operatorTable() {
  using enum OperatorKind;
  using enum OperatorFamily;
  static const std::vector<OperatorSpec> table = {
      {ChangeWeights,
       "CW",
       "Change weights",
       Affine,
       "w' = (1 + p) w, b' = (1 + p) b",
       "DEEPMAACC, with p = 0.1",
       {{"p", 0.1, -100, 100, "relative change of weights and bias"}}},
      {NegateWeights,
       "NAI",
       "Neuron activation inverse",
       Affine,
       "w' = -w, b' = b",
       "DEEPMAACC; DeepMutation++ and LEMON negate the bias too, which is NAI-B",
       {}},
      {ZeroWeights,
       "NEB",
       "Neuron effect block",
       Affine,
       "w' = 0, b' = b",
       "DEEPMAACC; DeepMutation++ and LEMON zero the bias too, which is NEB-B",
       {}},
      {NegateWeightsAndBias,
       "NAI-B",
       "Neuron activation inverse with bias",
       Affine,
       "w' = -w, b' = -b",
       "DeepMutation++ and LEMON, named NAI there",
       {}},
      {ZeroWeightsAndBias,
       "NEB-B",
       "Neuron effect block with bias",
       Affine,
       "w' = 0, b' = 0",
       "DeepMutation++ and LEMON, named NEB there",
       {}},
      {ScaleWeights,
       "WS",
       "Scale weights",
       Affine,
       "w' = factor w, b' = b",
       "deepmufl, with factor 2 and 0.5; not DeepMutation's WS, which is SHUFFLE",
       {{"factor", 2, -1000, 1000, "multiplies every incoming weight"}}},
      {AddToWeights,
       "WA",
       "Add to weights",
       Replacing,
       "w' = w + delta, b' = b",
       "deepmufl, with delta 1 and -1",
       {{"delta", 1, -1000, 1000, "added to every incoming weight"}}},
      {ScaleBias,
       "BS",
       "Scale bias",
       Affine,
       "w' = w, b' = factor b",
       "deepmufl, with factor 2 and 0.5",
       {{"factor", 2, -1000, 1000, "multiplies the bias"}}},
      {AddToBias,
       "BA",
       "Add to bias",
       Affine,
       "w' = w, b' = b + delta",
       "deepmufl, with delta 1 and -1",
       {{"delta", 1, -1000, 1000, "added to the bias"}}},
      {GaussianFuzzAbsolute,
       "GF",
       "Gaussian fuzz, absolute",
       Replacing,
       "w' = w + N(0, sigma), b' = b + N(0, sigma)",
       "tkuo/DeepMutationOperators, with sigma 0.1",
       {{"sigma", 0.1, 0, 1000, "standard deviation of what is added"}},
       true},
      {GaussianFuzzRelative,
       "GFR",
       "Gaussian fuzz, relative",
       Replacing,
       "w' = clip(w (1 + N(0, sigma)), -limit, limit), b' = b",
       "DeepMutation++, with sigma 0.5 and limit 1",
       {{"sigma", 0.5, 0, 1000, "standard deviation of the relative change"},
        {"limit", 1, 0, 1e6, "weights are clipped to [-limit, limit]; 0: not clipped"}},
       true},
      {GaussianFuzzLayer,
       "GFL",
       "Gaussian fuzz, scaled by the layer",
       Replacing,
       "w' = w + N(0, factor std(layer weights)), b' = b",
       "LEMON, with factor 0.1",
       {{"factor", 0.1, 0, 1000, "in standard deviations of all weights of the layer"}},
       true},
      {ShuffleWeights,
       "SHUFFLE",
       "Weight shuffle",
       Replacing,
       "w' = the incoming weights in random order, b' = b",
       "DeepMutation, named WS there",
       {},
       true},
      {SwitchNeurons,
       "SWITCH",
       "Neuron switch",
       Replacing,
       "(w', b') = those of another unit of the layer drawn at random, which gets (w, b); several "
       "units rotate theirs",
       "DeepMutation, named NS there",
       {},
       true},
      {FlipSign,
       "SIGN",
       "Sign flip",
       Replacing,
       "w'_i = -w_i for one incoming weight i drawn at random, b' = b",
       "fault injection: the sign bit of one weight",
       {},
       true},
      {FlipBit,
       "BIT",
       "Bit flip",
       Replacing,
       "w'_i = w_i with one bit of its float32 flipped, weight i and bit drawn at random, b' = b",
       "fault injection: one bit of one weight in memory",
       {{"bit", -1, -1, 31, "0: lowest bit of the fraction, 31: sign; -1: drawn at random", true}},
       true},
  };
  return table;
}

const OperatorSpec& operatorSpec(OperatorKind kind) {
  const auto& table = operatorTable();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [kind](const auto& spec) { return spec.kind == kind; });
  MAACC_CHECK(found != table.end());
  return *found;
}

AffineCoefficients affineCoefficients(const Operator& op) {
  const OperatorSpec& spec = operatorSpec(op.kind);
  MAACC_CHECK(spec.family == OperatorFamily::Affine);
  MAACC_CHECK(op.parameters.size() == spec.parameters.size());
  switch (op.kind) {
    case OperatorKind::ChangeWeights:
      return {1 + op.parameters[0], 1 + op.parameters[0], 0};
    case OperatorKind::NegateWeights:
      return {-1, 1, 0};
    case OperatorKind::ZeroWeights:
      return {0, 1, 0};
    case OperatorKind::NegateWeightsAndBias:
      return {-1, -1, 0};
    case OperatorKind::ZeroWeightsAndBias:
      return {0, 0, 0};
    case OperatorKind::ScaleWeights:
      return {op.parameters[0], 1, 0};
    case OperatorKind::ScaleBias:
      return {1, op.parameters[0], 0};
    case OperatorKind::AddToBias:
      return {1, 1, op.parameters[0]};
    default:
      break;
  }
  MAACC_CHECK(!"every affine operator has coefficients");
  return {};
}

}  // namespace maacc
