#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/engine/incremental/mutation_walk.h"

namespace maacc {

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

inline int64_t pixelCount(const Shape& shape) {
  return shape.size() == 3 ? shape[1] * shape[2] : 1;
}

// Compiles the walk of one set of units, layer by layer in topological order.
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
  using Kind = WalkStep::Kind;

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
  std::vector<int32_t> changedByAny(const Layer& layer) const;
  void walkMultiply(const Layer& layer);
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

}  // namespace maacc
