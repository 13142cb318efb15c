// The part of the walk builder that mixes channels: from here on layers change as a whole.
#include "core/engine/incremental/walk_builder.h"

namespace maacc {
namespace {

// As many features from position `from` as lie evenly apart.
void takeRun(const std::vector<int32_t>& features, std::size_t from, KeptRange& range) {
  if (from + 1 < features.size() && features[from + 1] > features[from]) {
    range.stride = features[from + 1] - features[from];
    while (from + static_cast<std::size_t>(range.count) < features.size() &&
           features[from + static_cast<std::size_t>(range.count)] ==
               features[from] + range.count * range.stride) {
      ++range.count;
    }
  }
}

}  // namespace

// Buffer of the changed part of a layer's output minus the original.
int WalkBuilder::change(LayerId id) {
  const auto known = changes_.find(id);
  if (known != changes_.end()) {
    return known->second;
  }
  const ChangedOutput& output = *changed(id);
  const Layer& layer = network_.layer(id);
  const int buffer = newBuffer(static_cast<int64_t>(output.channels.size()) * output.plane);
  for (std::size_t i = 0; i < output.channels.size();) {
    WalkStep& step = addStep(Kind::Subtract, layer);
    step.input = output.buffer;
    step.inputOffset = static_cast<int64_t>(i) * output.plane;
    step.output = buffer;
    step.outputOffset = step.inputOffset;
    step.kept = keptChannel(id, output.channels[i]);
    if (layer.outputShape.size() == 1) {
      takeRun(output.channels, i, step.kept);
    }
    step.plane = step.kept.count;
    i += static_cast<std::size_t>(output.plane == 1 ? step.kept.count : 1);
  }
  changes_[id] = buffer;
  return buffer;
}

void WalkBuilder::updateDense(const Layer& layer) {
  const LayerId input = layer.inputs.front();
  const int delta = change(input);
  const PackedWeights& weights = lanes_.layer(layer.id).weights.front();
  ChangedOutput output;
  output.whole = true;
  output.buffer = newBuffer(weights.units);
  WalkStep& step = addStep(Kind::UpdateDense, layer);
  step.input = delta;
  step.output = output.buffer;
  step.elements = changed(input)->channels;
  step.kept = keptWhole(layer.id, true);
  plan_.flops +=
      2.0 * static_cast<double>(step.elements.size()) * static_cast<double>(weights.units);
  activateFused(layer, output.buffer, weights.units);
  set(layer.id, std::move(output));
}

void WalkBuilder::updateConv(const Layer& layer) {
  const LayerId input = layer.inputs.front();
  const int delta = change(input);
  const LaneLayer& packed = lanes_.layer(layer.id);
  const LaneProduct product = lanes_.product(layer.id, 0);
  ChangedOutput output;
  output.whole = true;
  output.buffer = newBuffer(packed.elements);
  const KeptRange original = keptWhole(layer.id, true);
  if (packed.groups > 1) {
    WalkStep& copy = addStep(Kind::CopyKept, layer);
    copy.output = output.buffer;
    copy.plane = packed.elements;
    copy.kept = original;
  }
  const ChangedOutput& source = *changed(input);
  for (std::size_t i = 0; i < source.channels.size(); ++i) {
    WalkStep& step = addStep(Kind::UpdateConv, layer);
    step.input = delta;
    step.inputOffset = static_cast<int64_t>(i) * source.plane;
    step.output = output.buffer;
    step.group = source.channels[i] / product.kernelChannels;
    step.firstChannel = source.channels[i] % product.kernelChannels;
    step.startsFromKept = packed.groups == 1 && i == 0;
    if (step.startsFromKept) {
      step.kept = original;
    }
    const int64_t products = product.weights.taps / product.kernelChannels * packed.elements;
    plan_.flops += 2.0 * static_cast<double>(products) / static_cast<double>(packed.groups);
  }
  activateFused(layer, output.buffer, packed.elements);
  set(layer.id, std::move(output));
}

// A depthwise convolution keeps the channels apart.
void WalkBuilder::multiplyChannels(const Layer& layer, const ChangedOutput& input) {
  const LaneProduct product = lanes_.product(layer.id, 0);
  ChangedOutput output;
  output.channels = input.channels;
  output.plane = pixelCount(layer.outputShape);
  const auto vectors = static_cast<int64_t>(input.channels.size()) * output.plane;
  output.buffer = newBuffer(vectors);
  for (std::size_t i = 0; i < input.channels.size(); ++i) {
    WalkStep& step = addStep(Kind::MultiplyChannel, layer);
    step.input = input.buffer;
    step.inputOffset = static_cast<int64_t>(i) * input.plane;
    step.output = output.buffer;
    step.outputOffset = static_cast<int64_t>(i) * output.plane;
    step.group = input.channels[i];
    plan_.flops += 2.0 * static_cast<double>(product.weights.taps * output.plane);
  }
  activateFused(layer, output.buffer, vectors);
  set(layer.id, std::move(output));
}

// Buffer with the whole changed output of a layer.
int WalkBuilder::wholeBuffer(LayerId id) {
  const ChangedOutput& output = *changed(id);
  if (output.whole) {
    return output.buffer;
  }
  const auto known = wholes_.find(id);
  if (known != wholes_.end()) {
    return known->second;
  }
  const Layer& layer = network_.layer(id);
  const int64_t elements = lanes_.elements(id);
  const int buffer = newBuffer(elements);
  WalkStep& copy = addStep(Kind::CopyKept, layer);
  copy.output = buffer;
  copy.plane = elements;
  copy.kept = keptWhole(id);
  WalkStep& scatter = addStep(Kind::Scatter, layer);
  scatter.input = output.buffer;
  scatter.output = buffer;
  const int64_t channels = layer.outputShape.size() == 3 ? layer.outputShape[0] : 1;
  for (int32_t channel : output.channels) {
    for (int64_t p = 0; p < output.plane; ++p) {
      scatter.elements.push_back(static_cast<int32_t>(p * channels + channel));
    }
  }
  wholes_[id] = buffer;
  return buffer;
}

void WalkBuilder::walkWhole(const Layer& layer) {
  std::vector<WalkStep::WholeInput> inputs;
  int reused = -1;
  const bool elementwise = std::holds_alternative<ActivationLayer>(layer.parameters) ||
                           std::holds_alternative<BatchNormLayer>(layer.parameters) ||
                           std::holds_alternative<IdentityLayer>(layer.parameters) ||
                           std::holds_alternative<LayerNormLayer>(layer.parameters) ||
                           ((std::holds_alternative<AddLayer>(layer.parameters) ||
                             std::holds_alternative<MultiplyLayer>(layer.parameters)) &&
                            layer.inputs.size() == 2);
  for (LayerId input : layer.inputs) {
    WalkStep::WholeInput source;
    if (changed(input) != nullptr) {
      source.buffer = wholeBuffer(input);
      const bool fits = lanes_.elements(input) == lanes_.elements(layer.id);
      if (elementwise && fits && mayOverwrite(input)) {
        reused = static_cast<int>(source.buffer);
      }
    } else {
      source.kept = keptWhole(input);
    }
    inputs.push_back(source);
  }
  ChangedOutput output;
  output.whole = true;
  const LaneLayer& packed = lanes_.layer(layer.id);
  output.buffer = reused >= 0 ? reused : newBuffer(packed.elements);
  WalkStep& step = addStep(Kind::Whole, layer);
  step.wholeInputs = std::move(inputs);
  step.output = output.buffer;
  if (!packed.weights.empty()) {
    plan_.flops += 2.0 * static_cast<double>(packed.weights.front().taps) *
                   static_cast<double>(packed.elements);
  }
  activateFused(layer, output.buffer, packed.elements);
  set(layer.id, std::move(output));
}

}  // namespace maacc
