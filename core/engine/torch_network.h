#pragma once

#include <span>
#include <vector>

#include "core/engine/device.h"
#include "core/engine/torch_headers.h"
#include "core/model/reference_evaluator.h"

namespace maacc {

// A Dense or Conv2D layer's weights as tensors on the device.
struct TorchWeights {
  at::Tensor kernel;
  at::Tensor bias;  // undefined where the layer has none
};

// A mutant's layers: weights that stand in for the network's own, by layer.
struct MutatedLayers {
  std::vector<std::pair<LayerId, TorchWeights>> layers;
};

// Inference needs less memory and time; its tensors cannot be differentiated.
enum class TorchUse { Inference, Gradients };

// The network on a device in float32 or float64. Immutable, so threads share one. Keeps a reference
// to the network.
class TorchNetwork {
 public:
  // Of several devices it takes the first.
  TorchNetwork(const Network& network, const Device& device, TorchUse use = TorchUse::Inference);

  // inputs: [batch, ...input shape] on the device. Returns logits [batch,
  // classes].
  at::Tensor logits(const at::Tensor& inputs, const MutatedLayers& mutated = {}) const;

  // One layer on its inputs ([batch, ...] each), with the network's own weights. The result may be
  // an input.
  at::Tensor output(const Layer& layer, const std::vector<at::Tensor>& inputs) const {
    return evaluate(layer, inputs, {});
  }
  // A Dense or Conv2D layer without its fused activation.
  at::Tensor preActivation(const Layer& layer,
                           const at::Tensor& input,
                           const TorchWeights& weights) const;

  // Weights, and BatchNorm's y = x * factor + shift, of a layer. The columns of a Dense kernel are
  // in the order in which its input comes here. A LayerNorm has its scale and offset here, an
  // Embedding its table as factors.
  const TorchWeights& weights(LayerId layer) const { return of(weights_, layer); }
  const at::Tensor& factors(LayerId layer) const { return of(factors_, layer); }
  const at::Tensor& shifts(LayerId layer) const { return of(shifts_, layer); }

  // The changes' unit kernels, stacked: [changes, ...]. All of one layer.
  at::Tensor unitKernels(std::span<const UnitWeightChange> changes) const;

  // Whether a Flatten layer's output is channels-last here.
  bool flattensChannelsLast(const Layer& layer) const;

  // The layers that `changes` touch, with the changed units put in.
  MutatedLayers mutate(std::span<const UnitWeightChange> changes) const;

  // [count, ...input shape]
  std::vector<int64_t> batchShape(int64_t count) const;

  // Position of the last layer that reads the layer's output; 0 where none does.
  int lastReader(LayerId layer) const { return lastReader_[static_cast<std::size_t>(layer.value)]; }

  at::TensorOptions options() const { return options_; }
  const Network& network() const { return network_; }

 private:
  template <class Value>
  static const Value& of(const std::vector<Value>& byLayer, LayerId layer) {
    return byLayer[static_cast<std::size_t>(layer.value)];
  }
  void planFlatten(const Layer& layer, const FlattenLayer& flatten);
  const TorchWeights& weights(const Layer& layer, const MutatedLayers& mutated) const;
  at::Tensor evaluate(const Layer& layer,
                      const std::vector<at::Tensor>& inputs,
                      const MutatedLayers& mutated) const;

  const Network& network_;
  at::TensorOptions options_;
  std::vector<TorchWeights> weights_;  // by layer; undefined for layers without units
  std::vector<at::Tensor> factors_;    // by layer
  std::vector<at::Tensor> shifts_;
  std::vector<int> lastReader_;  // by layer: position of the last layer that reads its output
  // Dense layers behind a channels-last flatten: where the author's columns go in the kernel on the
  // device.
  std::vector<at::Tensor> columnOrder_;  // by layer; undefined: as the author wrote it
  std::vector<bool> flattensInPlace_;    // by layer
};

}  // namespace maacc
