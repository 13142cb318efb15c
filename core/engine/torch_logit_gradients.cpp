#include "core/engine/torch_logit_gradients.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <cstring>

#include "core/base/error.h"
#include "core/engine/inference_errors.h"
#include "core/engine/lanes/lane_kernels.h"
#include "core/engine/torch_network.h"

namespace maacc {
namespace {

class TorchLogitGradients : public LogitGradients {
 public:
  TorchLogitGradients(const Network& network, const CorrectInputs& inputs)
      : inputs_(inputs), torch_(network, Device{}, TorchUse::Gradients) {}

  void compute(std::span<const int32_t> positions,
               std::span<const LayerId> layers,
               std::span<float* const> results) const override {
    MAACC_CHECK(positions.size() % kLanes == 0 && layers.size() == results.size());
    at::set_num_threads(1);
    const at::AutoGradMode guard(true);
    translatingTorchErrors([&] { differentiate(positions, layers, results); });
  }

 private:
  at::Tensor batch(std::span<const int32_t> positions) const {
    at::Tensor values = at::empty(torch_.batchShape(static_cast<int64_t>(positions.size())));
    auto* target = values.data_ptr<float>();
    for (int32_t position : positions) {
      inputs_.copyTo(position, 1, target);
      target += inputs_.valuesPerSample;
    }
    return values;
  }

  // Outputs of all layers up to the logits, as one graph.
  std::vector<at::Tensor> outputs(const at::Tensor& input) const {
    const Network& network = torch_.network();
    std::vector<at::Tensor> outputs(static_cast<std::size_t>(network.logitsLayer().value) + 1);
    outputs[0] = input;
    for (std::size_t i = 1; i < outputs.size(); ++i) {
      const Layer& layer = network.layers()[i];
      std::vector<at::Tensor> layerInputs;
      for (LayerId from : layer.inputs) {
        layerInputs.push_back(outputs[static_cast<std::size_t>(from.value)]);
      }
      outputs[i] = torch_.output(layer, layerInputs);
      if (std::holds_alternative<EmbeddingLayer>(layer.parameters)) {
        outputs[i].requires_grad_(true);  // which row was looked up has no derivative
      }
    }
    return outputs;
  }

  // [inputs, elements] in the order of lane tensors.
  at::Tensor laneOrder(LayerId id, const at::Tensor& gradient) const {
    const Layer& layer = torch_.network().layer(id);
    const Shape* image = layer.outputShape.size() == 3 ? &layer.outputShape : nullptr;
    const auto* flatten = std::get_if<FlattenLayer>(&layer.parameters);
    if (flatten != nullptr && flatten->channelsLast && !torch_.flattensChannelsLast(layer)) {
      const Shape& input = torch_.network().layer(layer.inputs.front()).outputShape;
      image = input.size() == 3 ? &input : nullptr;
    }
    if (image == nullptr) {
      return gradient.reshape({gradient.size(0), -1});
    }
    return gradient.reshape({gradient.size(0), (*image)[0], -1})
        .transpose(1, 2)
        .reshape({gradient.size(0), -1});
  }

  void differentiate(std::span<const int32_t> positions,
                     std::span<const LayerId> layers,
                     std::span<float* const> results) const {
    const at::Tensor input = batch(positions).requires_grad_(true);
    const std::vector<at::Tensor> all = outputs(input);
    const int classes = torch_.network().classCount();
    const auto tiles = static_cast<int64_t>(positions.size()) / kLanes;
    std::vector<at::Tensor> asked;
    for (LayerId layer : layers) {
      asked.push_back(all[static_cast<std::size_t>(layer.value)]);
    }
    for (int c = 0; c < classes; ++c) {
      const auto gradients =
          torch::autograd::grad({all.back().select(1, c).sum()}, asked, {}, c + 1 < classes);
      for (std::size_t i = 0; i < layers.size(); ++i) {
        const at::Tensor rows = laneOrder(layers[i], gradients[i].detach());
        const int64_t elements = rows.size(1);
        const at::Tensor lanes =
            rows.reshape({tiles, kLanes, elements}).transpose(1, 2).contiguous();
        const int64_t vectors = elements * kLanes;
        for (int64_t tile = 0; tile < tiles; ++tile) {
          std::memcpy(results[i] + (tile * classes + c) * vectors,
                      lanes.data_ptr<float>() + tile * vectors,
                      static_cast<std::size_t>(vectors) * sizeof(float));
        }
      }
    }
  }

  const CorrectInputs& inputs_;
  const TorchNetwork torch_;
};

}  // namespace

std::unique_ptr<LogitGradients> makeTorchLogitGradients(const Network& network,
                                                        const CorrectInputs& inputs) {
  return std::make_unique<TorchLogitGradients>(network, inputs);
}

}  // namespace maacc
