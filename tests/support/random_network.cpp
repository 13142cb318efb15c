#include "tests/support/random_network.h"

#include <cmath>
#include <string>

#include "core/base/random_stream.h"

namespace maacc::test {
namespace {

class Builder {
 public:
  explicit Builder(uint64_t seed)
      : random_(seed, "random network"), network_("random-" + std::to_string(seed)) {}

  Network build() {
    const bool image = pick(4) != 0;
    const Shape input =
        image ? Shape{oneOf(1, 2, 3), oneOf(6, 7, 9), oneOf(6, 8, 9)} : Shape{oneOf(5, 8, 12)};
    LayerId current = network_.add("input", InputLayer{input, pick(2) == 0}, {});
    if (image) {
      const int blocks = 1 + pick(4);
      for (int i = 0; i < blocks; ++i) {
        current = imageBlock(current);
      }
      current = toFlat(current);
    }
    const int hidden = pick(3);
    for (int i = 0; i < hidden; ++i) {
      current = flatBlock(current);
    }
    current = dense(current, 3 + pick(4), {});
    if (pick(2) == 0) {
      current = network_.add("softmax", SoftmaxLayer{}, {current});
    }
    network_.finish(current);
    return std::move(network_);
  }

 private:
  int pick(int bound) { return static_cast<int>(random_.below(static_cast<uint64_t>(bound))); }
  template <class... Values>
  int64_t oneOf(Values... values) {
    const std::vector<int64_t> list = {values...};
    return list[static_cast<std::size_t>(pick(static_cast<int>(list.size())))];
  }
  std::string name(const std::string& kind) { return kind + "_" + std::to_string(counter_++); }
  const Shape& shape(LayerId id) { return network_.layer(id).outputShape; }

  Tensor tensor(const Shape& size, double scale, double offset = 0) {
    Tensor result = zeros(size);
    for (float& value : result.values) {
      value = static_cast<float>(offset + scale * random_.normal());
    }
    return result;
  }
  Tensor maybeBias(int64_t units) { return pick(4) == 0 ? Tensor{} : tensor({units}, 0.3); }

  Activation activation() {
    static const std::vector<Activation> kAll = {
        {ActivationKind::Linear, 0, 0},   {ActivationKind::Relu, 0, 0},
        {ActivationKind::Relu, 0, 0},     {ActivationKind::Relu, 0.2, 0},
        {ActivationKind::Relu, 0, 2},     {ActivationKind::Relu, 0.1, 1.5},
        {ActivationKind::Sigmoid, 0, 0},  {ActivationKind::Tanh, 0, 0},
        {ActivationKind::Elu, 0.7, 0},    {ActivationKind::Selu, 0, 0},
        {ActivationKind::Softplus, 0, 0}, {ActivationKind::Softsign, 0, 0},
        {ActivationKind::Silu, 0, 0},     {ActivationKind::Gelu, 0, 0},
        {ActivationKind::GeluTanh, 0, 0}, {ActivationKind::HardSigmoid, 0, 0},
        {ActivationKind::HardSwish, 0, 0}};
    return kAll[static_cast<std::size_t>(pick(static_cast<int>(kAll.size())))];
  }

  LayerId conv(LayerId from,
               int64_t channels,
               int64_t kernel,
               int64_t stride,
               Padding2D padding,
               int64_t groups = 1) {
    const int64_t in = shape(from)[0] / groups;
    const double scale = 1.0 / std::sqrt(static_cast<double>(in * kernel * kernel));
    Conv2DLayer layer{tensor({channels, in, kernel, kernel}, scale),
                      maybeBias(channels),
                      {stride, stride},
                      {1, 1},
                      padding,
                      groups,
                      activation()};
    return network_.add(name("conv"), std::move(layer), {from});
  }

  LayerId dense(LayerId from, int64_t units, const Activation& function) {
    const int64_t in = shape(from)[0];
    DenseLayer layer{tensor({units, in}, 1.0 / std::sqrt(static_cast<double>(in))),
                     maybeBias(units), function};
    return network_.add(name("dense"), std::move(layer), {from});
  }

  LayerId batchNorm(LayerId from) {
    const Shape channels = {shape(from)[0]};
    BatchNormLayer layer{tensor(channels, 0.3, 1), tensor(channels, 0.3), tensor(channels, 0.2),
                         tensor(channels, 0.0, 0.8), 1e-3};
    return network_.add(name("norm"), std::move(layer), {from});
  }

  LayerId imageBlock(LayerId from) {
    const Shape in = shape(from);
    const bool large = in[1] >= 5 && in[2] >= 5;
    switch (pick(9)) {
      case 0:
        return conv(from, oneOf(2, 3, 4), 3, 1, {1, 1, 1, 1});
      case 1:
        return conv(from, oneOf(2, 4, 5), large ? 3 : 1, large ? 2 : 1, {0, 1, 1, 0});
      case 2:
        return batchNorm(conv(from, oneOf(2, 3), 1, 1, {}));
      case 3:
        return residual(from);
      case 4:
        return branches(from);
      case 5:
        return conv(from, 2 * in[0], 3, 1, {1, 1, 1, 1}, in[0]);
      case 6:
        return large ? pool(from)
                     : network_.add(name("act"), ActivationLayer{activation()}, {from});
      case 7:
        return network_.add(name("pad"), ZeroPadding2DLayer{{1, 0, 0, 2}}, {from});
      default:
        return dilated(from, large);
    }
  }

  LayerId dilated(LayerId from, bool large) {
    const int64_t in = shape(from)[0];
    Conv2DLayer layer{tensor({3, in, 2, 2}, 0.4),
                      maybeBias(3),
                      {1, 1},
                      {large ? 2 : 1, 1},
                      {1, 0, 1, 1},
                      1,
                      activation()};
    return network_.add(name("conv"), std::move(layer), {from});
  }

  LayerId residual(LayerId from) {
    const int64_t channels = shape(from)[0];
    const LayerId inner = batchNorm(conv(from, channels, 3, 1, {1, 1, 1, 1}));
    const LayerId sum = network_.add(name("add"), AddLayer{}, {from, inner});
    return network_.add(name("act"), ActivationLayer{{ActivationKind::Relu, 0, 0}}, {sum});
  }

  LayerId branches(LayerId from) {
    const LayerId left = conv(from, 2, 1, 1, {});
    const LayerId right = conv(from, 2, 3, 1, {1, 1, 1, 1});
    return network_.add(name("concat"), ConcatLayer{}, {left, right, from});
  }

  LayerId pool(LayerId from) {
    const PoolingKind kind = pick(2) == 0 ? PoolingKind::Max : PoolingKind::Average;
    const Padding2D padding = pick(2) == 0 ? Padding2D{} : Padding2D{0, 1, 1, 0};
    return network_.add(name("pool"), Pool2DLayer{kind, {2, 2}, {2, 2}, padding, pick(2) == 0},
                        {from});
  }

  LayerId toFlat(LayerId from) {
    switch (pick(4)) {
      case 0:
        return network_.add(name("global"), GlobalPoolLayer{PoolingKind::Average, false}, {from});
      case 1:
        return network_.add(name("global"), GlobalPoolLayer{PoolingKind::Max, false}, {from});
      case 2: {
        const LayerId turned = network_.add(
            name("reshape"), ReshapeLayer{{elementCount(shape(from)), 1, 1}, pick(2) == 0}, {from});
        return network_.add(name("flatten"), FlattenLayer{false}, {turned});
      }
      default:
        return network_.add(name("flatten"), FlattenLayer{pick(2) == 0}, {from});
    }
  }

  LayerId flatBlock(LayerId from) {
    switch (pick(4)) {
      case 0:
        return network_.add(name("drop"), IdentityLayer{},
                            {dense(from, oneOf(4, 6), activation())});
      case 1: {
        const LayerId left = dense(from, 4, activation());
        return network_.add(name("concat"), ConcatLayer{}, {left, from});
      }
      case 2: {
        const LayerId inner = dense(from, shape(from)[0], activation());
        return network_.add(name("add"), AddLayer{}, {inner, from});
      }
      default:
        return batchNorm(dense(from, oneOf(4, 7), activation()));
    }
  }

  RandomStream random_;
  Network network_;
  int counter_ = 0;
};

}  // namespace

Network randomNetwork(uint64_t seed) { return Builder(seed).build(); }

std::vector<float> randomInputs(const Network& network, int64_t count, uint64_t seed) {
  RandomStream random(seed, "random inputs");
  std::vector<float> values(static_cast<std::size_t>(count * elementCount(network.inputShape())));
  for (float& value : values) {
    value = static_cast<float>(random.normal());
  }
  return values;
}

}  // namespace maacc::test
