#include "core/importers/onnx_lines.h"

#include "core/importers/onnx_layers.h"

#include <algorithm>
#include <utility>

namespace maacc {
namespace {

// The axis of the author's shape, batch axis included, that holds the channels.
size_t channelAxis(const OnnxActivation& value) {
  return value.channelsLast ? value.shape.size() : 1;
}

// One number per channel, when a constant broadcasts to the value that way.
std::optional<std::vector<float>> numbersByChannel(const OnnxConstant& constant,
                                                   const OnnxActivation& value) {
  const size_t rank = value.shape.size() + 1;
  const bool matrix = value.shape.size() == 2 && !value.sequence;
  if (!constant.isFloat || constant.shape.size() > rank || matrix) {
    return std::nullopt;
  }
  const size_t axis = channelAxis(value);
  const size_t shift = rank - constant.shape.size();
  if (axis < shift || constant.shape[axis - shift] != value.shape[axis - 1] ||
      constant.count() != value.shape[axis - 1]) {
    return std::nullopt;
  }
  return constant.floats;
}

using Numbers = std::vector<float>;

// y = (x - mean) * scale + offset by channel.
BatchNormLayer identityLine(int64_t channels) {
  const Tensor ones{{channels}, Numbers(static_cast<size_t>(channels), 1.0F)};
  return {ones, zeros({channels}), zeros({channels}), ones, 0};
}

bool isAll(const Tensor& tensor, float number) {
  return std::all_of(tensor.values.begin(), tensor.values.end(),
                     [&](float value) { return value == number; });
}

template <class Function>
void change(Tensor& tensor, const Numbers& numbers, Function function) {
  std::transform(tensor.values.begin(), tensor.values.end(), numbers.begin(), tensor.values.begin(),
                 function);
}

// One node after the line. Numbers stay as they are where the line allows: x - mean, then a
// product, then a sum.
void continueLine(BatchNormLayer& line,
                  const std::string& operation,
                  const Numbers& numbers,
                  bool listIsLeft) {
  const auto add = [](float a, float b) { return a + b; };
  const auto subtract = [](float a, float b) { return a - b; };
  const auto multiply = [](float a, float b) { return a * b; };
  const auto divide = [](float a, float b) { return a / b; };
  if (operation == "Mul") {
    change(line.scale, numbers, multiply);
    change(line.offset, numbers, multiply);
  } else if (operation == "Div") {
    change(line.scale, numbers, divide);
    change(line.offset, numbers, divide);
  } else if (operation == "Add") {
    change(line.offset, numbers, add);
  } else if (listIsLeft) {
    change(line.scale, Numbers(numbers.size(), -1.0F), multiply);
    change(line.offset, numbers, [](float a, float b) { return b - a; });
  } else if (isAll(line.scale, 1) && isAll(line.offset, 0)) {
    change(line.mean, numbers, add);
  } else {
    change(line.offset, numbers, subtract);
  }
}

// A layer made here and only this node reads; null otherwise.
BatchNormLayer* ownLine(const OnnxOperator& node, const OnnxActivation& input) {
  OnnxPlannedLayer& layer = node.builder().layer(input.layer);
  auto* line = std::get_if<BatchNormLayer>(&layer.parameters);
  const bool own = line != nullptr && line->epsilon == 0 && isAll(line->variance, 1) &&
                   layer.output == input.name &&
                   node.builder().onlyReadBy(input.name, {node.position()});
  return own ? line : nullptr;
}

Tensor* emptyBias(OnnxPlannedLayer& layer) {
  auto* dense = std::get_if<DenseLayer>(&layer.parameters);
  auto* conv = std::get_if<Conv2DLayer>(&layer.parameters);
  Tensor* bias = dense != nullptr ? &dense->bias : conv != nullptr ? &conv->bias : nullptr;
  return bias != nullptr && bias->empty() ? bias : nullptr;
}

}  // namespace

void combineOnnxByChannel(const OnnxOperator& node,
                          size_t which,
                          const OnnxConstant& list,
                          bool listIsLeft) {
  const OnnxActivation input = node.input(which);
  if (continueOnnxLayerNorm(node, input, list)) {
    return;
  }
  const std::string& operation = node.operation();
  const auto numbers = numbersByChannel(list, input);
  const bool isLine = operation == "Add" || operation == "Sub" || operation == "Mul" ||
                      (operation == "Div" && !listIsLeft);
  if (!numbers || !isLine) {
    node.unsupported("it combines the data with a constant of shape " + shapeText(list.shape) +
                     ", but only sums, differences, products and quotients with one number or one "
                     "per channel are supported");
  }
  OnnxPlannedLayer* owner = operation == "Add" ? node.ownLayer(input) : nullptr;
  Tensor* bias = owner == nullptr ? nullptr : emptyBias(*owner);
  if (bias != nullptr) {
    *bias = {{static_cast<int64_t>(numbers->size())}, *numbers};
    node.setResult(input);
    return;
  }
  if (BatchNormLayer* line = ownLine(node, input)) {
    continueLine(*line, operation, *numbers, listIsLeft);
    node.setResult(input);
    return;
  }
  BatchNormLayer line = identityLine(static_cast<int64_t>(numbers->size()));
  continueLine(line, operation, *numbers, listIsLeft);
  node.setResult(node.addLike(input, std::move(line)));
}

OnnxActivation addOnnxLine(const OnnxOperator& node,
                           const OnnxActivation& input,
                           const OnnxLine& numbers) {
  const int64_t channels = node.builder().layer(input.layer).shape.front();
  const Numbers slopes(static_cast<size_t>(channels), static_cast<float>(numbers.slope));
  const Numbers offsets(static_cast<size_t>(channels), static_cast<float>(numbers.offset));
  BatchNormLayer* own = ownLine(node, input);
  BatchNormLayer fresh = identityLine(channels);
  BatchNormLayer& line = own == nullptr ? fresh : *own;
  continueLine(line, "Mul", slopes, false);
  continueLine(line, "Add", offsets, false);
  return own == nullptr ? node.addLike(input, std::move(fresh)) : input;
}

}  // namespace maacc
