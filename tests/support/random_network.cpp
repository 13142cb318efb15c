#include "tests/support/random_network.h"

#include <cmath>
#include <optional>
#include <string>

#include "core/base/random_stream.h"

namespace maacc::test {
namespace {

class Builder {
 public:
  Builder(uint64_t seed, LayerSet layers)
      : random_(seed, "random network"),
        network_("random-" + std::to_string(seed)),
        all_(layers == LayerSet::All) {}

  Network build() {
    if (all_ && pick(3) == 0) {
      return buildSequence();
    }
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
    return finish(current);
  }

 private:
  // A sequence of numbers or of rows of a table.
  Network buildSequence() {
    const int64_t length = oneOf(7, 9, 12);
    LayerId current;
    if (pick(2) == 0) {
      const Shape input = {oneOf(1, 2, 4), 1, length};
      current = network_.add("input", InputLayer{input, pick(2) == 0}, {});
    } else {
      current = network_.add("input", InputLayer{{length}, false}, {});
      current = network_.add("embedding", EmbeddingLayer{tensor({oneOf(5, 20), 4}, 1)}, {current});
    }
    const int blocks = 1 + pick(3);
    for (int i = 0; i < blocks; ++i) {
      current = sequenceBlock(current);
    }
    return finish(toFlat(current));
  }

  LayerId sequenceBlock(LayerId from) {
    const int64_t length = shape(from)[2];
    switch (pick(length >= 5 ? 5 : 4)) {
      case 0:
        return layerNorm(from);
      case 1:
        return gated(from);
      case 2: {
        const LayerId inner = conv(from, shape(from)[0], {1, 3}, {1, 1}, {0, 0, 2, 0});  // causal
        return network_.add(name("add"), AddLayer{}, {inner, from});
      }
      case 3:
        return conv(from, oneOf(3, 5), {1, 3}, {1, 1}, {0, 0, 1, 1});
      default:
        return network_.add(name("pool"),
                            Pool2DLayer{pick(2) == 0 ? PoolingKind::Max : PoolingKind::Average,
                                        {1, 2},
                                        {1, 2},
                                        {0, 0, 0, pick(2)},
                                        pick(2) == 0},
                            {conv(from, 4, {1, 2}, {1, 1}, {})});
    }
  }

  LayerId layerNorm(LayerId from) {
    const Shape size = pick(3) == 0 ? shape(from) : Shape{shape(from)[0]};
    return network_.add(name("layer_norm"),
                        LayerNormLayer{tensor(size, 0.3, 1), tensor(size, 0.3), 1e-3}, {from});
  }

  // A product with what another branch makes of the same value.
  LayerId gated(LayerId from) {
    const Shape size = shape(from);
    if (size.size() == 1) {
      return product({from, dense(from, size[0], gate())});
    }
    switch (pick(4)) {
      case 0:
        return product({from, conv(from, size[0], {1, 1}, {1, 1}, {})});
      case 1: {  // of one channel
        const LayerId spatial = conv(from, 1, {1, 1}, {1, 1}, {}, 1, gate());
        return product({spatial, from});
      }
      case 2: {  // three factors, two of them of one pixel
        const LayerId pooled =
            network_.add(name("global"), GlobalPoolLayer{PoolingKind::Max, true}, {from});
        return product({conv(pooled, size[0], {1, 1}, {1, 1}, {}, 1, gate()), from, pooled});
      }
      default:
        return squeezeAndExcite(from);
    }
  }

  LayerId squeezeAndExcite(LayerId from) {
    const int64_t channels = shape(from)[0];
    const LayerId pooled =
        network_.add(name("global"), GlobalPoolLayer{PoolingKind::Average, false}, {from});
    const LayerId squeezed = dense(pooled, 2, {ActivationKind::Relu, 0, 0});
    const LayerId excited = dense(squeezed, channels, gate());
    const LayerId turned =
        network_.add(name("reshape"), ReshapeLayer{{channels, 1, 1}, pick(2) == 0}, {excited});
    return product({from, turned});
  }

  LayerId product(const std::vector<LayerId>& factors) {
    return network_.add(name("multiply"), MultiplyLayer{}, factors);
  }

  Activation gate() {
    return pick(3) == 0
               ? activation()
               : Activation{pick(2) == 0 ? ActivationKind::Sigmoid : ActivationKind::HardSigmoid, 0,
                            0};
  }

  Network finish(LayerId current) {
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
    return conv(from, channels, {kernel, kernel}, {stride, stride}, padding, groups);
  }

  LayerId conv(LayerId from,
               int64_t channels,
               Size2D kernel,
               Size2D stride,
               Padding2D padding,
               int64_t groups = 1,
               const std::optional<Activation>& function = {}) {
    const int64_t in = shape(from)[0] / groups;
    const double scale = 1.0 / std::sqrt(static_cast<double>(in * kernel.height * kernel.width));
    Conv2DLayer layer{tensor({channels, in, kernel.height, kernel.width}, scale),
                      maybeBias(channels),
                      stride,
                      {1, 1},
                      padding,
                      groups,
                      function ? *function : activation()};
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
    if (all_ && pick(2) == 0) {
      return pick(2) == 0 ? gated(from) : layerNorm(from);
    }
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
    if (all_ && pick(2) == 0) {
      return pick(2) == 0 ? gated(from) : layerNorm(from);
    }
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
  bool all_;
  int counter_ = 0;
};

}  // namespace

Network randomNetwork(uint64_t seed, LayerSet layers) { return Builder(seed, layers).build(); }

Network eitherNetwork(uint64_t seed) {
  return randomNetwork(seed, seed % 2 == 0 ? LayerSet::Basic : LayerSet::All);
}

std::vector<float> randomInputs(const Network& network, int64_t count, uint64_t seed) {
  RandomStream random(seed, "random inputs");
  std::vector<float> values(static_cast<std::size_t>(count * elementCount(network.inputShape())));
  const auto vocabulary = static_cast<uint64_t>(
      std::get<InputLayer>(network.layer(network.inputLayer()).parameters).vocabulary);
  for (float& value : values) {
    value = static_cast<float>(vocabulary > 0 ? static_cast<double>(random.below(vocabulary))
                                              : random.normal());
  }
  return values;
}

}  // namespace maacc::test
