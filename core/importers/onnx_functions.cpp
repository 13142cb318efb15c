#include "core/importers/onnx_functions.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <string_view>

#include "core/importers/onnx_folding.h"

namespace maacc {
namespace {

constexpr double kFar = 1000;
constexpr size_t kFarBelow = 0;
constexpr size_t kFarAbove = 1;
constexpr size_t kMinusOne = 2;
constexpr size_t kZero = 3;
constexpr size_t kOne = 4;

// The first points are those that parameters are read from. The others lie closer near zero, where
// activations bend, and at no round numbers.
OnnxCurve makePoints() {
  OnnxCurve points{-kFar, kFar, -1, 0, 1};
  const size_t others = points.size() - (kOne + 1);
  for (size_t i = 0; i < others; ++i) {
    const double position = 2.0 * (static_cast<double>(i) + 0.37) / static_cast<double>(others) - 1;
    points[kOne + 1 + i] = 14 * position * std::abs(position);
  }
  return points;
}

const OnnxCurve& points() {
  static const OnnxCurve values = makePoints();
  return values;
}

// scale: what counts as a value of ordinary size.
bool agree(double left, double right, double scale) {
  constexpr double kTolerance = 1e-6;
  return left == right || std::abs(left - right) <= kTolerance * std::max(scale, std::abs(right));
}

double activationOf(ActivationKind kind, double alpha, double x) {
  return applyActivation({kind, alpha, 0}, x);
}

using Unary = double (*)(const OnnxNodeReader& node, const OnnxLimits& limits, double x);

double leakyRelu(const OnnxNodeReader& node, const OnnxLimits&, double x) {
  return x > 0 ? x : node.number("alpha", 0.01) * x;
}

double selu(const OnnxNodeReader& node, const OnnxLimits&, double x) {
  const double alpha = node.number("alpha", 1.6732632423543772);
  return node.number("gamma", 1.0507009873554805) * activationOf(ActivationKind::Elu, alpha, x);
}

double celu(const OnnxNodeReader& node, const OnnxLimits&, double x) {
  const double alpha = node.number("alpha", 1);
  return x > 0 ? x : alpha * std::expm1(x / alpha);
}

double hardSigmoid(const OnnxNodeReader& node, const OnnxLimits&, double x) {
  return std::clamp(node.number("alpha", 0.2) * x + node.number("beta", 0.5), 0.0, 1.0);
}

double gelu(const OnnxNodeReader& node, const OnnxLimits&, double x) {
  const bool tanh = node.text("approximate", "none") == "tanh";
  return activationOf(tanh ? ActivationKind::GeluTanh : ActivationKind::Gelu, 0, x);
}

template <ActivationKind kind>
double plain(const OnnxNodeReader&, const OnnxLimits&, double x) {
  return activationOf(kind, 0, x);
}

const std::map<std::string_view, Unary>& unaries() {
  using Reader = const OnnxNodeReader&;
  using Limits = const OnnxLimits&;
  static const std::map<std::string_view, Unary> table = {
      {"Relu", plain<ActivationKind::Relu>},
      {"Sigmoid", plain<ActivationKind::Sigmoid>},
      {"Tanh", plain<ActivationKind::Tanh>},
      {"Softplus", plain<ActivationKind::Softplus>},
      {"Softsign", plain<ActivationKind::Softsign>},
      {"Exp", plain<ActivationKind::Exponential>},
      {"HardSwish", plain<ActivationKind::HardSwish>},
      {"Swish",
       [](Reader node, Limits, double x) {
         return x * activationOf(ActivationKind::Sigmoid, 0, node.number("alpha", 1) * x);
       }},
      {"LeakyRelu", leakyRelu},
      {"Elu",
       [](Reader node, Limits, double x) {
         return activationOf(ActivationKind::Elu, node.number("alpha", 1), x);
       }},
      {"Selu", selu},
      {"Celu", celu},
      {"HardSigmoid", hardSigmoid},
      {"Gelu", gelu},
      {"Clip", [](Reader, Limits limits,
                  double x) { return std::min(std::max(x, limits.low), limits.high); }},
      {"Erf", [](Reader, Limits, double x) { return std::erf(x); }},
      {"Neg", [](Reader, Limits, double x) { return -x; }},
      {"Abs", [](Reader, Limits, double x) { return std::abs(x); }},
      {"Sqrt", [](Reader, Limits, double x) { return std::sqrt(x); }},
      {"Log", [](Reader, Limits, double x) { return std::log(x); }},
      {"Reciprocal", [](Reader, Limits, double x) { return 1 / x; }},
  };
  return table;
}

// Activations that these values may belong to; their parameters are read off the values.
std::array<Activation, 14> candidates(const OnnxCurve& curve) {
  const double limit = curve[kFarAbove] < kFar ? curve[kFarAbove] : 0;
  return {{
      {ActivationKind::Linear, 0, 0},
      {ActivationKind::Relu, -curve[kMinusOne], std::max(limit, 0.0)},
      {ActivationKind::Sigmoid, 0, 0},
      {ActivationKind::Tanh, 0, 0},
      {ActivationKind::Elu, -curve[kFarBelow], 0},
      {ActivationKind::Selu, 0, 0},
      {ActivationKind::Softplus, 0, 0},
      {ActivationKind::Softsign, 0, 0},
      {ActivationKind::Exponential, 0, 0},
      {ActivationKind::Silu, 0, 0},
      {ActivationKind::Gelu, 0, 0},
      {ActivationKind::GeluTanh, 0, 0},
      {ActivationKind::HardSigmoid, 0, 0},
      {ActivationKind::HardSwish, 0, 0},
  }};
}

// Outside these ranges the formulas of Activation are other functions.
bool hasSoundParameters(const Activation& activation) {
  const bool hasAlpha =
      activation.kind == ActivationKind::Relu || activation.kind == ActivationKind::Elu;
  return !hasAlpha || (activation.alpha >= 0 && activation.alpha <= 1) ||
         (activation.kind == ActivationKind::Elu && activation.alpha > 0 &&
          std::isfinite(activation.alpha));
}

}  // namespace

OnnxCurve identityCurve() { return points(); }

OnnxCurve constantCurve(double value) {
  OnnxCurve curve;
  curve.fill(value);
  return curve;
}

std::optional<OnnxCurve> applyOnnxUnary(const OnnxNodeReader& node,
                                        const OnnxCurve& curve,
                                        const OnnxLimits& limits) {
  const auto found = unaries().find(node.operation());
  if (found == unaries().end()) {
    return std::nullopt;
  }
  OnnxCurve result;
  std::transform(curve.begin(), curve.end(), result.begin(),
                 [&](double x) { return found->second(node, limits, x); });
  return result;
}

bool isOnnxUnary(const std::string& operation) {
  return unaries().find(operation) != unaries().end();
}

OnnxCurve combineCurves(const std::string& operation,
                        const OnnxCurve& left,
                        const OnnxCurve& right) {
  OnnxCurve result;
  for (size_t i = 0; i < result.size(); ++i) {
    result[i] = applyOnnxBinary(operation, left[i], right[i]).value_or(std::nan(""));
  }
  return result;
}

std::optional<Activation> matchActivation(const OnnxCurve& curve) {
  for (Activation activation : candidates(curve)) {
    // -0.0 would be another hash than 0.0.
    activation.alpha = activation.alpha == 0 ? 0 : activation.alpha;
    const auto equals = [&](double value, double x) {
      return agree(value, applyActivation(activation, x), 1);
    };
    if (hasSoundParameters(activation) &&
        std::equal(curve.begin(), curve.end(), points().begin(), equals)) {
      return activation;
    }
  }
  return std::nullopt;
}

std::optional<OnnxLine> matchLine(const OnnxCurve& curve) {
  const OnnxLine line{curve[kOne] - curve[kZero], curve[kZero]};
  const double scale = std::abs(line.slope) + std::abs(line.offset);
  const auto equals = [&](double value, double x) {
    return agree(value, line.slope * x + line.offset, scale);
  };
  const bool isLine = std::isfinite(line.slope) && std::isfinite(line.offset) &&
                      std::equal(curve.begin(), curve.end(), points().begin(), equals);
  return isLine ? std::optional(line) : std::nullopt;
}

}  // namespace maacc
