#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/importers/onnx_model.h"

namespace maacc {

// A tensor as PyTorch files hold it, its numbers gathered: row-major, little-endian.
struct TorchTensor {
  Shape shape;
  OnnxType type = OnnxType::Float;
  std::vector<unsigned char> bytes;
};

// How a tensor looks into its storage; strides and offset count elements.
struct TorchView {
  OnnxType type = OnnxType::Float;
  Shape shape;
  std::vector<int64_t> strides;
  int64_t offset = 0;
};

size_t torchElementSize(OnnxType type);  // 0 for types that are not read

// "FloatStorage" and the like; nullopt for types that are not read.
std::optional<OnnxType> torchStorageType(const std::string& name);
// ScalarType of torch/_export/serde/schema.py; nullopt for types that are not read.
std::optional<OnnxType> torchSchemaType(int64_t number);

// Throws Error{BadInput} that starts with `place` when the view leaves the storage or names more
// elements than the storage has, so that no shape decides an allocation.
TorchTensor gatherTorchTensor(const TorchView& view,
                              std::span<const unsigned char> storage,
                              const std::string& place);

}  // namespace maacc
