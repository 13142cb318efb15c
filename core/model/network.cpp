#include "core/model/network.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/hashing.h"

namespace maacc {
namespace {

std::vector<const Tensor*> tensorsOf(const LayerParameters& parameters) {
  using Tensors = std::vector<const Tensor*>;
  return std::visit(Overloaded{
                        [](const DenseLayer& dense) {
                          return Tensors{&dense.kernel, &dense.bias};
                        },
                        [](const Conv2DLayer& conv) {
                          return Tensors{&conv.kernel, &conv.bias};
                        },
                        [](const BatchNormLayer& norm) {
                          return Tensors{&norm.scale, &norm.offset, &norm.mean, &norm.variance};
                        },
                        [](const LayerNormLayer& norm) {
                          return Tensors{&norm.scale, &norm.offset};
                        },
                        [](const EmbeddingLayer& embedding) { return Tensors{&embedding.table}; },
                        [](const auto&) { return Tensors{}; },
                    },
                    parameters);
}

void checkTensors(const std::string& layer, const LayerParameters& parameters) {
  for (const Tensor* tensor : tensorsOf(parameters)) {
    if (static_cast<int64_t>(tensor->values.size()) !=
        (tensor->shape.empty() ? 0 : elementCount(tensor->shape))) {
      throw Error(ErrorCode::BadInput, "layer '" + layer + "' has a tensor of shape " +
                                           shapeText(tensor->shape) + " with " +
                                           std::to_string(tensor->values.size()) + " values");
    }
    const bool finite = std::all_of(tensor->values.begin(), tensor->values.end(),
                                    [](float value) { return std::isfinite(value); });
    if (!finite) {
      throw Error(ErrorCode::BadInput,
                  "layer '" + layer +
                      "' has weights that are not numbers (NaN or infinite); train or export the "
                      "model again");
    }
  }
}

void hashPadding(Sha256& hash, const Padding2D& padding) {
  hash.number(padding.top).number(padding.bottom).number(padding.left).number(padding.right);
}

void hashActivation(Sha256& hash, const Activation& activation) {
  hash.number(static_cast<int64_t>(activation.kind))
      .number(activation.alpha)
      .number(activation.limit);
}

void hashSize(Sha256& hash, const Size2D& size) { hash.number(size.height).number(size.width); }

// Everything of a layer that is not a tensor or a shape.
void hashSettings(Sha256& hash, const LayerParameters& parameters) {
  std::visit(
      Overloaded{
          [&](const DenseLayer& dense) { hashActivation(hash, dense.activation); },
          [&](const Conv2DLayer& conv) {
            hashActivation(hash, conv.activation);
            hashSize(hash, conv.stride);
            hashSize(hash, conv.dilation);
            hashPadding(hash, conv.padding);
            hash.number(conv.groups);
          },
          [&](const Pool2DLayer& pool) {
            hashSize(hash, pool.window);
            hashSize(hash, pool.stride);
            hashPadding(hash, pool.padding);
            hash.number(static_cast<int64_t>(pool.countPadding));
          },
          [&](const GlobalPoolLayer& pool) { hash.number(static_cast<int64_t>(pool.keepDims)); },
          [&](const ActivationLayer& layer) { hashActivation(hash, layer.activation); },
          [&](const BatchNormLayer& norm) { hash.number(norm.epsilon); },
          [&](const LayerNormLayer& norm) {
            hash.number(norm.epsilon).number(static_cast<int64_t>(norm.scale.shape.size()));
          },
          [&](const FlattenLayer& flatten) {
            hash.number(static_cast<int64_t>(flatten.channelsLast));
          },
          [&](const ReshapeLayer& reshape) {
            hash.number(static_cast<int64_t>(reshape.channelsLast));
          },
          [&](const ZeroPadding2DLayer& pad) { hashPadding(hash, pad.padding); },
          [](const auto&) {},
      },
      parameters);
}

bool endsInSigmoid(const LayerParameters& parameters) {
  return fusedActivation(parameters).kind == ActivationKind::Sigmoid;
}

void clearFusedActivation(LayerParameters& parameters) {
  if (auto* dense = std::get_if<DenseLayer>(&parameters)) {
    dense->activation = {};
  } else if (auto* conv = std::get_if<Conv2DLayer>(&parameters)) {
    conv->activation = {};
  }
}

// Softmax and sigmoid keep the order of their inputs, identity keeps the inputs: the logits lie
// before them.
bool keepsOrder(const LayerParameters& parameters) {
  if (const auto* layer = std::get_if<ActivationLayer>(&parameters)) {
    return layer->activation.kind == ActivationKind::Sigmoid ||
           layer->activation.kind == ActivationKind::Linear;
  }
  return std::holds_alternative<SoftmaxLayer>(parameters) ||
         std::holds_alternative<IdentityLayer>(parameters);
}

// Layers that `output` needs, by position; the input is always kept.
std::vector<bool> neededLayers(const std::vector<Layer>& layers, LayerId output) {
  std::vector<bool> needed(layers.size());
  needed[0] = true;
  needed[static_cast<std::size_t>(output.value)] = true;
  for (std::size_t i = layers.size(); i-- > 0;) {
    if (needed[i]) {
      for (LayerId input : layers[i].inputs) {
        needed[static_cast<std::size_t>(input.value)] = true;
      }
    }
  }
  return needed;
}

std::vector<Layer> keepLayers(std::vector<Layer> layers, const std::vector<bool>& needed) {
  std::vector<Layer> kept;
  std::vector<LayerId> newId(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!needed[i]) {
      continue;
    }
    newId[i] = LayerId{static_cast<int>(kept.size())};
    Layer& layer = layers[i];
    layer.id = newId[i];
    for (LayerId& input : layer.inputs) {
      input = newId[static_cast<std::size_t>(input.value)];
    }
    kept.push_back(std::move(layer));
  }
  return kept;
}

// The smallest table that the input's values are rows of; 0 when there is none.
int64_t vocabularyOf(const std::vector<Layer>& layers) {
  int64_t vocabulary = 0;
  for (const Layer& layer : layers) {
    if (const auto* embedding = std::get_if<EmbeddingLayer>(&layer.parameters)) {
      const int64_t rows = embedding->table.shape.front();
      vocabulary = vocabulary == 0 ? rows : std::min(vocabulary, rows);
    }
  }
  return vocabulary;
}

}  // namespace

Network::Network(std::string source) : source_(std::move(source)) {}

LayerId Network::add(const std::string& name,
                     LayerParameters parameters,
                     const std::vector<LayerId>& inputs) {
  const std::string where = source_.empty() ? "" : source_ + ": ";
  const bool isInput = std::holds_alternative<InputLayer>(parameters);
  if (isInput != layers_.empty()) {
    throw Error(ErrorCode::Unsupported,
                where + "layer '" + name + "' is " +
                    (isInput ? "a second input" : "not an input but comes first") +
                    "; only networks with one input can be analysed");
  }
  std::vector<Shape> inputShapes;
  for (LayerId input : inputs) {
    MAACC_CHECK(input.value >= 0 && input.value < static_cast<int>(layers_.size()));
    inputShapes.push_back(layers_[static_cast<std::size_t>(input.value)].outputShape);
  }
  const LayerId id{static_cast<int>(layers_.size())};
  try {
    checkTensors(name, parameters);
    Shape output = inferOutputShape(name, parameters, inputShapes);
    if (std::holds_alternative<EmbeddingLayer>(parameters) && inputs.front() != LayerId{0}) {
      throw Error(ErrorCode::Unsupported,
                  "layer '" + name + "' looks up what layer '" + layer(inputs.front()).name +
                      "' computes; only the network's input can be looked up");
    }
    elementCount(output);
    layers_.push_back({id, name, inputs, std::move(parameters), std::move(output)});
  } catch (const Error& error) {
    throw Error(error.code(), where + error.what());
  }
  return id;
}

void Network::finish(LayerId output) {
  MAACC_CHECK(!layers_.empty() && logitsLayer_.value < 0);
  MAACC_CHECK(output.value >= 0 && output.value < static_cast<int>(layers_.size()));
  Layer& last = layers_[static_cast<std::size_t>(output.value)];
  if (endsInSigmoid(last.parameters)) {
    clearFusedActivation(last.parameters);
    const std::string name = last.name + "/sigmoid";
    output = add(name, ActivationLayer{{ActivationKind::Sigmoid, 0, 0}}, {output});
  }
  const std::vector<bool> needed = neededLayers(layers_, output);
  layers_ = keepLayers(std::move(layers_), needed);
  std::get<InputLayer>(layers_.front().parameters).vocabulary = vocabularyOf(layers_);
  logitsLayer_ = layers_.back().id;
  while (keepsOrder(layer(logitsLayer_).parameters)) {
    logitsLayer_ = layer(logitsLayer_).inputs.front();
  }
  const Shape& logits = layer(logitsLayer_).outputShape;
  if (logits.size() != 1 || logits[0] < 2) {
    throw Error(ErrorCode::Unsupported,
                (source_.empty() ? "" : source_ + ": ") + "the output of layer '" +
                    layer(logitsLayer_).name + "' has the shape " + shapeText(logits) +
                    "; only classifiers with a flat output of two or more classes can be "
                    "analysed");
  }
  const std::vector<bool> beforeLogits = neededLayers(layers_, logitsLayer_);
  for (const Layer& candidate : layers_) {
    if (beforeLogits[static_cast<std::size_t>(candidate.id.value)] &&
        mutableUnitCount(candidate.parameters) > 0) {
      weightedLayers_.push_back(candidate.id);
    }
  }
}

const Layer& Network::layer(LayerId id) const {
  MAACC_CHECK(id.value >= 0 && id.value < static_cast<int>(layers_.size()));
  return layers_[static_cast<std::size_t>(id.value)];
}

int Network::classCount() const {
  return static_cast<int>(layer(logitsLayer_).outputShape.front());
}

std::string Network::contentHash() const {
  Sha256 hash;
  hash.text("maacc network 1").number(static_cast<int64_t>(logitsLayer_.value));
  for (const Layer& layer : layers_) {
    hash.text(layerKindName(layer.parameters));
    for (LayerId input : layer.inputs) {
      hash.number(static_cast<int64_t>(input.value));
    }
    for (int64_t size : layer.outputShape) {
      hash.number(size);
    }
    hashSettings(hash, layer.parameters);
    for (const Tensor* tensor : tensorsOf(layer.parameters)) {
      hash.floats(tensor->values);
    }
  }
  return hash.hex();
}

double forwardFlops(const Network& network) {
  double flops = 0;
  for (int i = 0; i <= network.logitsLayer().value; ++i) {
    const Layer& layer = network.layer(LayerId{i});
    if (mutableUnitCount(layer.parameters) > 0) {
      const UnitWeights weights = unitWeights(layer);
      flops += 2.0 * static_cast<double>(weights.weightsPerUnit) *
               static_cast<double>(elementCount(layer.outputShape));
    }
  }
  return flops;
}

UnitWeights unitWeights(const Layer& layer) {
  auto make = [](const auto& parameters) {
    const Tensor& kernel = parameters.kernel;
    return UnitWeights{&kernel, &parameters.bias,
                       static_cast<int64_t>(kernel.values.size()) / kernel.shape.front()};
  };
  if (const auto* dense = std::get_if<DenseLayer>(&layer.parameters)) {
    return make(*dense);
  }
  const auto* conv = std::get_if<Conv2DLayer>(&layer.parameters);
  MAACC_CHECK(conv != nullptr);
  return make(*conv);
}

}  // namespace maacc
