#include <algorithm>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/engine/incremental/buffer_places.h"
#include "core/engine/incremental/mutation_walk.h"

namespace maacc {
namespace {

using Kind = WalkStep::Kind;

// What a mutant does to a layer's output.
struct ChangedOutput {
  bool whole = false;
  int buffer = -1;
  // Not whole: changed channels of an image, each with its plane, or changed features (plane 1).
  // Channel-major in the buffer.
  std::vector<int32_t> channels;
  int64_t plane = 1;
  bool exclusive = true;  // no other layer's output lies in the same buffer and is read elsewhere
};

int64_t pixelCount(const Shape& shape) { return shape.size() == 3 ? shape[1] * shape[2] : 1; }

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

class WalkBuilder {
 public:
  WalkBuilder(const LaneNetwork& lanes,
              LayerId layer,
              const std::vector<int>& units,
              bool replacing)
      : lanes_(lanes), network_(lanes.network()), outputs_(network_.layers().size()) {
    plan_.layer = layer;
    plan_.units = units;
    plan_.replacing = replacing;
    countReaders();
  }

  WalkPlan build() {
    changeUnits();
    findPlaceOfChange();
    for (int i = plan_.layer.value + 1; i <= network_.logitsLayer().value; ++i) {
      const Layer& layer = network_.layer(LayerId{i});
      const bool reached = std::any_of(layer.inputs.begin(), layer.inputs.end(),
                                       [&](LayerId input) { return changed(input) != nullptr; });
      if (reached) {
        walk(layer);
        findPlaceOfChange();
      }
    }
    const int logits = wholeBuffer(network_.logitsLayer());
    resolveBuffers(logits);
    collectReads();
    return std::move(plan_);
  }

 private:
  // --- helpers ---
  const ChangedOutput* changed(LayerId layer) const {
    const auto& output = outputs_[static_cast<std::size_t>(layer.value)];
    return output ? &*output : nullptr;
  }
  void set(LayerId layer, ChangedOutput output) {
    outputs_[static_cast<std::size_t>(layer.value)] = std::move(output);
    last_ = layer;
  }
  int newBuffer(int64_t vectors) {
    sizes_.push_back(vectors);
    return static_cast<int>(sizes_.size()) - 1;
  }
  // For an elementwise step: the input's buffer where nobody else reads it.
  int reuse(LayerId input, int buffer, int64_t vectors) {
    return mayOverwrite(input) ? buffer : newBuffer(vectors);
  }
  bool mayOverwrite(LayerId input) const {
    return readers_[static_cast<std::size_t>(input.value)] == 1 && changed(input)->exclusive;
  }
  KeptRange kept(LayerId layer, bool preActivation, int64_t first, int64_t count, int64_t stride) {
    return {{layer, preActivation && lanes_.hasOwnPreActivation(layer)}, first, count, stride, 0};
  }
  KeptRange keptWhole(LayerId layer, bool preActivation = false) {
    return kept(layer, preActivation, 0, lanes_.elements(layer), 1);
  }
  KeptRange keptChannel(LayerId layer, int32_t channel, bool preActivation = false) {
    const Shape& shape = network_.layer(layer).outputShape;
    return kept(layer, preActivation, channel, pixelCount(shape), shape.size() == 3 ? shape[0] : 1);
  }
  WalkStep& addStep(Kind kind, const Layer& layer) {
    WalkStep& step = plan_.steps.emplace_back();
    step.kind = kind;
    step.layer = layer.id;
    return step;
  }
  void countReaders() {
    readers_.assign(network_.layers().size(), 0);
    for (int i = 0; i <= network_.logitsLayer().value; ++i) {
      for (LayerId input : network_.layer(LayerId{i}).inputs) {
        ++readers_[static_cast<std::size_t>(input.value)];
      }
    }
  }

  void changeUnits();
  void findPlaceOfChange();
  void walk(const Layer& layer);
  void walkChannels(const Layer& layer, const ChangedOutput& input);
  void walkLocal(const Layer& layer, const ChangedOutput& input);
  void walkNorm(const Layer& layer, const ChangedOutput& input);
  void walkFlatten(const Layer& layer, const ChangedOutput& input);
  void walkAdd(const Layer& layer);
  void walkConcat(const Layer& layer);
  void updateDense(const Layer& layer);
  void updateConv(const Layer& layer);
  void multiplyChannels(const Layer& layer, const ChangedOutput& input);
  void walkWhole(const Layer& layer);
  void activateFused(const Layer& layer, int buffer, int64_t vectors);
  int change(LayerId layer);
  int wholeBuffer(LayerId layer);
  std::vector<int64_t> bufferPlaces(int logits);
  void resolveBuffers(int logits);
  void describeChange(const std::vector<int64_t>& place);
  void collectReads();

  const LaneNetwork& lanes_;
  const Network& network_;
  WalkPlan plan_;
  std::vector<std::optional<ChangedOutput>> outputs_;  // by layer
  std::vector<int> readers_;                           // by layer: how many layers read it
  std::vector<int64_t> sizes_;                         // by buffer
  std::map<LayerId, int> changes_;                     // buffers of output minus original
  std::map<LayerId, int> wholes_;                      // buffers of whole outputs
  LayerId last_;
  bool chain_ = true;  // so far every changed layer had one reader
};

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
  } else if (reshape != nullptr || std::holds_alternative<SoftmaxLayer>(layer.parameters)) {
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

void WalkBuilder::walkAdd(const Layer& layer) {
  std::set<int32_t> united;
  for (LayerId input : layer.inputs) {
    if (changed(input) != nullptr) {
      united.insert(changed(input)->channels.begin(), changed(input)->channels.end());
    }
  }
  ChangedOutput output;
  output.channels.assign(united.begin(), united.end());
  output.plane = pixelCount(layer.outputShape);
  output.buffer = newBuffer(static_cast<int64_t>(united.size()) * output.plane);
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
    plan_.flops += 2.0 * static_cast<double>(product.weights.taps / product.kernelChannels) *
                   static_cast<double>(packed.elements / packed.groups);
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
  const bool elementwise =
      std::holds_alternative<ActivationLayer>(layer.parameters) ||
      std::holds_alternative<BatchNormLayer>(layer.parameters) ||
      std::holds_alternative<IdentityLayer>(layer.parameters) ||
      (std::holds_alternative<AddLayer>(layer.parameters) && layer.inputs.size() == 2);
  for (LayerId input : layer.inputs) {
    WalkStep::WholeInput source;
    if (changed(input) != nullptr) {
      source.buffer = wholeBuffer(input);
      if (elementwise && mayOverwrite(input)) {
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

std::vector<int64_t> WalkBuilder::bufferPlaces(int logits) {
  std::vector<BufferLife> lives;
  for (int64_t size : sizes_) {
    lives.push_back({size, plan_.steps.size(), 0});
  }
  auto use = [&](int64_t buffer, std::size_t at) {
    if (buffer >= 0) {
      BufferLife& life = lives[static_cast<std::size_t>(buffer)];
      life.first = std::min(life.first, at);
      life.last = std::max(life.last, at);
    }
  };
  for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
    const WalkStep& step = plan_.steps[i];
    use(step.input, i);
    use(step.output, i);
    for (const WalkStep::WholeInput& input : step.wholeInputs) {
      use(input.buffer, i);
    }
  }
  use(logits, plan_.steps.size());
  BufferPlaces places = placeBuffers(lives);
  plan_.scratch = places.total;
  plan_.bufferVectors = places.total + lanes_.scratchVectors();
  return places.places;
}

// Turns numbers of buffers into places in a worker's memory.
void WalkBuilder::resolveBuffers(int logits) {
  const std::vector<int64_t> place = bufferPlaces(logits);
  auto resolve = [&](int64_t& buffer, int64_t offset) {
    buffer = buffer < 0 ? -1 : place[static_cast<std::size_t>(buffer)] + offset;
  };
  for (WalkStep& step : plan_.steps) {
    resolve(step.input, step.inputOffset);
    resolve(step.output, step.outputOffset);
    for (WalkStep::WholeInput& input : step.wholeInputs) {
      resolve(input.buffer, 0);
    }
  }
  plan_.logits = place[static_cast<std::size_t>(logits)];
  describeChange(place);
}

void WalkBuilder::describeChange(const std::vector<int64_t>& place) {
  const auto found = changes_.find(plan_.changeLayer);
  const bool follows = plan_.changeSteps < plan_.steps.size() &&
                       plan_.steps[plan_.changeSteps].kind == Kind::Subtract &&
                       plan_.steps[plan_.changeSteps].layer == plan_.changeLayer;
  if (!follows || found == changes_.end()) {
    plan_.changeSteps = 0;
    return;
  }
  // The change exists once its last Subtract has run.
  const ChangedOutput& output = *changed(plan_.changeLayer);
  while (plan_.changeSteps < plan_.steps.size() &&
         plan_.steps[plan_.changeSteps].kind == Kind::Subtract &&
         plan_.steps[plan_.changeSteps].layer == plan_.changeLayer) {
    ++plan_.changeSteps;
  }
  plan_.change = place[static_cast<std::size_t>(found->second)];
  plan_.changeVectors = static_cast<int64_t>(output.channels.size()) * output.plane;
  const Shape& shape = network_.layer(plan_.changeLayer).outputShape;
  const int64_t channels = shape.size() == 3 ? shape[0] : 1;
  for (int32_t channel : output.channels) {
    for (int64_t p = 0; p < output.plane; ++p) {
      plan_.changeElements.push_back(static_cast<int32_t>(p * channels + channel));
    }
  }
}

void WalkBuilder::collectReads() {
  auto add = [&](const KeptRange& range) {
    if (range.count > 0) {
      plan_.reads.push_back(range);
    }
  };
  for (const WalkStep& step : plan_.steps) {
    add(step.kept);
    for (const WalkStep::WholeInput& input : step.wholeInputs) {
      add(input.kept);
    }
  }
}

}  // namespace

WalkPlan planWalk(const LaneNetwork& network,
                  LayerId layer,
                  const std::vector<int>& units,
                  bool replacing) {
  MAACC_CHECK(!units.empty());
  return WalkBuilder(network, layer, units, replacing).build();
}

void WalkPlan::bind(const TileLayout& layout) {
  auto resolve = [&](KeptRange& range) {
    if (range.count > 0) {
      range.offset = layout.offset(range.tensor);
      MAACC_CHECK(range.offset >= 0);
    }
  };
  for (WalkStep& step : steps) {
    resolve(step.kept);
    for (WalkStep::WholeInput& input : step.wholeInputs) {
      resolve(input.kept);
    }
  }
  for (KeptRange& range : reads) {
    resolve(range);
  }
}

std::set<TensorRef> WalkPlan::tensors() const {
  std::set<TensorRef> result;
  for (const KeptRange& range : reads) {
    result.insert(range.tensor);
  }
  return result;
}

}  // namespace maacc
