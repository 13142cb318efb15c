#include "core/importers/import_model.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/importers/file_kind.h"
#include "core/importers/keras_archive.h"
#include "core/importers/keras_importer.h"
#include "core/importers/onnx_importer.h"
#include "core/importers/torch_importer.h"

namespace maacc {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Error(ErrorCode::Unsupported, path + ": " + what);
}

bool anyEndsWith(const std::vector<std::string>& names, const std::string& suffix) {
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return name.ends_with(suffix); });
}

}  // namespace

Network importModel(const std::string& path) {
  if (looksLikeKeras(path)) {
    return importKeras(path);
  }
  requireReadableFile(path);
  if (!startsLikeZip(path)) {
    if (looksLikeOnnx(path)) {
      return importOnnx(path);
    }
    refuse(path,
           "the content is not that of a model format this program reads (Keras .keras and .h5, "
           "ONNX .onnx, PyTorch .pt2 and TorchScript .pt)");
  }
  const std::vector<std::string> names = zipMemberNames(path);
  if (looksLikeTorch(names)) {
    return importTorch(path);
  }
  if (anyEndsWith(names, ".npy")) {
    refuse(path, "this is a NumPy .npz file, not a model; give it as --data");
  }
  return importKeras(path);
}

}  // namespace maacc
