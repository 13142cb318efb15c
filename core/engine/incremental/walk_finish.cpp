// The part of the walk builder that turns numbered buffers into memory.
#include <algorithm>

#include "core/engine/incremental/buffer_places.h"
#include "core/engine/incremental/walk_builder.h"

namespace maacc {

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

}  // namespace maacc
