#include "core/importers/keras_activations.h"

#include <array>
#include <string_view>
#include <utility>

namespace maacc {
namespace {

// As keras/src/activations/activations.py defines them with their default arguments.
constexpr std::array<std::pair<std::string_view, Activation>, 17> kActivations = {{
    {"linear", {ActivationKind::Linear, 0, 0}},
    {"relu", {ActivationKind::Relu, 0, 0}},
    {"relu6", {ActivationKind::Relu, 0, 6}},
    {"leaky_relu", {ActivationKind::Relu, 0.2, 0}},
    {"sigmoid", {ActivationKind::Sigmoid, 0, 0}},
    {"tanh", {ActivationKind::Tanh, 0, 0}},
    {"elu", {ActivationKind::Elu, 1, 0}},
    {"selu", {ActivationKind::Selu, 0, 0}},
    {"softplus", {ActivationKind::Softplus, 0, 0}},
    {"softsign", {ActivationKind::Softsign, 0, 0}},
    {"exponential", {ActivationKind::Exponential, 0, 0}},
    {"silu", {ActivationKind::Silu, 0, 0}},
    {"swish", {ActivationKind::Silu, 0, 0}},
    {"gelu", {ActivationKind::Gelu, 0, 0}},
    {"hard_sigmoid", {ActivationKind::HardSigmoid, 0, 0}},
    {"hard_silu", {ActivationKind::HardSwish, 0, 0}},
    {"hard_swish", {ActivationKind::HardSwish, 0, 0}},
}};

Activation leakyRelu(double slope, double limit, const KerasConfig& config) {
  // Outside this range min(max(x, slope * x), limit) is another function than Keras computes.
  if (!(slope >= 0 && slope <= 1)) {
    config.unsupported("a slope of " + std::to_string(slope) +
                       " below zero is not supported; it must lie between 0 and 1");
  }
  return {ActivationKind::Relu, slope, limit};
}

Activation reluLayer(const KerasConfig& config) {
  if (config.number("threshold", 0) != 0) {
    config.unsupported("a ReLU with a threshold is not supported");
  }
  double limit = 0;
  if (config.has("max_value")) {
    limit = config.number("max_value", 0);
    if (limit <= 0) {
      config.unsupported("a ReLU with a max_value of " + std::to_string(limit) +
                         " is not supported; it must be above 0");
    }
  }
  return leakyRelu(config.number("negative_slope", 0), limit, config);
}

void checkSoftmaxAxis(const KerasConfig& config) {
  const bool oneAxis = !config.has("axis") || wholeNumber(config.value("axis"), -1, -1) ||
                       wholeNumber(config.value("axis"), 1, 1);
  if (!oneAxis) {
    config.unsupported("a softmax over other axes than the last one is not supported");
  }
}

KerasActivation namedActivation(const std::string& name,
                                const KerasConfig& config,
                                bool fromKeras2) {
  if (name == "softmax") {
    return std::nullopt;
  }
  if (name == "hard_sigmoid" && fromKeras2) {
    config.unsupported(
        "hard_sigmoid of Keras 2 is another function than that of Keras 3; save the model with "
        "Keras 3");
  }
  for (const auto& [known, activation] : kActivations) {
    if (name == known) {
      return activation;
    }
  }
  config.unsupported("the activation '" + name + "' is not supported");
}

}  // namespace

KerasActivation readKerasActivation(const KerasConfig& config, bool fromKeras2) {
  if (!config.has("activation")) {
    return Activation{};
  }
  if (config.value("activation").is_string()) {
    return namedActivation(config.text("activation"), config, fromKeras2);
  }
  const KerasConfig object = config.object("activation");
  const std::string registered = object.text("registered_name", "");
  const std::string className = object.text("class_name", "");
  if (className == "function") {
    config.unsupported("the activation '" + object.text("config", registered) +
                       "' is not supported, it is not part of Keras");
  }
  if (!isKerasActivationLayer(className) || (!registered.empty() && registered != className)) {
    config.unsupported("the activation '" + (registered.empty() ? className : registered) +
                       "' is not supported");
  }
  return readKerasActivationLayer(className, object.object("config"));
}

bool isKerasActivationLayer(const std::string& className) {
  return className == "ReLU" || className == "LeakyReLU" || className == "ELU" ||
         className == "Softmax";
}

KerasActivation readKerasActivationLayer(const std::string& className, const KerasConfig& config) {
  if (className == "ReLU") {
    return reluLayer(config);
  }
  if (className == "LeakyReLU") {
    // Keras 2 calls the slope alpha.
    const double slope = config.number("negative_slope", config.number("alpha", 0.3));
    return leakyRelu(slope, 0, config);
  }
  if (className == "ELU") {
    return Activation{ActivationKind::Elu, config.number("alpha", 1), 0};
  }
  checkSoftmaxAxis(config);
  return std::nullopt;
}

}  // namespace maacc
