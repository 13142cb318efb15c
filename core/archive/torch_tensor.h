#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/model/tensor.h"

namespace maacc {

enum class TorchType {
  Unknown,  // none that is read
  Float,
  Double,
  Half,
  Bfloat16,
  Int64,
  Int32,
  Int16,
  Int8,
  Uint8,
  Bool,
};

bool isTorchFloat(TorchType type);

// A tensor as PyTorch files hold it, its numbers gathered: row-major, little-endian.
struct TorchTensor {
  Shape shape;
  TorchType type = TorchType::Float;
  std::vector<unsigned char> bytes;
};

// How a tensor looks into its storage; strides and offset count elements.
struct TorchView {
  TorchType type = TorchType::Float;
  Shape shape;
  std::vector<int64_t> strides;
  int64_t offset = 0;
};

size_t torchElementSize(TorchType type);  // 0 for types that are not read

// "FloatStorage" and the like; nullopt for types that are not read.
std::optional<TorchType> torchStorageType(const std::string& name);
// ScalarType of torch/_export/serde/schema.py; nullopt for types that are not read.
std::optional<TorchType> torchSchemaType(int64_t number);

// Throws Error{BadInput} that starts with `place` when the view leaves the storage or names more
// elements than the storage has, so that no shape decides an allocation.
TorchTensor gatherTorchTensor(const TorchView& view,
                              std::span<const unsigned char> storage,
                              const std::string& place);

}  // namespace maacc
