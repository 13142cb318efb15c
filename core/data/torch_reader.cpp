#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "core/archive/torch_archive.h"
#include "core/base/error.h"
#include "core/data/byte_source.h"
#include "core/data/readers.h"

namespace maacc {

namespace {

constexpr std::size_t kMostEntries = 10000;
constexpr int kDeepest = 4;

using Found = std::vector<std::pair<std::string, const PickleValue*>>;

// Tensors by the path of keys and positions that leads to them: "x_test", "test.images", "0".
void collect(const PickleValue& value, const std::string& path, int depth, Found& found) {
  if (found.size() > kMostEntries || depth > kDeepest) {
    return;
  }
  const std::string prefix = path.empty() ? "" : path + ".";
  switch (value.kind) {
    case PickleValue::Kind::Tensor:
      found.emplace_back(path.empty() ? "tensor" : path, &value);
      return;
    case PickleValue::Kind::List:
      for (std::size_t i = 0; i < std::min(value.items.size(), kMostEntries); ++i) {
        collect(*value.items[i], prefix + std::to_string(i), depth + 1, found);
      }
      return;
    case PickleValue::Kind::Object:
      for (const PickleValue* state : value.items) {
        collect(*state, path, depth + 1, found);
      }
      return;
    case PickleValue::Kind::Dictionary:
      for (std::size_t i = 0; i + 1 < std::min(value.items.size(), 2 * kMostEntries); i += 2) {
        if (value.items[i]->kind == PickleValue::Kind::Text) {
          collect(*value.items[i + 1], prefix + value.items[i]->text, depth + 1, found);
        }
      }
      return;
    default:
      return;
  }
}

Found tensorsOf(const TorchArchive& archive, const std::string& path) {
  Found found;
  collect(archive.value(), "", 0, found);
  if (found.size() > kMostEntries) {
    throw Error(ErrorCode::BadInput, path + " holds more than " + std::to_string(kMostEntries) +
                                         " tensors: save only the data and labels.");
  }
  return found;
}

std::optional<ElementType> elementType(TorchType type) {
  static const std::map<TorchType, ElementType> types = {
      {TorchType::Float, ElementType::Float32}, {TorchType::Double, ElementType::Float64},
      {TorchType::Half, ElementType::Float16},  {TorchType::Int64, ElementType::Int64},
      {TorchType::Int32, ElementType::Int32},   {TorchType::Int16, ElementType::Int16},
      {TorchType::Int8, ElementType::Int8},     {TorchType::Uint8, ElementType::UInt8},
      {TorchType::Bool, ElementType::Bool}};
  const auto found = types.find(type);
  return found == types.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

bool looksLikeTorchData(const std::string& path) {
  if (!looksLikeZip(path)) {
    return false;
  }
  try {
    return !ZipArchive(path).findSuffix("/data.pkl").empty();
  } catch (const Error&) {
    return false;
  }
}

std::vector<NpzEntry> torchEntries(const std::string& path) {
  const ZipArchive zip(path);
  const TorchArchive archive(zip);
  std::vector<NpzEntry> entries;
  for (const auto& [key, tensor] : tensorsOf(archive, path)) {
    entries.push_back({key, tensor->view.shape, elementType(tensor->view.type)});
  }
  return entries;
}

RawArray readTorch(const std::string& path, const std::string& key) {
  const ZipArchive zip(path);
  const TorchArchive archive(zip);
  const Found found = tensorsOf(archive, path);
  const auto entry =
      std::find_if(found.begin(), found.end(), [&](const auto& one) { return one.first == key; });
  if (entry == found.end()) {
    throw Error(ErrorCode::Usage, path + " has no tensor \"" + key + "\": it holds " +
                                      npzListing(torchEntries(path)) + ".");
  }
  const std::optional<ElementType> type = elementType(entry->second->view.type);
  if (!type) {
    throw Error(ErrorCode::Unsupported,
                path + ":" + key + " is of the type bfloat16: save it with tensor.float().");
  }
  TorchTensor tensor = archive.tensor(*entry->second);
  RawArray array;
  array.source = path + ":" + key;
  array.shape = std::move(tensor.shape);
  array.type = *type;
  array.bytes.resize(tensor.bytes.size());
  if (!tensor.bytes.empty()) {
    std::memcpy(array.bytes.data(), tensor.bytes.data(), tensor.bytes.size());
  }
  return array;
}

}  // namespace maacc
