#pragma once

#include <cstdint>
#include <vector>

#include "core/model/network.h"

namespace maacc::test {

// Deep classifiers of 10 classes with random weights that behave like trained ones: activations of
// order one behind every BatchNorm, and a last Dense layer that tells the classes of smoothImages()
// apart. The same seed gives the same network in the same build.

// 3x3 convolutions, each with BatchNorm and ReLU, a 2x2 max pooling behind every stage, then one
// hidden Dense layer. The defaults have 1,162 units and 154 million multiplications per image.
struct VggSizes {
  std::vector<std::vector<int64_t>> stages = {{64, 64}, {128, 128}, {256, 256}};  // channels
  int64_t denseUnits = 256;
  int64_t imageSize = 32;  // pixels each way, divisible by 2 in every stage
};
Network vggLikeNetwork(uint64_t seed, const VggSizes& sizes = {});

// ResNet-18 for small images (He et al. 2016): a 3x3 stem, four stages of two basic blocks with
// strides 1, 2, 2, 2, projections where the shape changes, global average pooling. Width 64 is the
// real one: 4,810 units and 555 million multiplications per image.
struct ResNetSizes {
  int64_t width = 64;      // channels of the first stage
  int64_t imageSize = 32;  // pixels each way, at least 8
};
Network resNet18LikeNetwork(uint64_t seed, const ResNetSizes& sizes = {});

// Small ones of the same structure: milliseconds in float64.
inline const VggSizes kSmallVgg = {{{4, 6}, {8}, {8}}, 12, 16};
inline const ResNetSizes kSmallResNet = {4, 16};

// Smooth random images with a little noise, [count, ...shape]. Image i shows the pattern of class
// i % 10, which is the same for every seed.
std::vector<float> smoothImages(const Shape& shape, int64_t count, uint64_t seed);

}  // namespace maacc::test
