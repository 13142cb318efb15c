#pragma once

#include <vector>

#include "core/engine/lanes/lane_network.h"

namespace maacc {

// Weights of canonical [channels, height, width] in the order of lane elements; others as they are.
std::vector<float> inLaneOrder(const Tensor& tensor);

// input: [length][kLanes] -> output: [length][dimensions][kLanes]. Tiles may be filled up with
// lanes that hold no input, so rows outside the table are no error here.
void lookUpLanes(const EmbeddingLayer& embedding,
                 int64_t length,
                 const float* input,
                 float* output);

}  // namespace maacc
