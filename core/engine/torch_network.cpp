#include "core/engine/torch_network.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/torch_layers.h"

namespace maacc {
namespace {

c10::Device torchDevice(const Device& device) {
  return device.kind == DeviceKind::Cpu
             ? c10::Device(c10::kCPU)
             : c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(std::max(0, device.index)));
}

at::Tensor upload(const Tensor& tensor, const at::TensorOptions& options) {
  // from_blob does not own: to() and clone() make a tensor that does.
  const at::Tensor view =
      at::from_blob(const_cast<float*>(tensor.values.data()), tensor.shape, at::kFloat);
  return view.to(options, false, true);
}

// Layers that read `id`, seen through layers that do nothing.
std::vector<LayerId> readersOf(const Network& network, LayerId id) {
  std::vector<LayerId> readers;
  for (const Layer& layer : network.layers()) {
    if (std::find(layer.inputs.begin(), layer.inputs.end(), id) == layer.inputs.end()) {
      continue;
    }
    if (std::holds_alternative<IdentityLayer>(layer.parameters)) {
      const std::vector<LayerId> further = readersOf(network, layer.id);
      readers.insert(readers.end(), further.begin(), further.end());
    } else {
      readers.push_back(layer.id);
    }
  }
  return readers;
}

// Where a canonical [channels, height, width] image has its elements in channels-last order.
at::Tensor channelsLastOrder(const Shape& image) {
  return at::arange(elementCount(image), at::kLong).reshape(image).permute({1, 2, 0}).reshape({-1});
}

at::Tensor uploadChannels(const std::vector<double>& values, const at::TensorOptions& options) {
  const at::Tensor view = at::from_blob(const_cast<double*>(values.data()),
                                        {static_cast<int64_t>(values.size())}, at::kDouble);
  return view.to(options, false, true);
}

}  // namespace

TorchNetwork::TorchNetwork(const Network& network, const Device& device, TorchUse use)
    : network_(network),
      options_(at::TensorOptions().device(torchDevice(device)).dtype(at::kFloat)),
      weights_(network.layers().size()),
      factors_(network.layers().size()),
      shifts_(network.layers().size()),
      lastReader_(network.layers().size()),
      columnOrder_(network.layers().size()),
      flattensInPlace_(network.layers().size()) {
  const c10::InferenceMode guard(use == TorchUse::Inference);
  for (const Layer& layer : network.layers()) {
    const auto id = static_cast<std::size_t>(layer.id.value);
    for (LayerId input : layer.inputs) {
      lastReader_[static_cast<std::size_t>(input.value)] = layer.id.value;
    }
    if (const auto* flatten = std::get_if<FlattenLayer>(&layer.parameters)) {
      planFlatten(layer, *flatten);
    } else if (mutableUnitCount(layer.parameters) > 0) {
      const UnitWeights weights = unitWeights(layer);
      weights_[id].kernel = upload(*weights.kernel, options_);
      if (columnOrder_[id].defined()) {
        weights_[id].kernel = at::empty_like(weights_[id].kernel)
                                  .index_copy_(1, columnOrder_[id], weights_[id].kernel);
      }
      if (!weights.bias->empty()) {
        weights_[id].bias = upload(*weights.bias, options_);
      }
    } else if (const auto* norm = std::get_if<BatchNormLayer>(&layer.parameters)) {
      std::vector<double> factor(norm->mean.values.size());
      std::vector<double> shift(factor.size());
      for (std::size_t channel = 0; channel < factor.size(); ++channel) {
        factor[channel] =
            norm->scale.values[channel] / std::sqrt(norm->variance.values[channel] + norm->epsilon);
        shift[channel] =
            norm->offset.values[channel] - norm->mean.values[channel] * factor[channel];
      }
      factors_[id] = uploadChannels(factor, options_);
      shifts_[id] = uploadChannels(shift, options_);
    } else if (const auto* own = std::get_if<LayerNormLayer>(&layer.parameters)) {
      factors_[id] = upload(own->scale, options_);
      shifts_[id] = upload(own->offset, options_);
    } else if (const auto* embedding = std::get_if<EmbeddingLayer>(&layer.parameters)) {
      factors_[id] = upload(embedding->table, options_);
    }
  }
}

// A channels-last flatten read by Dense layers alone costs nothing when their kernels take
// canonical order instead.
void TorchNetwork::planFlatten(const Layer& layer, const FlattenLayer& flatten) {
  const Shape& image = network_.layer(layer.inputs.front()).outputShape;
  const std::vector<LayerId> readers = readersOf(network_, layer.id);
  const bool isLogits = layer.id == network_.logitsLayer();
  const bool onlyDense =
      !isLogits && std::all_of(readers.begin(), readers.end(), [&](LayerId reader) {
        return std::holds_alternative<DenseLayer>(network_.layer(reader).parameters);
      });
  if (!flatten.channelsLast || image.size() != 3 || !onlyDense) {
    return;
  }
  flattensInPlace_[static_cast<std::size_t>(layer.id.value)] = true;
  for (LayerId reader : readers) {
    columnOrder_[static_cast<std::size_t>(reader.value)] =
        channelsLastOrder(image).to(options_.device());
  }
}

const TorchWeights& TorchNetwork::weights(const Layer& layer, const MutatedLayers& mutated) const {
  for (const auto& [id, weights] : mutated.layers) {
    if (id == layer.id) {
      return weights;
    }
  }
  return weights_[static_cast<std::size_t>(layer.id.value)];
}

at::Tensor TorchNetwork::preActivation(const Layer& layer,
                                       const at::Tensor& input,
                                       const TorchWeights& weights) const {
  if (const auto* conv = std::get_if<Conv2DLayer>(&layer.parameters)) {
    return convolve(*conv, weights.kernel, weights.bias, input);
  }
  return weights.bias.defined() ? at::linear(input, weights.kernel, weights.bias)
                                : at::linear(input, weights.kernel);
}

bool TorchNetwork::flattensChannelsLast(const Layer& layer) const {
  return std::get<FlattenLayer>(layer.parameters).channelsLast &&
         !flattensInPlace_[static_cast<std::size_t>(layer.id.value)];
}

at::Tensor TorchNetwork::evaluate(const Layer& layer,
                                  const std::vector<at::Tensor>& inputs,
                                  const MutatedLayers& mutated) const {
  return std::visit(
      Overloaded{
          [&](const InputLayer&) { return inputs.front(); },
          [&](const DenseLayer& dense) {
            return activate(dense.activation,
                            preActivation(layer, inputs.front(), weights(layer, mutated)));
          },
          [&](const Conv2DLayer& conv) {
            return activate(conv.activation,
                            preActivation(layer, inputs.front(), weights(layer, mutated)));
          },
          [&](const Pool2DLayer& parameters) { return pool(parameters, inputs.front()); },
          [&](const GlobalPoolLayer& parameters) { return globalPool(parameters, inputs.front()); },
          [&](const ActivationLayer& parameters) {
            return activate(parameters.activation, inputs.front().clone());
          },
          [&](const BatchNormLayer&) {
            const auto id = static_cast<std::size_t>(layer.id.value);
            std::vector<int64_t> shape(static_cast<std::size_t>(inputs.front().dim()), 1);
            shape[1] = -1;
            return at::addcmul(shifts_[id].view(shape), inputs.front(), factors_[id].view(shape));
          },
          [&](const LayerNormLayer& norm) {
            return normalizeLayer(norm.epsilon, factors(layer.id), shifts(layer.id),
                                  inputs.front());
          },
          [&](const EmbeddingLayer&) { return lookUp(factors(layer.id), inputs.front()); },
          [&](const FlattenLayer&) {
            return reshape(layer.outputShape, flattensChannelsLast(layer), inputs.front());
          },
          [&](const ReshapeLayer& parameters) {
            return reshape(parameters.target, parameters.channelsLast, inputs.front());
          },
          [&](const IdentityLayer&) { return inputs.front(); },
          [&](const ZeroPadding2DLayer& pad) { return zeroPad(pad.padding, 0, inputs.front()); },
          [&](const AddLayer&) {
            at::Tensor sum = inputs[0] + inputs[1];
            for (std::size_t which = 2; which < inputs.size(); ++which) {
              sum += inputs[which];
            }
            return sum;
          },
          [&](const MultiplyLayer&) {
            at::Tensor product = inputs[0] * inputs[1];
            for (std::size_t which = 2; which < inputs.size(); ++which) {
              product = product * inputs[which];
            }
            return product;
          },
          [&](const ConcatLayer&) { return at::cat(inputs, 1); },
          [&](const SoftmaxLayer&) { return at::softmax(inputs.front(), 1); },
      },
      layer.parameters);
}

at::Tensor TorchNetwork::logits(const at::Tensor& inputs, const MutatedLayers& mutated) const {
  const int last = network_.logitsLayer().value;
  std::vector<at::Tensor> outputs(static_cast<std::size_t>(last) + 1);
  outputs[0] = inputs;
  for (int i = 1; i <= last; ++i) {
    const Layer& layer = network_.layer(LayerId{i});
    std::vector<at::Tensor> layerInputs;
    for (LayerId input : layer.inputs) {
      layerInputs.push_back(outputs[static_cast<std::size_t>(input.value)]);
    }
    outputs[static_cast<std::size_t>(i)] = evaluate(layer, layerInputs, mutated);
    for (LayerId input : layer.inputs) {
      if (lastReader(input) == i) {
        outputs[static_cast<std::size_t>(input.value)] = at::Tensor();
      }
    }
  }
  return outputs.back();
}

std::vector<int64_t> TorchNetwork::batchShape(int64_t count) const {
  std::vector<int64_t> shape = {count};
  shape.insert(shape.end(), network_.inputShape().begin(), network_.inputShape().end());
  return shape;
}

at::Tensor TorchNetwork::unitKernels(std::span<const UnitWeightChange> changes) const {
  const LayerId layer = changes.front().unit.layer;
  std::vector<int64_t> shape = of(weights_, layer).kernel.sizes().vec();
  shape.front() = static_cast<int64_t>(changes.size());
  at::Tensor kernels = at::empty(shape, at::kFloat);
  auto* target = kernels.data_ptr<float>();
  for (const UnitWeightChange& change : changes) {
    target = std::transform(change.kernel.begin(), change.kernel.end(), target,
                            [](double value) { return static_cast<float>(value); });
  }
  kernels = kernels.to(options_);
  const at::Tensor& order = of(columnOrder_, layer);
  return order.defined() ? at::empty_like(kernels).index_copy_(1, order, kernels) : kernels;
}

MutatedLayers TorchNetwork::mutate(std::span<const UnitWeightChange> changes) const {
  MutatedLayers mutated;
  for (const UnitWeightChange& change : changes) {
    auto found = std::find_if(mutated.layers.begin(), mutated.layers.end(),
                              [&](const auto& entry) { return entry.first == change.unit.layer; });
    if (found == mutated.layers.end()) {
      const TorchWeights& original = weights_[static_cast<std::size_t>(change.unit.layer.value)];
      TorchWeights copy{original.kernel.clone(),
                        original.bias.defined() ? original.bias.clone()
                                                : at::zeros({original.kernel.size(0)}, options_)};
      mutated.layers.emplace_back(change.unit.layer, std::move(copy));
      found = std::prev(mutated.layers.end());
    }
    found->second.kernel.select(0, change.unit.index).copy_(unitKernels({&change, 1}).select(0, 0));
    found->second.bias.select(0, change.unit.index).fill_(change.bias);
  }
  return mutated;
}

}  // namespace maacc
