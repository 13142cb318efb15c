#include "core/engine/incremental/tile_layout.h"

namespace maacc {

TileLayout::TileLayout(const std::set<TensorRef>& tensors, const std::vector<int64_t>& elements)
    : outputs_(elements.size(), -1), preActivations_(elements.size(), -1) {
  for (const TensorRef& tensor : tensors) {
    const auto layer = static_cast<std::size_t>(tensor.layer.value);
    (tensor.preActivation ? preActivations_ : outputs_)[layer] = vectors_;
    vectors_ += elements[layer];
  }
}

int64_t TileLayout::offset(const TensorRef& tensor) const {
  const auto layer = static_cast<std::size_t>(tensor.layer.value);
  return (tensor.preActivation ? preActivations_ : outputs_)[layer];
}

}  // namespace maacc
