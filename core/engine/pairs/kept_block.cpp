#include "core/engine/pairs/kept_block.h"

#include <algorithm>

#include "core/engine/torch_layers.h"

namespace maacc {

at::Tensor KeptBlock::upload(std::span<const int32_t> positions) const {
  const at::Tensor rows =
      at::empty(network_.batchShape(static_cast<int64_t>(positions.size())), at::kFloat);
  auto* target = rows.data_ptr<float>();
  for (int32_t position : positions) {
    inputs_.copyTo(position, 1, target);
    target += inputs_.valuesPerSample;
  }
  return rows.to(network_.options());
}

void KeptBlock::fill(std::span<const int32_t> positions, const std::set<TensorRef>& tensors) {
  tensors_.clear();
  const Network& network = network_.network();
  const auto last = static_cast<std::size_t>(network.logitsLayer().value);
  std::vector<at::Tensor> outputs(last + 1);
  for (std::size_t i = 0; i <= last; ++i) {
    const Layer& layer = network.layers()[i];
    std::vector<at::Tensor> inputs;
    for (LayerId input : layer.inputs) {
      inputs.push_back(outputs[static_cast<std::size_t>(input.value)]);
    }
    if (i == 0) {
      outputs[i] = upload(positions);
    } else if (tensors.count({layer.id, true}) > 0) {
      const at::Tensor pre =
          network_.preActivation(layer, inputs.front(), network_.weights(layer.id));
      const Activation activation = fusedActivation(layer.parameters);
      const bool same = activation.kind == ActivationKind::Linear;
      outputs[i] = same ? pre : activate(activation, pre.clone());
      tensors_[{layer.id, true}] = pre;
    } else {
      outputs[i] = network_.output(layer, inputs);
    }
    if (tensors.count({layer.id, false}) > 0) {
      tensors_[{layer.id, false}] = outputs[i];
    }
    for (LayerId input : layer.inputs) {
      if (network_.lastReader(input) == layer.id.value) {
        outputs[static_cast<std::size_t>(input.value)] = at::Tensor();
      }
    }
  }
}

}  // namespace maacc
