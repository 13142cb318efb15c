#include "tests/importers/torch_logits.h"

#include <algorithm>

#include "core/engine/torch_network.h"

namespace maacc::test {

std::vector<double> torchLogits(const Network& network, std::span<const float> input) {
  const c10::InferenceMode guard;
  const TorchNetwork torch(network, Device{});
  at::Tensor batch = at::empty(torch.batchShape(1), at::kFloat);
  std::copy(input.begin(), input.end(), batch.data_ptr<float>());
  const at::Tensor logits = torch.logits(batch).to(at::kDouble).contiguous();
  const double* values = logits.data_ptr<double>();
  return {values, values + logits.numel()};
}

}  // namespace maacc::test
