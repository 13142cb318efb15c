#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/random_stream.h"
#include "core/model/network.h"

namespace maacc::test {

// A layer and what it puts out for the builder's calibration images.
struct Signal {
  LayerId layer;
  Shape shape;                // of one image
  std::vector<float> values;  // [images, ...shape]
};

// Builds a network layer by layer and runs some images through what is there already, so that
// BatchNorm statistics and the last layer can be set from the activations that they will see.
class CalibratedBuilder {
 public:
  // images: [count, ...shape]; image i belongs to class i % classes.
  CalibratedBuilder(const std::string& name,
                    uint64_t seed,
                    const Shape& shape,
                    std::vector<float> images);

  Signal input();
  // Square kernel, padding kernel / 2, weights as in He et al. 2015.
  Signal conv(const Signal& from, int64_t channels, int64_t kernel, int64_t stride, bool withBias);
  Signal batchNorm(const Signal& from);  // mean and variance near the measured ones
  Signal relu(Signal from);
  Signal maxPool(const Signal& from);  // 2x2
  Signal add(Signal left, const Signal& right);
  Signal globalAverage(const Signal& from);
  Signal flatten(Signal from);
  Signal dense(const Signal& from, int64_t units);  // with ReLU

  // Dense: logits fitted to the images' classes. Then the network is finished.
  Network finish(const Signal& from, int classes);

 private:
  Tensor randomTensor(const Shape& shape, double scale, double offset = 0);
  std::string nextName(const std::string& kind) { return kind + "_" + std::to_string(counter_++); }
  Signal added(const std::string& kind,
               LayerParameters parameters,
               const std::vector<LayerId>& inputs,
               std::vector<float> values);

  RandomStream random_;
  Network network_;
  Signal images_;
  int64_t count_ = 0;
  int counter_ = 0;
};

}  // namespace maacc::test
