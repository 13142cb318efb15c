#include "core/engine/incremental/mutation_walk.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace maacc {
namespace {

using Kind = WalkStep::Kind;

// One tile on its way through a plan.
class Walk {
 public:
  Walk(const LaneNetwork& lanes,
       const WalkPlan& plan,
       std::span<const UnitChange> changes,
       const float* tile,
       float* buffers)
      : lanes_(lanes),
        kernels_(lanes.kernels()),
        plan_(plan),
        changes_(changes),
        tile_(tile),
        buffers_(buffers) {}

  void run(const WalkStep& step) {
    switch (step.kind) {
      case Kind::ChangeUnit:
        return changeUnit(step);
      case Kind::Activate:
        return kernels_.activate(lanes_.layer(step.layer).activation, at(step.input),
                                 at(step.output), step.plane);
      case Kind::Normalize:
        return normalize(step);
      case Kind::Pool:
        return pool(step);
      case Kind::Pad:
        return pad(step);
      case Kind::CopyVectors:
        return copy(at(step.input), step.inputStride, at(step.output), step.plane);
      case Kind::CopyKept:
        return copy(kept(step.kept), step.kept.stride, at(step.output), step.plane);
      case Kind::AddBuffer:
        return kernels_.add(at(step.output), at(step.input), 1, at(step.output), step.plane);
      case Kind::AddKept:
        return kernels_.add(at(step.output), kept(step.kept), step.kept.stride, at(step.output),
                            step.plane);
      case Kind::MultiplyBuffer:
        return kernels_.times(at(step.output), 1, at(step.input), step.inputStride, at(step.output),
                              step.plane);
      case Kind::MultiplyKept:
        return kernels_.times(at(step.output), 1, kept(step.kept), step.kept.stride,
                              at(step.output), step.plane);
      case Kind::Subtract:
        return kernels_.subtract(at(step.input), kept(step.kept), step.kept.stride, at(step.output),
                                 step.plane);
      case Kind::UpdateDense:
        return updateDense(step);
      case Kind::UpdateConv:
        return updateConv(step);
      case Kind::MultiplyChannel:
        return multiplyChannel(step);
      case Kind::Scatter:
        for (std::size_t i = 0; i < step.elements.size(); ++i) {
          copy(at(step.input + static_cast<int64_t>(i)), 1, at(step.output + step.elements[i]), 1);
        }
        return;
      case Kind::Whole:
        return whole(step);
    }
  }

 private:
  float* at(int64_t buffer) const { return buffers_ + buffer * kLanes; }
  const float* kept(const KeptRange& range) const {
    return tile_ + (range.offset + range.first) * kLanes;
  }

  static void copy(const float* from, int64_t stride, float* to, int64_t count) {
    if (stride == 1) {
      std::copy(from, from + count * kLanes, to);
      return;
    }
    for (int64_t i = 0; i < count; ++i) {
      std::copy(from + i * stride * kLanes, from + (i * stride + 1) * kLanes, to + i * kLanes);
    }
  }

  void changeUnit(const WalkStep& step) {
    const UnitChange& change = changes_[static_cast<std::size_t>(step.unit)];
    if (change.affine) {
      MAACC_CHECK(!plan_.replacing);
      kernels_.scale(kept(step.kept), step.kept.stride, change.alpha, change.term, at(step.output),
                     step.plane);
      return;
    }
    LaneProduct product = lanes_.product(step.layer, step.group);
    product.weights = {change.weights.data(), 1, 1, product.weights.taps};
    product.input = kept(step.kept) + step.group * product.kernelChannels * kLanes;
    product.bias = &change.bias;
    product.output = at(step.output);
    product.outputChannels = 1;
    kernels_.multiply(product);
  }

  void normalize(const WalkStep& step) {
    const LaneLayer& packed = lanes_.layer(step.layer);
    for (int64_t i = 0; i < step.planes; ++i) {
      const auto parameter = static_cast<std::size_t>(step.elements[static_cast<std::size_t>(i)]);
      kernels_.normalize(&packed.mean[parameter], &packed.factor[parameter],
                         &packed.offset[parameter], at(step.input + i * step.plane),
                         at(step.output + i * step.plane), step.plane, 1);
    }
  }

  void pool(const WalkStep& step) {
    LanePooling pooling = lanes_.layer(step.layer).pooling;
    pooling.channels = 1;
    for (int64_t i = 0; i < step.planes; ++i) {
      kernels_.pool(pooling, at(step.input + i * step.inputPlane),
                    at(step.output + i * step.plane));
    }
  }

  void pad(const WalkStep& step) {
    const Layer& layer = lanes_.network().layer(step.layer);
    const Shape& input = lanes_.network().layer(layer.inputs.front()).outputShape;
    const Padding2D& padding = std::get<ZeroPadding2DLayer>(layer.parameters).padding;
    const int64_t width = layer.outputShape[2];
    for (int64_t i = 0; i < step.planes; ++i) {
      float* output = at(step.output + i * step.plane);
      std::fill(output, output + step.plane * kLanes, 0.0F);
      for (int64_t y = 0; y < input[1]; ++y) {
        copy(at(step.input + i * step.inputPlane + y * input[2]), 1,
             output + ((y + padding.top) * width + padding.left) * kLanes, input[2]);
      }
    }
  }

  void updateDense(const WalkStep& step) {
    LaneUpdate update;
    update.weights = lanes_.layer(step.layer).weights.front();
    update.features = step.elements.data();
    update.count = static_cast<int64_t>(step.elements.size());
    update.input = at(step.input);
    update.start = kept(step.kept);
    update.output = at(step.output);
    kernels_.update(update);
  }

  void updateConv(const WalkStep& step) {
    LaneProduct product = lanes_.product(step.layer, step.group);
    const int64_t first = step.group * product.weights.units * kLanes;
    product.firstChannel = step.firstChannel;
    product.channels = 1;
    product.input = at(step.input);
    product.inputChannels = 1;
    product.output = at(step.output) + first;
    product.start = step.startsFromKept ? kept(step.kept) : product.output;
    kernels_.multiply(product);
  }

  void multiplyChannel(const WalkStep& step) {
    LaneProduct product = lanes_.product(step.layer, step.group);
    product.input = at(step.input);
    product.inputChannels = 1;
    product.output = at(step.output);
    product.outputChannels = 1;
    kernels_.multiply(product);
  }

  void whole(const WalkStep& step) {
    std::array<const float*, 16> few{};
    std::vector<const float*> many;
    const float** inputs = few.data();
    if (step.wholeInputs.size() > few.size()) {
      many.resize(step.wholeInputs.size());
      inputs = many.data();
    }
    for (std::size_t i = 0; i < step.wholeInputs.size(); ++i) {
      const WalkStep::WholeInput& input = step.wholeInputs[i];
      inputs[i] = input.buffer >= 0 ? at(input.buffer) : kept(input.kept);
    }
    lanes_.evaluate(lanes_.network().layer(step.layer), {inputs, step.wholeInputs.size()},
                    at(step.output), at(plan_.scratch));
  }

  const LaneNetwork& lanes_;
  const LaneKernels& kernels_;
  const WalkPlan& plan_;
  std::span<const UnitChange> changes_;
  const float* tile_;
  float* buffers_;
};

}  // namespace

void runWalk(const LaneNetwork& network,
             const WalkPlan& plan,
             std::span<const UnitChange> changes,
             const float* tile,
             float* buffers,
             std::size_t first,
             std::size_t last) {
  Walk walk(network, plan, changes, tile, buffers);
  for (std::size_t i = first; i < last; ++i) {
    walk.run(plan.steps[i]);
  }
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
