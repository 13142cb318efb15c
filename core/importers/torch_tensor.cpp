#include "core/importers/torch_tensor.h"

#include <array>
#include <cstring>
#include <limits>
#include <utility>

#include "core/base/error.h"

namespace maacc {
namespace {

// Index of the last element that the view names; nullopt when a number is impossible.
std::optional<int64_t> lastElement(const TorchView& view) {
  int64_t last = view.offset;
  for (size_t axis = 0; axis < view.shape.size(); ++axis) {
    int64_t span = 0;
    const bool sound = view.shape[axis] > 0 && view.strides[axis] >= 0 &&
                       !__builtin_mul_overflow(view.shape[axis] - 1, view.strides[axis], &span) &&
                       !__builtin_add_overflow(last, span, &last);
    if (!sound) {
      return std::nullopt;
    }
  }
  return view.offset < 0 ? std::nullopt : std::optional(last);
}

bool isRowMajor(const TorchView& view) {
  int64_t step = 1;
  for (size_t axis = view.shape.size(); axis-- > 0;) {
    if (view.shape[axis] != 1 && view.strides[axis] != step) {
      return false;
    }
    step *= view.shape[axis];
  }
  return true;
}

void copyStrided(const TorchView& view,
                 std::span<const unsigned char> storage,
                 size_t size,
                 std::vector<unsigned char>& out) {
  std::vector<int64_t> at(view.shape.size(), 0);
  int64_t from = view.offset;
  for (size_t to = 0; to < out.size(); to += size) {
    std::memcpy(out.data() + to, storage.data() + static_cast<size_t>(from) * size, size);
    for (size_t axis = view.shape.size(); axis-- > 0;) {
      from += view.strides[axis];
      if (++at[axis] < view.shape[axis]) {
        break;
      }
      from -= view.strides[axis] * view.shape[axis];
      at[axis] = 0;
    }
  }
}

}  // namespace

size_t torchElementSize(OnnxType type) {
  switch (type) {
    case OnnxType::Uint8:
    case OnnxType::Int8:
    case OnnxType::Bool:
      return 1;
    case OnnxType::Int16:
    case OnnxType::Float16:
    case OnnxType::Bfloat16:
      return 2;
    case OnnxType::Int32:
    case OnnxType::Float:
      return 4;
    case OnnxType::Int64:
    case OnnxType::Double:
      return 8;
    default:
      return 0;
  }
}

std::optional<OnnxType> torchStorageType(const std::string& name) {
  static constexpr std::array<std::pair<const char*, OnnxType>, 10> kTypes = {
      {{"FloatStorage", OnnxType::Float},
       {"DoubleStorage", OnnxType::Double},
       {"HalfStorage", OnnxType::Float16},
       {"BFloat16Storage", OnnxType::Bfloat16},
       {"LongStorage", OnnxType::Int64},
       {"IntStorage", OnnxType::Int32},
       {"ShortStorage", OnnxType::Int16},
       {"CharStorage", OnnxType::Int8},
       {"ByteStorage", OnnxType::Uint8},
       {"BoolStorage", OnnxType::Bool}}};
  for (const auto& [known, type] : kTypes) {
    if (name == known) {
      return type;
    }
  }
  return std::nullopt;
}

std::optional<OnnxType> torchSchemaType(int64_t number) {
  switch (number) {
    case 1:
      return OnnxType::Uint8;
    case 2:
      return OnnxType::Int8;
    case 3:
      return OnnxType::Int16;
    case 4:
      return OnnxType::Int32;
    case 5:
      return OnnxType::Int64;
    case 6:
      return OnnxType::Float16;
    case 7:
      return OnnxType::Float;
    case 8:
      return OnnxType::Double;
    case 12:
      return OnnxType::Bool;
    case 13:
      return OnnxType::Bfloat16;
    default:
      return std::nullopt;
  }
}

TorchTensor gatherTorchTensor(const TorchView& view,
                              std::span<const unsigned char> storage,
                              const std::string& place) {
  const size_t size = torchElementSize(view.type);
  const auto stored = static_cast<int64_t>(size == 0 ? 0 : storage.size() / size);
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorCode::BadInput, place + ": a tensor of shape " + shapeText(view.shape) + " " +
                                         what + "; save the file again");
  };
  if (view.strides.size() != view.shape.size()) {
    refuse("has " + std::to_string(view.strides.size()) + " strides");
  }
  const int64_t count = elementCount(view.shape);
  TorchTensor tensor{view.shape, view.type, {}};
  if (count == 0) {
    return tensor;
  }
  const std::optional<int64_t> last = lastElement(view);
  if (!last || *last >= stored) {
    refuse("lies outside its " + std::to_string(stored) + " stored numbers");
  }
  if (count > stored) {
    refuse("repeats its " + std::to_string(stored) + " stored numbers; save tensor.clone()");
  }
  tensor.bytes.resize(static_cast<size_t>(count) * size);
  if (isRowMajor(view)) {
    std::memcpy(tensor.bytes.data(), storage.data() + static_cast<size_t>(view.offset) * size,
                tensor.bytes.size());
  } else {
    copyStrided(view, storage, size, tensor.bytes);
  }
  return tensor;
}

}  // namespace maacc
