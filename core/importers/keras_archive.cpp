#include "core/importers/keras_archive.h"

#include "core/archive/zip_archive.h"
#include "core/base/error.h"

namespace maacc {

KerasArchive readKerasArchive(const std::string& path) {
  const ZipArchive reader(path);
  if (!reader.has("config.json")) {
    throw Error(ErrorCode::BadInput,
                path +
                    ": the ZIP archive has no config.json, so it is not a Keras 3 model; save it "
                    "with model.save(\"name.keras\")");
  }
  KerasArchive archive;
  archive.configJson = reader.readText("config.json");
  if (reader.has("metadata.json")) {
    archive.metadataJson = reader.readText("metadata.json");
  }
  if (reader.has("model.weights.h5")) {
    archive.weights = reader.read("model.weights.h5");
    return archive;
  }
  if (!reader.findSuffix(".weights.npz").empty()) {
    throw Error(ErrorCode::Unsupported,
                path +
                    ": the weights are kept as NPZ, which wraps them in Python pickles that could "
                    "run programs (current Keras refuses them, too); load the model in the Keras "
                    "that wrote it and save it again with model.save(\"name.keras\")");
  }
  if (!reader.findSuffix(".weights.json").empty()) {
    throw Error(ErrorCode::Unsupported,
                path +
                    ": the weights are kept in shards; load the model in Keras and save it again "
                    "with model.save(\"name.keras\")");
  }
  throw Error(ErrorCode::BadInput,
              path +
                  ": the archive has no model.weights.h5, so the weights are missing; save the "
                  "model again with model.save(\"name.keras\")");
}

std::vector<std::string> zipMemberNames(const std::string& path) {
  try {
    return ZipArchive(path).names();
  } catch (const Error&) {
    return {};
  }
}

}  // namespace maacc
