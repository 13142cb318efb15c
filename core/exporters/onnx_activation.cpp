#include "core/exporters/onnx_activation.h"

#include <array>
#include <cmath>
#include <numbers>

namespace maacc {
namespace {

// A chain of nodes from input to output, its values and constants called after the layer.
class Chain {
 public:
  Chain(OnnxWriter& writer, std::string name) : writer_(writer), name_(std::move(name)) {}

  std::string constant(double value) {
    std::string name = name_ + "/constant_" + std::to_string(++constants_);
    const std::array<float, 1> number = {static_cast<float>(value)};
    writer_.addTensor(name, {}, std::span<const float>(number));
    return name;
  }

  // Returns what the node's value is called; the last one is given its name.
  std::string node(const std::string& operation,
                   std::vector<std::string> inputs,
                   const std::string& output = {},
                   std::vector<std::pair<std::string, OnnxAttributeValue>> attributes = {}) {
    const std::string made = name_ + "/step_" + std::to_string(++steps_);
    std::string value = output.empty() ? made : output;
    writer_.addNode({operation,
                     name_ + "/" + operation + "_" + std::to_string(steps_),
                     std::move(inputs),
                     {value},
                     std::move(attributes)});
    return value;
  }

 private:
  OnnxWriter& writer_;
  std::string name_;
  int constants_ = 0;
  int steps_ = 0;
};

void writeRelu(Chain& chain,
               const Activation& activation,
               const std::string& input,
               const std::string& output) {
  if (activation.limit <= 0) {
    activation.alpha == 0 ? chain.node("Relu", {input}, output)
                          : chain.node("LeakyRelu", {input}, output,
                                       {{"alpha", static_cast<float>(activation.alpha)}});
    return;
  }
  const std::string limit = chain.constant(activation.limit);
  if (activation.alpha == 0) {
    chain.node("Clip", {input, chain.constant(0), limit}, output);
    return;
  }
  const std::string leaky =
      chain.node("LeakyRelu", {input}, {}, {{"alpha", static_cast<float>(activation.alpha)}});
  chain.node("Min", {leaky, limit}, output);
}

// x (1 + erf(x / sqrt 2)) / 2
void writeGelu(Chain& chain, const std::string& input, const std::string& output) {
  const std::string scaled = chain.node("Mul", {input, chain.constant(1 / std::numbers::sqrt2)});
  const std::string curve = chain.node("Erf", {scaled});
  const std::string raised = chain.node("Add", {curve, chain.constant(1)});
  const std::string product = chain.node("Mul", {input, raised});
  chain.node("Mul", {product, chain.constant(0.5)}, output);
}

// 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
void writeGeluTanh(Chain& chain, const std::string& input, const std::string& output) {
  const std::string cube = chain.node("Pow", {input, chain.constant(3)});
  const std::string bent = chain.node("Mul", {cube, chain.constant(0.044715)});
  const std::string sum = chain.node("Add", {input, bent});
  const std::string scaled =
      chain.node("Mul", {sum, chain.constant(std::sqrt(2 / std::numbers::pi))});
  const std::string curve = chain.node("Tanh", {scaled});
  const std::string raised = chain.node("Add", {curve, chain.constant(1)});
  const std::string product = chain.node("Mul", {input, raised});
  chain.node("Mul", {product, chain.constant(0.5)}, output);
}

}  // namespace

void writeOnnxActivation(OnnxWriter& writer,
                         const Activation& activation,
                         const std::string& name,
                         const std::string& input,
                         const std::string& output) {
  Chain chain(writer, name);
  switch (activation.kind) {
    case ActivationKind::Linear:
      chain.node("Identity", {input}, output);
      return;
    case ActivationKind::Relu:
      writeRelu(chain, activation, input, output);
      return;
    case ActivationKind::Sigmoid:
      chain.node("Sigmoid", {input}, output);
      return;
    case ActivationKind::Tanh:
      chain.node("Tanh", {input}, output);
      return;
    case ActivationKind::Elu:
      chain.node("Elu", {input}, output, {{"alpha", static_cast<float>(activation.alpha)}});
      return;
    case ActivationKind::Selu:
      chain.node("Selu", {input}, output);
      return;
    case ActivationKind::Softplus:
      chain.node("Softplus", {input}, output);
      return;
    case ActivationKind::Softsign:
      chain.node("Softsign", {input}, output);
      return;
    case ActivationKind::Exponential:
      chain.node("Exp", {input}, output);
      return;
    case ActivationKind::Silu:
      chain.node("Mul", {input, chain.node("Sigmoid", {input})}, output);
      return;
    case ActivationKind::Gelu:
      writeGelu(chain, input, output);
      return;
    case ActivationKind::GeluTanh:
      writeGeluTanh(chain, input, output);
      return;
    case ActivationKind::HardSigmoid:
      chain.node("HardSigmoid", {input}, output, {{"alpha", 1.0F / 6.0F}, {"beta", 0.5F}});
      return;
    case ActivationKind::HardSwish:
      chain.node("HardSwish", {input}, output);
      return;
  }
}

}  // namespace maacc
