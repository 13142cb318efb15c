#include "core/engine/torchscript_values.h"

#include <cstring>

#include "core/base/error.h"

namespace maacc {
namespace {

std::optional<OnnxType> typeOf(const at::Tensor& tensor) {
  switch (tensor.scalar_type()) {
    case at::kFloat:
      return OnnxType::Float;
    case at::kDouble:
      return OnnxType::Double;
    case at::kHalf:
      return OnnxType::Float16;
    case at::kBFloat16:
      return OnnxType::Bfloat16;
    case at::kLong:
      return OnnxType::Int64;
    case at::kInt:
      return OnnxType::Int32;
    case at::kShort:
      return OnnxType::Int16;
    case at::kChar:
      return OnnxType::Int8;
    case at::kByte:
      return OnnxType::Uint8;
    case at::kBool:
      return OnnxType::Bool;
    default:
      return std::nullopt;
  }
}

TorchTensor contentOf(const at::Tensor& tensor, const std::string& place) {
  const std::optional<OnnxType> type = typeOf(tensor);
  if (!type || tensor.layout() != at::kStrided || tensor.is_quantized()) {
    throw Error(ErrorCode::Unsupported,
                place + ": it uses a constant of the type " + tensor.toString() +
                    ", which is not read; save the model with ordinary float weights");
  }
  const at::Tensor plain = tensor.to(at::kCPU).contiguous();
  TorchTensor result{plain.sizes().vec(), *type, {}};
  result.bytes.resize(plain.nbytes());
  if (!result.bytes.empty()) {
    std::memcpy(result.bytes.data(), plain.data_ptr(), result.bytes.size());
  }
  return result;
}

}  // namespace

void TorchScriptValues::setData(const at::Tensor& tensor, const std::string& name) {
  kept_.push_back(tensor);
  names_[tensor.unsafeGetTensorImpl()] = name;
  data_.insert(tensor.unsafeGetTensorImpl());
  graph_.values[name] = {tensor.sizes().vec(), typeOf(tensor).value_or(OnnxType::Undefined)};
}

bool TorchScriptValues::isData(const at::Tensor& tensor) const {
  return tensor.defined() && data_.count(tensor.unsafeGetTensorImpl()) > 0;
}

bool TorchScriptValues::holdsData(const c10::IValue& value) const {
  if (value.isTensor()) {
    return isData(value.toTensor());
  }
  const auto anyHolds = [&](const auto& entries) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const c10::IValue& entry) { return holdsData(entry); });
  };
  if (value.isTuple()) {
    return anyHolds(value.toTupleRef().elements());
  }
  return value.isList() && anyHolds(value.toListRef());
}

void TorchScriptValues::setName(const at::Tensor& tensor, const std::string& name) {
  if (tensor.defined() && names_.try_emplace(tensor.unsafeGetTensorImpl(), name).second) {
    kept_.push_back(tensor);
  }
}

std::string TorchScriptValues::nameOf(const at::Tensor& tensor, const std::string& place) {
  const c10::TensorImpl* identity = tensor.unsafeGetTensorImpl();
  if (names_.count(identity) == 0) {
    kept_.push_back(tensor);
    names_[identity] = freshName("val_constant");
  }
  const std::string& name = names_[identity];
  if (data_.count(identity) == 0 && graph_.tensors.count(name) == 0) {
    graph_.tensors.emplace(name, contentOf(tensor, place));
  }
  return name;
}

std::string TorchScriptValues::freshName(const std::string& base) {
  while (true) {
    const int use = uses_[base]++;
    std::string name = use == 0 ? base : base + "_" + std::to_string(use);
    if (graph_.values.count(name) == 0 && graph_.tensors.count(name) == 0) {
      return name;
    }
  }
}

AtenArgument TorchScriptValues::argument(const c10::IValue& value, const std::string& place) {
  if (value.isNone() || (value.isTensor() && !value.toTensor().defined()) || value.isDevice()) {
    return std::monostate();
  }
  if (value.isTensor()) {
    return AtenName{nameOf(value.toTensor(), place)};
  }
  if (value.isBool()) {
    return value.toBool();
  }
  if (value.isInt()) {
    return value.toInt();
  }
  if (value.isDouble()) {
    return value.toDouble();
  }
  if (value.isString()) {
    return value.toStringRef();
  }
  if (value.isIntList()) {
    return value.toIntVector();
  }
  if (value.isDoubleList()) {
    return value.toDoubleVector();
  }
  if (!value.isList()) {
    throw Error(ErrorCode::Unsupported, place + ": it has an argument of the kind " +
                                            value.tagKind() + ", which is not supported");
  }
  std::vector<AtenName> names;
  std::vector<int64_t> numbers;
  for (const c10::IValue& entry : value.toListRef()) {
    if (entry.isTensor()) {
      names.push_back({nameOf(entry.toTensor(), place)});
    } else if (entry.isInt()) {
      numbers.push_back(entry.toInt());
    } else {
      throw Error(ErrorCode::Unsupported, place + ": it has a list of the kind " + entry.tagKind() +
                                              ", which is not supported");
    }
  }
  return names.empty() ? AtenArgument(numbers) : AtenArgument(names);
}

}  // namespace maacc
