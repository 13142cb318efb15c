#pragma once

#include "core/model/network.h"

namespace maacc::test {

// kernel[o, i] = (o + 1) / 4 - i / 2, bias[o] = o / 8: exact in float32. No bias if told so.
inline DenseLayer plainDense(int64_t outputs, int64_t inputs, bool withBias = true) {
  DenseLayer dense;
  dense.kernel = zeros({outputs, inputs});
  for (int64_t o = 0; o < outputs; ++o) {
    for (int64_t i = 0; i < inputs; ++i) {
      dense.kernel.values[static_cast<std::size_t>(o * inputs + i)] =
          static_cast<float>(o + 1) * 0.25F - static_cast<float>(i) * 0.5F;
    }
  }
  if (withBias) {
    dense.bias = zeros({outputs});
    for (int64_t o = 0; o < outputs; ++o) {
      dense.bias.values[static_cast<std::size_t>(o)] = static_cast<float>(o) * 0.125F;
    }
  }
  return dense;
}

// Dense layers of these sizes, e.g. {3, 4, 2}: 3 inputs, "hidden0" with 4 units, "hidden1" with 2.
inline Network denseNetwork(const std::vector<int64_t>& sizes, bool withBias = true) {
  Network network("small.keras");
  LayerId last = network.add("pixels", InputLayer{{sizes.front()}, false}, {});
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    last = network.add("hidden" + std::to_string(i - 1),
                       plainDense(sizes[i], sizes[i - 1], withBias), {last});
  }
  network.finish(last);
  return network;
}

// 1x4x4 image, Conv2D "filters" with 2 channels of 2x2, flatten, Dense "classes" with 2 units.
inline Network convNetwork() {
  Network network("small-conv.keras");
  const LayerId input = network.add("image", InputLayer{{1, 4, 4}, false}, {});
  Conv2DLayer conv;
  conv.kernel = Tensor{{2, 1, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}};
  conv.bias = Tensor{{2}, {0.5F, -0.5F}};
  const LayerId filters = network.add("filters", conv, {input});
  const LayerId flat = network.add("flat", FlattenLayer{}, {filters});
  network.finish(network.add("classes", plainDense(2, 18), {flat}));
  return network;
}

}  // namespace maacc::test
