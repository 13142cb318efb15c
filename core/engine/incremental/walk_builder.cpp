#include "core/engine/incremental/walk_builder.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"

namespace maacc {

void WalkBuilder::changeUnits() {
  const Layer& layer = network_.layer(plan_.layer);
  const int64_t plane = pixelCount(layer.outputShape);
  const auto count = static_cast<int64_t>(plan_.units.size());
  ChangedOutput output;
  output.buffer = newBuffer(count * plane);
  output.plane = plane;
  const LaneLayer& packed = lanes_.layer(layer.id);
  for (std::size_t i = 0; i < plan_.units.size(); ++i) {
    const int unit = plan_.units[i];
    WalkStep& step = addStep(Kind::ChangeUnit, layer);
    step.unit = static_cast<int>(i);
    step.output = output.buffer;
    step.outputOffset = static_cast<int64_t>(i) * plane;
    step.plane = plane;
    if (plan_.replacing) {
      step.group = unit / packed.weights.front().units;
      step.kept = keptWhole(layer.inputs.front());
      plan_.flops += 2.0 * static_cast<double>(packed.weights.front().taps * plane);
    } else {
      step.kept = keptChannel(layer.id, unit, true);
    }
    output.channels.push_back(unit);
  }
  activateFused(layer, output.buffer, count * plane);
  set(layer.id, std::move(output));
}

// The deepest layer that everything goes through while only channels or features have changed.
void WalkBuilder::findPlaceOfChange() {
  if (!chain_) {
    return;
  }
  const ChangedOutput& output = *changed(last_);
  chain_ = readers_[static_cast<std::size_t>(last_.value)] == 1 && !output.whole;
  if (output.whole || last_ == network_.logitsLayer()) {
    chain_ = false;
    return;
  }
  plan_.changeLayer = last_;
  plan_.changeSteps = plan_.steps.size();
}

void WalkBuilder::activateFused(const Layer& layer, int buffer, int64_t vectors) {
  if (lanes_.hasOwnPreActivation(layer.id)) {
    WalkStep& step = addStep(Kind::Activate, layer);
    step.input = step.output = buffer;
    step.plane = vectors;
  }
}

void WalkBuilder::walk(const Layer& layer) {
  const ChangedOutput* first = changed(layer.inputs.front());
  const bool anyWhole = std::any_of(layer.inputs.begin(), layer.inputs.end(), [&](LayerId input) {
    return changed(input) != nullptr && changed(input)->whole;
  });
  if (anyWhole) {
    walkWhole(layer);
  } else if (std::holds_alternative<AddLayer>(layer.parameters)) {
    walkAdd(layer);
  } else if (std::holds_alternative<MultiplyLayer>(layer.parameters)) {
    walkMultiply(layer);
  } else if (std::holds_alternative<ConcatLayer>(layer.parameters)) {
    walkConcat(layer);
  } else {
    const ChangedOutput input = *first;
    walkChannels(layer, input);
  }
}

void WalkBuilder::walkChannels(const Layer& layer, const ChangedOutput& input) {
  const auto* reshape = std::get_if<ReshapeLayer>(&layer.parameters);
  if (std::holds_alternative<DenseLayer>(layer.parameters)) {
    updateDense(layer);
  } else if (const auto* conv = std::get_if<Conv2DLayer>(&layer.parameters)) {
    const bool depthwise =
        conv->groups > 1 && conv->kernel.shape[0] == conv->groups && conv->kernel.shape[1] == 1;
    depthwise ? multiplyChannels(layer, input) : updateConv(layer);
  } else if (std::holds_alternative<BatchNormLayer>(layer.parameters)) {
    walkNorm(layer, input);
  } else if (std::holds_alternative<FlattenLayer>(layer.parameters) ||
             (reshape != nullptr && layer.outputShape.size() == 1)) {
    walkFlatten(layer, input);
  } else if (reshape != nullptr || std::holds_alternative<SoftmaxLayer>(layer.parameters) ||
             std::holds_alternative<LayerNormLayer>(layer.parameters)) {
    walkWhole(layer);
  } else {
    walkLocal(layer, input);
  }
}

// Activation, pooling, padding, and layers that do nothing.
void WalkBuilder::walkLocal(const Layer& layer, const ChangedOutput& input) {
  const auto count = static_cast<int64_t>(input.channels.size());
  ChangedOutput output = input;
  output.plane = pixelCount(layer.outputShape);
  output.exclusive = true;
  if (std::holds_alternative<ActivationLayer>(layer.parameters)) {
    output.buffer = reuse(layer.inputs.front(), input.buffer, count * input.plane);
    WalkStep& step = addStep(Kind::Activate, layer);
    step.input = input.buffer;
    step.output = output.buffer;
    step.plane = count * input.plane;
  } else if (!std::holds_alternative<IdentityLayer>(layer.parameters)) {
    const bool pads = std::holds_alternative<ZeroPadding2DLayer>(layer.parameters);
    output.buffer = newBuffer(count * output.plane);
    WalkStep& step = addStep(pads ? Kind::Pad : Kind::Pool, layer);
    step.input = input.buffer;
    step.output = output.buffer;
    step.planes = count;
    step.plane = output.plane;
    step.inputPlane = input.plane;
  } else {
    output.exclusive = mayOverwrite(layer.inputs.front());
  }
  set(layer.id, std::move(output));
}

void WalkBuilder::walkNorm(const Layer& layer, const ChangedOutput& input) {
  ChangedOutput output = input;
  output.exclusive = true;
  const auto count = static_cast<int64_t>(input.channels.size());
  output.buffer = reuse(layer.inputs.front(), input.buffer, count * input.plane);
  WalkStep& step = addStep(Kind::Normalize, layer);
  step.input = input.buffer;
  step.output = output.buffer;
  step.planes = count;
  step.plane = input.plane;
  step.elements = input.channels;
  set(layer.id, std::move(output));
}

// No work: the buffer stays, only its elements get other names.
void WalkBuilder::walkFlatten(const Layer& layer, const ChangedOutput& input) {
  const Shape& shape = network_.layer(layer.inputs.front()).outputShape;
  const std::vector<int32_t>& order = lanes_.layer(layer.id).order;
  std::vector<int32_t> position(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    position[static_cast<std::size_t>(order[i])] = static_cast<int32_t>(i);
  }
  ChangedOutput output;
  output.buffer = input.buffer;
  output.exclusive = mayOverwrite(layer.inputs.front());
  const int64_t channels = shape.size() == 3 ? shape[0] : 1;
  for (int32_t channel : input.channels) {
    for (int64_t p = 0; p < input.plane; ++p) {
      const int64_t element = p * channels + channel;
      output.channels.push_back(position.empty() ? static_cast<int32_t>(element)
                                                 : position[static_cast<std::size_t>(element)]);
    }
  }
  set(layer.id, std::move(output));
}

// Channels or features that differ in one of the inputs, in order.
std::vector<int32_t> WalkBuilder::changedByAny(const Layer& layer) const {
  std::set<int32_t> united;
  for (LayerId input : layer.inputs) {
    if (changed(input) != nullptr) {
      united.insert(changed(input)->channels.begin(), changed(input)->channels.end());
    }
  }
  return {united.begin(), united.end()};
}

void WalkBuilder::walkAdd(const Layer& layer) {
  ChangedOutput output;
  output.channels = changedByAny(layer);
  output.plane = pixelCount(layer.outputShape);
  output.buffer = newBuffer(static_cast<int64_t>(output.channels.size()) * output.plane);
  for (std::size_t i = 0; i < output.channels.size(); ++i) {
    const int32_t channel = output.channels[i];
    bool first = true;
    for (LayerId input : layer.inputs) {
      const ChangedOutput* term = changed(input);
      const auto found = term == nullptr
                             ? std::vector<int32_t>::const_iterator()
                             : std::find(term->channels.begin(), term->channels.end(), channel);
      const bool fromBuffer = term != nullptr && found != term->channels.end();
      WalkStep& step = addStep(fromBuffer ? (first ? Kind::CopyVectors : Kind::AddBuffer)
                                          : (first ? Kind::CopyKept : Kind::AddKept),
                               layer);
      step.output = output.buffer;
      step.outputOffset = static_cast<int64_t>(i) * output.plane;
      step.plane = output.plane;
      if (fromBuffer) {
        step.input = term->buffer;
        step.inputOffset = (found - term->channels.begin()) * output.plane;
      } else {
        step.kept = keptChannel(input, channel);
      }
      first = false;
    }
  }
  set(layer.id, std::move(output));
}

void WalkBuilder::walkMultiply(const Layer& layer) {
  const auto channelsOf = [&](LayerId id) { return network_.layer(id).outputShape[0]; };
  for (LayerId input : layer.inputs) {
    if (changed(input) != nullptr && channelsOf(input) != layer.outputShape[0]) {
      walkWhole(layer);  // one changed channel that counts for all
      return;
    }
  }
  ChangedOutput output;
  output.channels = changedByAny(layer);
  output.plane = pixelCount(layer.outputShape);
  output.buffer = newBuffer(static_cast<int64_t>(output.channels.size()) * output.plane);
  for (std::size_t i = 0; i < output.channels.size(); ++i) {
    const int32_t channel = output.channels[i];
    bool first = true;
    for (LayerId input : layer.inputs) {
      const ChangedOutput* term = changed(input);
      const bool onePixel = pixelCount(network_.layer(input).outputShape) < output.plane;
      const auto found = term == nullptr
                             ? std::vector<int32_t>::const_iterator()
                             : std::find(term->channels.begin(), term->channels.end(), channel);
      const bool fromBuffer = term != nullptr && found != term->channels.end();
      WalkStep& step = addStep(fromBuffer ? (first ? Kind::CopyVectors : Kind::MultiplyBuffer)
                                          : (first ? Kind::CopyKept : Kind::MultiplyKept),
                               layer);
      step.output = output.buffer;
      step.outputOffset = static_cast<int64_t>(i) * output.plane;
      step.plane = output.plane;
      if (fromBuffer) {
        step.input = term->buffer;
        step.inputOffset = (found - term->channels.begin()) * term->plane;
        step.inputStride = onePixel ? 0 : 1;
      } else {
        step.kept = keptChannel(input, channelsOf(input) == 1 ? 0 : channel);
        step.kept.stride = onePixel ? 0 : step.kept.stride;
      }
      first = false;
    }
  }
  set(layer.id, std::move(output));
}

void WalkBuilder::walkConcat(const Layer& layer) {
  ChangedOutput output;
  output.plane = pixelCount(layer.outputShape);
  std::vector<const ChangedOutput*> parts;
  LayerId lastPart;
  int32_t offset = 0;
  for (LayerId input : layer.inputs) {
    if (const ChangedOutput* part = changed(input)) {
      parts.push_back(part);
      lastPart = input;
      for (int32_t channel : part->channels) {
        output.channels.push_back(channel + offset);
      }
    }
    offset += static_cast<int32_t>(network_.layer(input).outputShape[0]);
  }
  if (parts.size() == 1) {
    output.buffer = parts.front()->buffer;
    output.exclusive = mayOverwrite(lastPart);
    set(layer.id, std::move(output));
    return;
  }
  output.buffer = newBuffer(static_cast<int64_t>(output.channels.size()) * output.plane);
  int64_t done = 0;
  for (const ChangedOutput* part : parts) {
    WalkStep& step = addStep(Kind::CopyVectors, layer);
    step.input = part->buffer;
    step.output = output.buffer;
    step.outputOffset = done;
    step.plane = static_cast<int64_t>(part->channels.size()) * output.plane;
    done += step.plane;
  }
  set(layer.id, std::move(output));
}

WalkPlan planWalk(const LaneNetwork& network,
                  LayerId layer,
                  const std::vector<int>& units,
                  bool replacing) {
  MAACC_CHECK(!units.empty());
  return WalkBuilder(network, layer, units, replacing).build();
}

}  // namespace maacc
