#pragma once

#include <map>
#include <set>
#include <span>

#include "core/engine/correct_inputs.h"
#include "core/engine/incremental/tile_layout.h"
#include "core/engine/torch_network.h"

namespace maacc {

// Tensors of the original network for a block of inputs, on the network's device: [inputs, ...].
class KeptBlock {
 public:
  // Keeps references.
  KeptBlock(const TorchNetwork& network, const CorrectInputs& inputs)
      : network_(network), inputs_(inputs) {}

  // Computes these tensors for these positions of the inputs. What was kept before goes first, also
  // when this throws.
  void fill(std::span<const int32_t> positions, const std::set<TensorRef>& tensors);
  void clear() { tensors_.clear(); }

  const at::Tensor& output(LayerId layer) const { return tensors_.at({layer, false}); }
  // For a layer without fused activation the same as the output.
  const at::Tensor& preActivation(LayerId layer) const { return tensors_.at({layer, true}); }

 private:
  at::Tensor upload(std::span<const int32_t> positions) const;

  const TorchNetwork& network_;
  const CorrectInputs& inputs_;
  std::map<TensorRef, at::Tensor> tensors_;
};

}  // namespace maacc
