#include "core/importers/torch_archive.h"

#include "core/base/error.h"

namespace maacc {

TorchArchive::TorchArchive(const ZipArchive& archive) : archive_(archive) {
  constexpr std::string_view kPickle = "data.pkl";
  const std::string name = archive.findSuffix("/data.pkl");
  if (name.empty()) {
    throw Error(ErrorCode::BadInput,
                archive.place() + ": it has no data.pkl, so torch.save did not write it");
  }
  root_ = name.substr(0, name.size() - kPickle.size());
  if (archive.has(root_ + "byteorder") && archive.readText(root_ + "byteorder") != "little") {
    throw Error(
        ErrorCode::Unsupported,
        archive.place() + ": its numbers are big-endian; save it again on an ordinary machine");
  }
  pickle_.emplace(archive.read(name, ZipArchive::kTextLimitBytes), archive.place());
}

TorchTensor TorchArchive::tensor(const PickleValue& value) const {
  MAACC_CHECK(value.kind == PickleValue::Kind::Tensor);
  const std::vector<unsigned char> storage = archive_.read(root_ + "data/" + value.text);
  return gatherTorchTensor(value.view, storage, archive_.place());
}

std::map<std::string, TorchTensor> torchTensorsByName(const TorchArchive& archive) {
  const PickleValue& dictionary = archive.value();
  std::map<std::string, TorchTensor> tensors;
  for (size_t i = 0; i + 1 < dictionary.items.size(); i += 2) {
    const PickleValue& key = *dictionary.items[i];
    const PickleValue& value = *dictionary.items[i + 1];
    if (dictionary.kind == PickleValue::Kind::Dictionary && key.kind == PickleValue::Kind::Text &&
        value.kind == PickleValue::Kind::Tensor) {
      tensors.emplace(key.text, archive.tensor(value));
    }
  }
  return tensors;
}

}  // namespace maacc
