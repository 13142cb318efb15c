#include "core/engine/incremental/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/base/error.h"
#include "core/engine/incremental/activation_bounds.h"

namespace maacc {
namespace {

constexpr int kPairClasses = 24;              // up to here a row per pair of classes
constexpr int kMostClasses = 256;             // beyond, tables would cost more than they settle
constexpr double kEpsilon = 1.0 / (1 << 24);  // rounding of one float32 operation

// The same of a layer's outputs, seen through layers that only move values.
std::optional<float> rangeOf(const Network& network, const Layer& layer) {
  if (const auto* own = std::get_if<ActivationLayer>(&layer.parameters)) {
    return rangeOf(own->activation);
  }
  const bool moves = std::holds_alternative<IdentityLayer>(layer.parameters) ||
                     std::holds_alternative<ReshapeLayer>(layer.parameters) ||
                     std::holds_alternative<FlattenLayer>(layer.parameters);
  return moves ? rangeOf(network, network.layer(layer.inputs.front()))
               : rangeOf(fusedActivation(layer.parameters));
}

// A functional of a layer's output for kLanes rows at a time.
struct Functional {
  std::vector<float> values;  // [elements][kLanes]
  bool linear = true;         // exact coefficients; otherwise non-negative bounds
};

void takeAbsolute(Functional& functional, float factor = 1) {
  for (float& value : functional.values) {
    value = std::abs(value) * factor;
  }
  functional.linear = false;
}

void addScaled(const float* from, float factor, float* to) {
  for (int lane = 0; lane < kLanes; ++lane) {
    to[lane] += factor * from[lane];
  }
}

bool isMixing(const Layer& layer) { return mutableUnitCount(layer.parameters) > 0; }

class BackwardPass {
 public:
  explicit BackwardPass(const LaneNetwork& lanes)
      : lanes_(lanes), network_(lanes.network()), functionals_(network_.layers().size()) {}

  // seed: [classes][kLanes]. Afterwards take(x) for every layer that `wanted` says and that has
  // one.
  void run(std::vector<float> seed, const std::vector<bool>& wanted) {
    std::fill(functionals_.begin(), functionals_.end(), std::nullopt);
    const int logits = network_.logitsLayer().value;
    functionals_[static_cast<std::size_t>(logits)] = Functional{std::move(seed), true};
    for (int i = logits; i > 0; --i) {
      const auto at = static_cast<std::size_t>(i);
      const Layer& layer = network_.layer(LayerId{i});
      const bool needed = std::any_of(layer.inputs.begin(), layer.inputs.end(), [&](LayerId id) {
        return wanted[static_cast<std::size_t>(id.value)];
      });
      if (functionals_[at] && needed) {
        pullBack(layer, *functionals_[at]);
      }
    }
  }
  // What was found for a layer, which is forgotten; empty where there is nothing.
  std::vector<float> take(LayerId layer) {
    std::optional<Functional>& functional = functionals_[static_cast<std::size_t>(layer.value)];
    return functional ? std::move(functional->values) : std::vector<float>();
  }

 private:
  void pullBack(const Layer& layer, Functional functional);
  void contribute(LayerId input, Functional contribution);
  Functional empty(LayerId input, bool linear) const {
    return {std::vector<float>(static_cast<std::size_t>(lanes_.elements(input)) * kLanes, 0.0F),
            linear};
  }
  Functional throughMixing(const Layer& layer, const Functional& output) const;
  Functional throughPooling(const Layer& layer, Functional output) const;
  Functional throughPadding(const Layer& layer, const Functional& output) const;
  void throughConcat(const Layer& layer, const Functional& output);
  void throughMultiply(const Layer& layer, const Functional& output);
  void leaveUnbounded(LayerId input);

  const LaneNetwork& lanes_;
  const Network& network_;
  std::vector<std::optional<Functional>> functionals_;
};

// Adds what one reader allows to what the others do.
void BackwardPass::contribute(LayerId input, Functional contribution) {
  std::optional<Functional>& sum = functionals_[static_cast<std::size_t>(input.value)];
  if (!sum) {
    sum = std::move(contribution);
    return;
  }
  if (!sum->linear || !contribution.linear) {
    takeAbsolute(*sum);
    takeAbsolute(contribution);
  }
  for (std::size_t i = 0; i < sum->values.size(); ++i) {
    sum->values[i] += contribution.values[i];
  }
}

Functional BackwardPass::throughMixing(const Layer& layer, const Functional& output) const {
  Functional input = empty(layer.inputs.front(), output.linear);
  const LaneLayer& packed = lanes_.layer(layer.id);
  const ConvolutionGeometry& g = packed.geometry;
  for (int64_t group = 0; group < packed.groups; ++group) {
    const LaneProduct product = lanes_.product(layer.id, group);
    const PackedWeights& weights = product.weights;
    for (int64_t unit = 0; unit < weights.units; ++unit) {
      const float* row = weights.values + unit / weights.width * weights.taps * weights.width +
                         unit % weights.width;
      for (int64_t p = 0; p < g.output.height * g.output.width; ++p) {
        const float* from = output.values.data() +
                            (p * product.outputChannels + group * weights.units + unit) * kLanes;
        const int64_t top = p / g.output.width * g.stride.height - g.padding.top;
        const int64_t left = p % g.output.width * g.stride.width - g.padding.left;
        for (int64_t ky = 0; ky < g.kernel.height; ++ky) {
          const int64_t y = top + ky * g.dilation.height;
          for (int64_t kx = 0; kx < g.kernel.width; ++kx) {
            const int64_t x = left + kx * g.dilation.width;
            if (y < 0 || y >= g.input.height || x < 0 || x >= g.input.width) {
              continue;
            }
            const float* weight =
                row + (ky * g.kernel.width + kx) * product.kernelChannels * weights.width;
            float* to = input.values.data() + ((y * g.input.width + x) * product.inputChannels +
                                               group * product.kernelChannels) *
                                                  kLanes;
            for (int64_t c = 0; c < product.kernelChannels; ++c) {
              const float factor = weight[c * weights.width];
              addScaled(from, output.linear ? factor : std::abs(factor), to + c * kLanes);
            }
          }
        }
      }
    }
  }
  return input;
}

Functional BackwardPass::throughPooling(const Layer& layer, Functional output) const {
  const LanePooling& pool = lanes_.layer(layer.id).pooling;
  if (pool.isMax) {
    takeAbsolute(output);
  }
  Functional input = empty(layer.inputs.front(), output.linear);
  for (int64_t p = 0; p < pool.output.height * pool.output.width; ++p) {
    const int64_t top = p / pool.output.width * pool.stride.height - pool.padding.top;
    const int64_t left = p % pool.output.width * pool.stride.width - pool.padding.left;
    const int64_t firstY = std::max<int64_t>(top, 0);
    const int64_t lastY = std::min(top + pool.window.height, pool.input.height);
    const int64_t firstX = std::max<int64_t>(left, 0);
    const int64_t lastX = std::min(left + pool.window.width, pool.input.width);
    const int64_t pixels = pool.countPadding ? pool.window.height * pool.window.width
                                             : (lastY - firstY) * (lastX - firstX);
    const float factor = pool.isMax ? 1.0F : 1.0F / static_cast<float>(pixels);
    for (int64_t y = firstY; y < lastY; ++y) {
      for (int64_t x = firstX; x < lastX; ++x) {
        for (int64_t c = 0; c < pool.channels; ++c) {
          addScaled(
              output.values.data() + (p * pool.channels + c) * kLanes, factor,
              input.values.data() + ((y * pool.input.width + x) * pool.channels + c) * kLanes);
        }
      }
    }
  }
  return input;
}

Functional BackwardPass::throughPadding(const Layer& layer, const Functional& output) const {
  const Shape& shape = network_.layer(layer.inputs.front()).outputShape;
  const Padding2D& padding = std::get<ZeroPadding2DLayer>(layer.parameters).padding;
  Functional input = empty(layer.inputs.front(), output.linear);
  for (int64_t y = 0; y < shape[1]; ++y) {
    const float* from =
        output.values.data() +
        ((y + padding.top) * layer.outputShape[2] + padding.left) * shape[0] * kLanes;
    std::copy_n(from, shape[2] * shape[0] * kLanes,
                input.values.data() + y * shape[2] * shape[0] * kLanes);
  }
  return input;
}

void BackwardPass::throughConcat(const Layer& layer, const Functional& output) {
  const int64_t pixels = lanes_.elements(layer.id) / layer.outputShape[0];
  int64_t offset = 0;
  for (LayerId id : layer.inputs) {
    const int64_t channels = network_.layer(id).outputShape[0];
    Functional input = empty(id, output.linear);
    for (int64_t p = 0; p < pixels; ++p) {
      std::copy_n(output.values.data() + (p * layer.outputShape[0] + offset) * kLanes,
                  channels * kLanes, input.values.data() + p * channels * kLanes);
    }
    contribute(id, std::move(input));
    offset += channels;
  }
}

// No bound: infinitely far.
void BackwardPass::leaveUnbounded(LayerId input) {
  Functional unbounded = empty(input, false);
  std::fill(unbounded.values.begin(), unbounded.values.end(),
            std::numeric_limits<float>::infinity());
  contribute(input, std::move(unbounded));
}

void BackwardPass::throughMultiply(const Layer& layer, const Functional& output) {
  const int64_t channels = layer.outputShape[0];
  const int64_t elements = lanes_.elements(layer.id);
  for (std::size_t which = 0; which < layer.inputs.size(); ++which) {
    std::optional<float> others = 1.0F;
    for (std::size_t other = 0; other < layer.inputs.size(); ++other) {
      const auto range = rangeOf(network_, network_.layer(layer.inputs[other]));
      if (other != which) {
        others = others && range ? std::optional(*others * *range) : std::nullopt;
      }
    }
    const LayerId id = layer.inputs[which];
    if (!others) {
      leaveUnbounded(id);
      continue;
    }
    const int64_t own = network_.layer(id).outputShape[0];
    const bool onePixel = lanes_.elements(id) == own;
    Functional input = empty(id, false);
    for (int64_t i = 0; i < elements; ++i) {
      const int64_t element = (onePixel ? 0 : i / channels * own) + (own == 1 ? 0 : i % channels);
      for (int64_t lane = 0; lane < kLanes; ++lane) {
        input.values[static_cast<std::size_t>(element * kLanes + lane)] +=
            *others * std::abs(output.values[static_cast<std::size_t>(i * kLanes + lane)]);
      }
    }
    contribute(id, std::move(input));
  }
}

void BackwardPass::pullBack(const Layer& layer, Functional functional) {
  const LaneLayer& packed = lanes_.layer(layer.id);
  const LayerId input = layer.inputs.front();
  const auto lipschitz = lipschitzConstant(packed.activation);
  if (!lipschitz || std::holds_alternative<SoftmaxLayer>(layer.parameters) ||
      std::holds_alternative<LayerNormLayer>(layer.parameters) ||
      std::holds_alternative<EmbeddingLayer>(layer.parameters)) {
    std::for_each(layer.inputs.begin(), layer.inputs.end(),
                  [&](LayerId id) { leaveUnbounded(id); });
    return;
  }
  if (packed.activation.kind != ActivationKind::Linear) {
    takeAbsolute(functional, *lipschitz);
  }
  if (isMixing(layer)) {
    contribute(input, throughMixing(layer, functional));
  } else if (packed.pooling.channels > 0) {
    contribute(input, throughPooling(layer, std::move(functional)));
  } else if (!packed.factor.empty()) {
    for (std::size_t i = 0; i < functional.values.size(); ++i) {
      const float factor = packed.factor[i / kLanes % packed.factor.size()];
      functional.values[i] *= functional.linear ? factor : std::abs(factor);
    }
    contribute(input, std::move(functional));
  } else if (!packed.order.empty()) {
    Functional moved = empty(input, functional.linear);
    for (std::size_t i = 0; i < packed.order.size(); ++i) {
      std::copy_n(functional.values.begin() + static_cast<std::ptrdiff_t>(i * kLanes), kLanes,
                  moved.values.begin() + packed.order[i] * kLanes);
    }
    contribute(input, std::move(moved));
  } else if (std::holds_alternative<ZeroPadding2DLayer>(layer.parameters)) {
    contribute(input, throughPadding(layer, functional));
  } else if (std::holds_alternative<MultiplyLayer>(layer.parameters)) {
    throughMultiply(layer, functional);
  } else if (std::holds_alternative<ConcatLayer>(layer.parameters)) {
    throughConcat(layer, functional);
  } else {  // Add, Activation, and layers that do nothing
    for (LayerId id : layer.inputs) {
      contribute(id, functional);
    }
  }
}

// By layer: whether at most `depth` mixing layers lie behind it on any way to the logits.
std::vector<bool> shallowLayers(const Network& network, int depth) {
  std::vector<int> behind(network.layers().size(), 0);
  for (int i = network.logitsLayer().value; i >= 0; --i) {
    const Layer& layer = network.layer(LayerId{i});
    const int here = behind[static_cast<std::size_t>(i)] + (isMixing(layer) ? 1 : 0);
    for (LayerId input : layer.inputs) {
      int& most = behind[static_cast<std::size_t>(input.value)];
      most = std::max(most, here);
    }
  }
  std::vector<bool> shallow;
  shallow.reserve(behind.size());
  for (int count : behind) {
    shallow.push_back(count <= depth);
  }
  return shallow;
}

}  // namespace

Sensitivity::Sensitivity(const LaneNetwork& network, WorkerTeam& team, int depth)
    : classes_(network.network().classCount()), pairs_(classes_ <= kPairClasses) {
  if (classes_ > kMostClasses) {
    return;
  }
  const std::vector<bool> shallow = shallowLayers(network.network(), depth);
  const std::size_t rows =
      pairs_ ? static_cast<std::size_t>(classes_) * static_cast<std::size_t>(classes_ - 1) / 2
             : static_cast<std::size_t>(classes_);
  double roundings = 64;
  for (const Layer& layer : network.network().layers()) {
    const LaneLayer& packed = network.layer(layer.id);
    roundings += packed.weights.empty() ? 8.0
                                        : static_cast<double>(packed.weights.front().taps) +
                                              static_cast<double>(packed.elements);
  }
  inflation_ = 1 + 4 * roundings * kEpsilon;
  std::vector<LayerId> known;
  for (int i = 0; i < network.network().logitsLayer().value; ++i) {
    if (shallow[static_cast<std::size_t>(i)]) {
      known.push_back(LayerId{i});
    }
  }
  const std::size_t tiles = (rows + kLanes - 1) / kLanes;
  std::vector<std::vector<std::vector<float>>> found(tiles);  // [tile][known][...]
  team.run(static_cast<int64_t>(tiles), [&](int, int64_t tile) {
    found[static_cast<std::size_t>(tile)] =
        tileRows(network, shallow, known, static_cast<std::size_t>(tile) * kLanes);
  });
  for (std::size_t k = 0; k < known.size(); ++k) {
    if (found.front()[k].empty()) {
      continue;
    }
    elements_[known[k]] = network.elements(known[k]);
    std::vector<float>& stored = rows_[known[k]];
    for (std::vector<std::vector<float>>& tile : found) {
      stored.insert(stored.end(), tile[k].begin(), tile[k].end());
      tile[k] = {};
    }
  }
}

// The lane tensors of rows first .. first + kLanes - 1 by layer; empty for one without.
std::vector<std::vector<float>> Sensitivity::tileRows(const LaneNetwork& network,
                                                      const std::vector<bool>& shallow,
                                                      const std::vector<LayerId>& layers,
                                                      std::size_t first) const {
  std::vector<float> seed(static_cast<std::size_t>(classes_) * kLanes, 0.0F);
  for (int y = 0; y < classes_; ++y) {
    for (int c = y; c < classes_; ++c) {
      const bool isRow = pairs_ ? c > y : c == y;
      const std::size_t at = isRow ? row(y, c) : first + kLanes;
      if (at >= first && at < first + kLanes) {
        seed[static_cast<std::size_t>(y) * kLanes + at - first] = 1;
        if (pairs_) {
          seed[static_cast<std::size_t>(c) * kLanes + at - first] = -1;
        }
      }
    }
  }
  BackwardPass pass(network);
  pass.run(std::move(seed), shallow);
  std::vector<std::vector<float>> tile;
  for (const LayerId layer : layers) {
    tile.push_back(pass.take(layer));
    std::transform(tile.back().begin(), tile.back().end(), tile.back().begin(),
                   [](float value) { return std::abs(value); });
  }
  return tile;
}

std::size_t Sensitivity::row(int y, int c) const {
  if (!pairs_) {
    return static_cast<std::size_t>(y);
  }
  const int low = std::min(y, c);
  const int high = std::max(y, c);
  return static_cast<std::size_t>(low * (2 * classes_ - low - 1) / 2 + high - low - 1);
}

std::vector<float> Sensitivity::table(LayerId layer, const std::vector<int32_t>& elements) const {
  MAACC_CHECK(knows(layer));
  const std::vector<float>& stored = rows_.at(layer);
  const int64_t count = elements_.at(layer);
  auto value = [&](std::size_t at, int32_t element) {
    return stored[static_cast<std::size_t>((static_cast<int64_t>(at / kLanes) * count + element) *
                                               kLanes +
                                           static_cast<int64_t>(at % kLanes))];
  };
  std::vector<float> result;
  result.reserve(static_cast<std::size_t>(classes_ * classes_) * elements.size());
  for (int y = 0; y < classes_; ++y) {
    for (int c = 0; c < classes_; ++c) {
      for (int32_t element : elements) {
        result.push_back(y == c   ? 0.0F
                         : pairs_ ? value(row(y, c), element)
                                  : value(row(y, y), element) + value(row(c, c), element));
      }
    }
  }
  const bool bounded = std::all_of(result.begin(), result.end(),
                                   [](float coefficient) { return std::isfinite(coefficient); });
  return bounded ? result : std::vector<float>();
}

}  // namespace maacc
