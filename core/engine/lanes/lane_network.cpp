#include "core/engine/lanes/lane_network.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"

namespace maacc {
namespace {

Size2D imageSize(const Shape& shape) {
  return shape.size() == 3 ? Size2D{shape[1], shape[2]} : Size2D{1, 1};
}

// Units per block: as many blocks as the widest allows, evenly filled.
int blockWidth(int64_t units, int maxWidth) {
  const int64_t blocks = (units + maxWidth - 1) / maxWidth;
  return static_cast<int>((units + blocks - 1) / blocks);
}

// Position in the author's order -> lane element, for a tensor of this shape.
std::vector<int32_t> elementsInAuthorOrder(const Shape& shape, bool channelsLast) {
  std::vector<int32_t> elements(static_cast<std::size_t>(elementCount(shape)));
  const bool canonicalImage = shape.size() == 3 && !channelsLast;
  const int64_t pixels = canonicalImage ? shape[1] * shape[2] : 1;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const auto position = static_cast<int64_t>(i);
    elements[i] = static_cast<int32_t>(
        canonicalImage ? position % pixels * shape[0] + position / pixels : position);
  }
  return elements;
}

std::vector<int32_t> reshapeOrder(const Shape& from, const Shape& to, bool channelsLast) {
  const std::vector<int32_t> source = elementsInAuthorOrder(from, channelsLast);
  const std::vector<int32_t> target = elementsInAuthorOrder(to, channelsLast);
  std::vector<int32_t> order(source.size());
  bool moves = false;
  for (std::size_t position = 0; position < source.size(); ++position) {
    order[static_cast<std::size_t>(target[position])] = source[position];
    moves = moves || target[position] != source[position];
  }
  return moves ? order : std::vector<int32_t>();
}

LanePooling poolingOf(const Layer& layer, const Shape& input) {
  LanePooling pooling;
  pooling.input = imageSize(input);
  pooling.output = imageSize(layer.outputShape);
  pooling.channels = input[0];
  if (const auto* pool = std::get_if<Pool2DLayer>(&layer.parameters)) {
    pooling.window = pool->window;
    pooling.stride = pool->stride;
    pooling.padding = pool->padding;
    pooling.isMax = pool->kind == PoolingKind::Max;
    pooling.countPadding = pool->countPadding;
  } else {
    pooling.window = pooling.input;
    pooling.output = {1, 1};
    pooling.isMax = std::get<GlobalPoolLayer>(layer.parameters).kind == PoolingKind::Max;
  }
  return pooling;
}

void fillNorm(const BatchNormLayer& norm, LaneLayer& result) {
  result.mean = norm.mean.values;
  result.offset = norm.offset.values;
  for (std::size_t c = 0; c < norm.mean.values.size(); ++c) {
    result.factor.push_back(
        static_cast<float>(norm.scale.values[c] /
                           std::sqrt(static_cast<double>(norm.variance.values[c]) + norm.epsilon)));
  }
}

// Weights of canonical [channels, height, width] in the order of lane elements.
std::vector<float> inLaneOrder(const Tensor& tensor) {
  if (tensor.shape.size() != 3) {
    return tensor.values;
  }
  const auto channels = static_cast<std::size_t>(tensor.shape[0]);
  const std::size_t pixels = tensor.values.size() / channels;
  std::vector<float> ordered(tensor.values.size());
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    ordered[i] = tensor.values[i % channels * pixels + i / channels];
  }
  return ordered;
}

void fillLayerNorm(const LayerNormLayer& norm, LaneLayer& result) {
  result.scale = inLaneOrder(norm.scale);
  result.offset = inLaneOrder(norm.offset);
  result.epsilon = static_cast<float>(norm.epsilon);
}

// input: [length][kLanes] -> [length][dimensions][kLanes]. Tiles may be filled up with lanes that
// hold no input, so rows outside the table are no error here.
void lookUp(const EmbeddingLayer& embedding, int64_t length, const float* input, float* output) {
  const int64_t vocabulary = embedding.table.shape[0];
  const int64_t dimensions = embedding.table.shape[1];
  for (int64_t at = 0; at < length; ++at) {
    for (int lane = 0; lane < kLanes; ++lane) {
      const float row = input[at * kLanes + lane];
      const int64_t index = isVocabularyRow(row, vocabulary) ? static_cast<int64_t>(row) : 0;
      const float* values = embedding.table.values.data() + index * dimensions;
      for (int64_t d = 0; d < dimensions; ++d) {
        output[(at * dimensions + d) * kLanes + lane] = values[d];
      }
    }
  }
}

void softmax(const float* input, float* output, int64_t count) {
  for (int lane = 0; lane < kLanes; ++lane) {
    float largest = input[lane];
    for (int64_t i = 1; i < count; ++i) {
      largest = std::max(largest, input[i * kLanes + lane]);
    }
    float sum = 0;
    for (int64_t i = 0; i < count; ++i) {
      output[i * kLanes + lane] = std::exp(input[i * kLanes + lane] - largest);
      sum += output[i * kLanes + lane];
    }
    for (int64_t i = 0; i < count; ++i) {
      output[i * kLanes + lane] /= sum;
    }
  }
}

// Output pixels per side of the tiles that Winograd's filtering takes: for whole 3 x 3 convolutions
// of stride 1 with enough channels for the transforms to pay, whichever of 2 and 4 needs fewer
// products. 0: multiply directly.
int winogradTile(const LaneLayer& layer) {
  const ConvolutionGeometry& g = layer.geometry;
  const Size2D one{1, 1};
  const bool fits = layer.groups == 1 && g.kernel == Size2D{3, 3} && g.stride == one &&
                    g.dilation == one && g.output.height > 1 && g.output.width > 1 &&
                    layer.weights.front().taps >= 9 * 16 && layer.weights.front().units >= 16;
  auto products = [&](int64_t n) {
    const int64_t tiles = ((g.output.height + n - 1) / n) * ((g.output.width + n - 1) / n);
    return tiles * (n + 2) * (n + 2);
  };
  if (!fits) {
    return 0;
  }
  return products(4) < products(2) ? 4 : 2;
}

// As many tiles at a time as caches have room for.
int64_t tilesAtOnce(int tile, int64_t channels, int64_t units) {
  constexpr int64_t kVectorsInCache = 32768;
  return std::clamp<int64_t>(kVectorsInCache / ((tile + 2) * (tile + 2) * (channels + units)), 1,
                             8);
}

// G x of F(2, 3) or F(4, 3): n + 2 values.
std::array<double, 6> transformThree(int tile, double a, double b, double c) {
  if (tile == 2) {
    return {a, (a + b + c) / 2, (a - b + c) / 2, c};
  }
  return {
      a / 4, -(a + b + c) / 6, -(a - b + c) / 6, a / 24 + b / 12 + c / 6, a / 24 - b / 12 + c / 6,
      c};
}

// G g G^T of one 3 x 3 kernel: the first (n + 2)^2 values.
std::array<float, 36> transformKernel(int tile, const float* kernel) {
  std::array<std::array<double, 6>, 3> columns{};  // by column of the kernel
  for (std::size_t x = 0; x < 3; ++x) {
    columns[x] = transformThree(tile, kernel[x], kernel[3 + x], kernel[6 + x]);
  }
  std::array<float, 36> result{};
  const auto patch = static_cast<std::size_t>(tile) + 2;
  for (std::size_t y = 0; y < patch; ++y) {
    const auto row = transformThree(tile, columns[0][y], columns[1][y], columns[2][y]);
    for (std::size_t x = 0; x < patch; ++x) {
      result[y * patch + x] = static_cast<float>(row[x]);
    }
  }
  return result;
}

void copyVectors(const float* from, float* to, int64_t vectors) {
  std::copy(from, from + vectors * kLanes, to);
}

void padImage(const ZeroPadding2DLayer& layer, const Shape& input, const float* from, float* to) {
  const int64_t width = input[2] + layer.padding.left + layer.padding.right;
  const int64_t height = input[1] + layer.padding.top + layer.padding.bottom;
  std::fill(to, to + height * width * input[0] * kLanes, 0.0F);
  for (int64_t y = 0; y < input[1]; ++y) {
    copyVectors(from + y * input[2] * input[0] * kLanes,
                to + ((y + layer.padding.top) * width + layer.padding.left) * input[0] * kLanes,
                input[2] * input[0]);
  }
}

}  // namespace

std::vector<float> packWeights(
    const float* weights, int64_t units, int64_t channels, int64_t pixels, int width) {
  const int64_t blocks = (units + width - 1) / width;
  std::vector<float> packed(static_cast<std::size_t>(blocks * width * channels * pixels), 0.0F);
  for (int64_t unit = 0; unit < units; ++unit) {
    float* block = packed.data() + unit / width * channels * pixels * width + unit % width;
    const float* row = weights + unit * channels * pixels;
    for (int64_t c = 0; c < channels; ++c) {
      for (int64_t p = 0; p < pixels; ++p) {
        block[(p * channels + c) * width] = row[c * pixels + p];
      }
    }
  }
  return packed;
}

LaneNetwork::LaneNetwork(const Network& network, const LaneKernels& kernels)
    : network_(network), kernels_(kernels), layers_(network.layers().size()) {
  for (const Layer& layer : network.layers()) {
    LaneLayer& result = layers_[static_cast<std::size_t>(layer.id.value)];
    result.elements = elementCount(layer.outputShape);
    if (layer.inputs.empty()) {
      continue;
    }
    const Shape& input = network.layer(layer.inputs.front()).outputShape;
    if (mutableUnitCount(layer.parameters) > 0) {
      pack(layer, result);
    } else if (const auto* norm = std::get_if<BatchNormLayer>(&layer.parameters)) {
      fillNorm(*norm, result);
    } else if (const auto* own = std::get_if<LayerNormLayer>(&layer.parameters)) {
      fillLayerNorm(*own, result);
    } else if (const auto* activation = std::get_if<ActivationLayer>(&layer.parameters)) {
      result.activation = activation->activation;
    } else if (std::holds_alternative<Pool2DLayer>(layer.parameters) ||
               std::holds_alternative<GlobalPoolLayer>(layer.parameters)) {
      result.pooling = poolingOf(layer, input);
    } else if (const auto* flatten = std::get_if<FlattenLayer>(&layer.parameters)) {
      result.order = reshapeOrder(input, layer.outputShape, flatten->channelsLast);
    } else if (const auto* reshape = std::get_if<ReshapeLayer>(&layer.parameters)) {
      result.order = reshapeOrder(input, layer.outputShape, reshape->channelsLast);
    }
  }
}

void LaneNetwork::pack(const Layer& layer, LaneLayer& result) {
  const UnitWeights weights = unitWeights(layer);
  const Shape& kernel = weights.kernel->shape;
  const Shape& input = network_.layer(layer.inputs.front()).outputShape;
  result.geometry = {imageSize(input), imageSize(layer.outputShape), {1, 1}, {1, 1}, {1, 1}, {}};
  if (const auto* conv = std::get_if<Conv2DLayer>(&layer.parameters)) {
    result.groups = conv->groups;
    result.geometry.kernel = {kernel[2], kernel[3]};
    result.geometry.stride = conv->stride;
    result.geometry.dilation = conv->dilation;
    result.geometry.padding = conv->padding;
  }
  result.activation = fusedActivation(layer.parameters);
  result.bias = weights.bias->values;
  const int64_t units = kernel[0] / result.groups;
  const int64_t pixels = result.geometry.kernel.height * result.geometry.kernel.width;
  const int width = blockWidth(units, kernels_.maxWidth);
  std::vector<std::size_t> starts;
  for (int64_t group = 0; group < result.groups; ++group) {
    const std::vector<float> packed =
        packWeights(weights.kernel->values.data() + group * units * weights.weightsPerUnit, units,
                    kernel[1], pixels, width);
    starts.push_back(result.packed.size());
    result.packed.insert(result.packed.end(), packed.begin(), packed.end());
  }
  for (std::size_t start : starts) {
    result.weights.push_back({result.packed.data() + start, width, units, weights.weightsPerUnit});
  }
  result.winogradTile = winogradTile(result);
  if (result.winogradTile > 0) {
    packWinograd(layer, result);
  }
}

void LaneNetwork::packWinograd(const Layer& layer, LaneLayer& result) {
  const Tensor& kernel = *unitWeights(layer).kernel;
  const int64_t units = kernel.shape[0];
  const int64_t channels = kernel.shape[1];
  const int tile = result.winogradTile;
  const auto patch = static_cast<std::size_t>(tile) + 2;
  const std::size_t positions = patch * patch;
  std::vector<std::vector<float>> transformed(positions);
  for (int64_t row = 0; row < units * channels; ++row) {
    const std::array<float, 36> weights = transformKernel(tile, kernel.values.data() + row * 9);
    for (std::size_t position = 0; position < positions; ++position) {
      transformed[position].push_back(weights[position]);
    }
  }
  for (const std::vector<float>& weights : transformed) {
    const std::vector<float> packed =
        packWeights(weights.data(), units, channels, 1, result.weights.front().width);
    result.winograd.insert(result.winograd.end(), packed.begin(), packed.end());
  }
  const int64_t vectors =
      static_cast<int64_t>(positions) * tilesAtOnce(tile, channels, units) * (channels + units);
  scratchVectors_ = std::max(scratchVectors_, vectors);
}

bool LaneNetwork::hasOwnPreActivation(LayerId id) const {
  const LaneLayer& packed = layer(id);
  return !packed.weights.empty() && packed.activation.kind != ActivationKind::Linear;
}

void LaneNetwork::readInput(std::span<const float* const> rows, float* output) const {
  MAACC_CHECK(rows.size() == kLanes);
  const Shape& shape = network_.inputShape();
  const int64_t channels = shape.size() == 3 ? shape[0] : 1;
  const int64_t pixels = elementCount(shape) / channels;
  std::array<const float*, kLanes> planes{};
  for (int64_t channel = 0; channel < channels; ++channel) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      planes[lane] = rows[lane] + channel * pixels;
    }
    kernels_.transpose(planes.data(), pixels, channels, output + channel * kLanes);
  }
}

LaneProduct LaneNetwork::product(LayerId id, int64_t group) const {
  const LaneLayer& packed = layer(id);
  LaneProduct product;
  product.geometry = packed.geometry;
  product.weights = packed.weights[static_cast<std::size_t>(group)];
  product.kernelChannels =
      product.weights.taps / (packed.geometry.kernel.height * packed.geometry.kernel.width);
  product.channels = product.kernelChannels;
  product.inputChannels = product.kernelChannels * packed.groups;
  product.outputChannels = product.weights.units * packed.groups;
  product.bias = packed.bias.empty() ? nullptr : packed.bias.data() + group * product.weights.units;
  return product;
}

void LaneNetwork::activate(const Layer& layer, const float* input, float* output) const {
  const LaneLayer& packed = this->layer(layer.id);
  kernels_.activate(packed.activation, input, output, packed.elements);
}

void LaneNetwork::multiply(const Layer& layer,
                           const float* input,
                           float* output,
                           float* scratch) const {
  const LaneLayer& packed = this->layer(layer.id);
  for (int64_t group = 0; group < packed.groups; ++group) {
    LaneProduct product = this->product(layer.id, group);
    product.input = input + group * product.kernelChannels * kLanes;
    product.output = output + group * product.weights.units * kLanes;
    if (packed.winogradTile == 0) {
      kernels_.multiply(product);
      continue;
    }
    LaneWinograd winograd;
    winograd.input = packed.geometry.input;
    winograd.output = packed.geometry.output;
    winograd.padding = packed.geometry.padding;
    winograd.tile = packed.winogradTile;
    winograd.weights = packed.winograd.data();
    winograd.width = product.weights.width;
    winograd.units = product.weights.units;
    winograd.channels = product.kernelChannels;
    winograd.bias = product.bias;
    winograd.tensor = product.input;
    winograd.result = product.output;
    winograd.scratch = scratch;
    winograd.tilesAtOnce = tilesAtOnce(winograd.tile, winograd.channels, winograd.units);
    kernels_.winograd(winograd);
  }
}

void LaneNetwork::concatenate(const Layer& layer,
                              std::span<const float* const> inputs,
                              float* output) const {
  const Size2D size = imageSize(layer.outputShape);
  int64_t offset = 0;
  for (std::size_t which = 0; which < inputs.size(); ++which) {
    const int64_t channels = network_.layer(layer.inputs[which]).outputShape[0];
    for (int64_t p = 0; p < size.height * size.width; ++p) {
      copyVectors(inputs[which] + p * channels * kLanes,
                  output + (p * layer.outputShape[0] + offset) * kLanes, channels);
    }
    offset += channels;
  }
}

void LaneNetwork::multiplyElements(const Layer& layer,
                                   std::span<const float* const> inputs,
                                   float* output) const {
  const Size2D size = imageSize(layer.outputShape);
  const int64_t pixels = size.height * size.width;
  const int64_t channels = layer.outputShape[0];
  struct Factor {
    const float* values;
    int64_t pixelStep;
    int64_t channelStep;
  };
  const auto factor = [&](std::size_t which) {
    const Shape& shape = network_.layer(layer.inputs[which]).outputShape;
    const Size2D own = imageSize(shape);
    const bool onePixel = own.height * own.width == 1;
    return Factor{inputs[which], onePixel ? 0 : shape[0] * kLanes, shape[0] == 1 ? 0 : 1};
  };
  for (std::size_t which = 1; which < inputs.size(); ++which) {
    const Factor a = which == 1 ? factor(0) : Factor{output, channels * kLanes, 1};
    const Factor b = factor(which);
    for (int64_t p = 0; p < pixels; ++p) {
      kernels_.times(a.values + p * a.pixelStep, a.channelStep, b.values + p * b.pixelStep,
                     b.channelStep, output + p * channels * kLanes, channels);
    }
  }
}

void LaneNetwork::evaluate(const Layer& layer,
                           std::span<const float* const> inputs,
                           float* output,
                           float* scratch) const {
  const LaneLayer& packed = this->layer(layer.id);
  if (!packed.weights.empty()) {
    multiply(layer, inputs[0], output, scratch);
  } else if (!packed.factor.empty()) {
    const auto channels = static_cast<int64_t>(packed.factor.size());
    kernels_.normalize(packed.mean.data(), packed.factor.data(), packed.offset.data(), inputs[0],
                       output, packed.elements / channels, channels);
  } else if (!packed.scale.empty()) {
    const auto count = static_cast<int64_t>(packed.scale.size());
    kernels_.normalizeGroups({packed.scale.data(), packed.offset.data(), packed.epsilon,
                              packed.elements / count, count, inputs[0], output});
  } else if (const auto* embedding = std::get_if<EmbeddingLayer>(&layer.parameters)) {
    lookUp(*embedding, layer.outputShape[2], inputs[0], output);
  } else if (packed.pooling.channels > 0) {
    kernels_.pool(packed.pooling, inputs[0], output);
  } else if (std::holds_alternative<ActivationLayer>(layer.parameters)) {
    kernels_.activate(packed.activation, inputs[0], output, packed.elements);
  } else if (!packed.order.empty()) {
    for (std::size_t i = 0; i < packed.order.size(); ++i) {
      copyVectors(inputs[0] + packed.order[i] * kLanes, output + i * kLanes, 1);
    }
  } else if (const auto* padding = std::get_if<ZeroPadding2DLayer>(&layer.parameters)) {
    padImage(*padding, network_.layer(layer.inputs.front()).outputShape, inputs[0], output);
  } else if (std::holds_alternative<AddLayer>(layer.parameters)) {
    kernels_.add(inputs[0], inputs[1], 1, output, packed.elements);
    for (std::size_t which = 2; which < inputs.size(); ++which) {
      kernels_.add(output, inputs[which], 1, output, packed.elements);
    }
  } else if (std::holds_alternative<MultiplyLayer>(layer.parameters)) {
    multiplyElements(layer, inputs, output);
  } else if (std::holds_alternative<ConcatLayer>(layer.parameters)) {
    concatenate(layer, inputs, output);
  } else if (std::holds_alternative<SoftmaxLayer>(layer.parameters)) {
    softmax(inputs[0], output, packed.elements);
  } else if (inputs[0] != output) {  // Identity, or a Flatten that moves nothing
    copyVectors(inputs[0], output, packed.elements);
  }
}

}  // namespace maacc
