#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <vector>

#include "core/model/layer.h"

namespace maacc {

// A tensor of the original network: a layer's output, or its value before the fused activation.
struct TensorRef {
  LayerId layer;
  bool preActivation = false;
  auto operator<=>(const TensorRef&) const =
      default;  // NOLINT(modernize-use-nullptr): clang-tidy 14
};

// Which tensors of the original network are kept for every tile, and where in the tile's memory
// they are. Offsets count lane vectors.
class TileLayout {
 public:
  TileLayout() = default;
  // elements: of every layer's output.
  TileLayout(const std::set<TensorRef>& tensors, const std::vector<int64_t>& elements);

  // -1: not kept.
  int64_t offset(const TensorRef& tensor) const;
  int64_t vectors() const { return vectors_; }

 private:
  std::vector<int64_t> outputs_;         // by layer
  std::vector<int64_t> preActivations_;  // by layer
  int64_t vectors_ = 0;
};

}  // namespace maacc
