#include "core/engine/incremental/forward_plan.h"

#include "core/engine/incremental/buffer_places.h"

namespace maacc {

ForwardPlan::ForwardPlan(const LaneNetwork& network, const TileLayout& layout)
    : network_(network),
      preActivations_(static_cast<std::size_t>(network.network().logitsLayer().value) + 1),
      outputs_(preActivations_.size()) {
  std::vector<BufferLife> lives(outputs_.size());
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const Layer& layer = network.network().layers()[i];
    const int64_t kept = layout.offset({layer.id, false});
    outputs_[i] = {kept >= 0, kept};
    lives[i] = {kept >= 0 ? 0 : network.elements(layer.id), i, i};
    for (LayerId input : layer.inputs) {
      lives[static_cast<std::size_t>(input.value)].last = i;
    }
  }
  const BufferPlaces places = placeBuffers(lives);
  scratch_ = places.total;
  bufferVectors_ = places.total + network.scratchVectors();
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (!outputs_[i].inTile) {
      outputs_[i].offset = places.places[i];
    }
    const int64_t kept = layout.offset({network.network().layers()[i].id, true});
    preActivations_[i] = kept >= 0 ? Place{true, kept} : outputs_[i];
  }
}

void ForwardPlan::run(std::span<const float* const> rows, float* tile, float* buffers) const {
  network_.readInput(rows, outputs_[0].in(tile, buffers));
  std::vector<const float*> inputs;
  for (std::size_t i = 1; i < outputs_.size(); ++i) {
    const Layer& layer = network_.network().layers()[i];
    inputs.clear();
    for (LayerId input : layer.inputs) {
      inputs.push_back(outputs_[static_cast<std::size_t>(input.value)].in(tile, buffers));
    }
    float* const pre = preActivations_[i].in(tile, buffers);
    network_.evaluate(layer, inputs, pre, buffers + scratch_ * kLanes);
    if (network_.hasOwnPreActivation(layer.id)) {
      network_.activate(layer, pre, outputs_[i].in(tile, buffers));
    }
  }
}

}  // namespace maacc
