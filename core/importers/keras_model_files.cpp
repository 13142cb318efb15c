#include "core/importers/keras_model_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "core/importers/file_kind.h"
#include "core/importers/keras_archive.h"
#include "core/importers/keras_legacy_config.h"

namespace maacc {
namespace {

namespace fs = std::filesystem;

constexpr uintmax_t kJsonLimitBytes = uintmax_t{64} << 20;
constexpr const char* kConfigName = "config.json";
constexpr const char* kWeightsName = "model.weights.h5";
constexpr const char* kKerasRewrite =
    "which Keras itself does not write; load the model in Keras and save it again";

[[noreturn]] void refuse(ErrorCode code, const std::string& path, const std::string& what) {
  throw Error(code, path + ": " + what);
}

Hdf5Wording wordingOf(const std::string& subject) {
  return {subject, "save the model again", kKerasRewrite};
}

std::string readText(const fs::path& path) {
  std::error_code problem;
  const uintmax_t size = fs::file_size(path, problem);
  if (problem || size > kJsonLimitBytes) {
    refuse(ErrorCode::BadInput, path.string(),
           problem ? "the file cannot be read; check that it is there and its permissions"
                   : "the file is larger than " + std::to_string(kJsonLimitBytes) +
                         " bytes, which no configuration of Keras is");
  }
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string versionIn(const nlohmann::json& values, const std::string& path) {
  return KerasConfig(values, path).text("keras_version", "");
}

bool isFile(const fs::path& path) {
  std::error_code problem;
  return fs::is_regular_file(path, problem);
}

// What a file of Keras 1, or of another backend than those that share their kernels, would need is
// not done: the results would silently differ.
void refuseOldQuirks(const std::string& path,
                     const std::string& version,
                     const std::string& backend) {
  if (version.empty() || version.starts_with("1.")) {
    refuse(
        ErrorCode::Unsupported, path,
        "the weights were written by Keras 1 or say no version of Keras; load the model in Keras "
        "2.15 and save it again");
  }
  if (backend == "theano") {
    refuse(ErrorCode::Unsupported, path,
           "the model was written with the Theano backend, which keeps kernels of convolutions "
           "flipped; load it in Keras with TensorFlow and save it again");
  }
}

bool hasList(const Hdf5File& file, uint64_t object, const std::string& name) {
  return file.texts(object, name) || file.texts(object, name + "0");
}

// A file with both configuration and weights.
KerasModelFiles wholeModel(const std::string& path, Hdf5File file, const std::string& config) {
  KerasModelFiles files{parseKerasJson(config, path, "model_config"), "", std::move(file), true,
                        "model_weights"};
  const auto group = files.weights.find(files.weightsGroup, path);
  const auto attribute = [&](const char* name) {
    const auto inGroup = group ? files.weights.text(*group, name) : std::nullopt;
    return inGroup ? *inGroup : files.weights.text(files.weights.root(), name).value_or("");
  };
  files.kerasVersion = attribute("keras_version");
  refuseOldQuirks(path, files.kerasVersion, attribute("backend"));
  modernizeKerasModel(files.model);
  return files;
}

// Weights alone, in the one or the other form.
KerasModelFiles weightsAndConfig(const std::string& path,
                                 Hdf5File file,
                                 const std::string& configPath) {
  const std::string configName = fs::path(configPath).filename().string();
  KerasModelFiles files{parseKerasJson(readText(configPath), configPath, configName), "",
                        std::move(file), false, ""};
  files.kerasVersion = versionIn(files.model, configPath);
  const fs::path metadata = fs::path(configPath).parent_path() / "metadata.json";
  if (files.kerasVersion.empty() && isFile(metadata)) {
    files.kerasVersion = versionIn(
        parseKerasJson(readText(metadata), metadata.string(), "metadata.json"), metadata.string());
  }
  files.isLegacy = hasList(files.weights, files.weights.root(), "layer_names");
  if (files.isLegacy) {
    const auto attribute = [&](const char* name) {
      return files.weights.text(files.weights.root(), name).value_or("");
    };
    files.kerasVersion = attribute("keras_version");
    refuseOldQuirks(path, files.kerasVersion, attribute("backend"));
  }
  modernizeKerasModel(files.model);
  return files;
}

// Which form the weights of an HDF5 file have, if any.
bool holdsWeights(const Hdf5File& file, const std::string& path) {
  return hasList(file, file.root(), "layer_names") || file.find("layers", path) ||
         file.find("_layer_checkpoint_dependencies", path);
}

std::string stemOf(const fs::path& path) {
  std::string stem = path.stem().string();
  const std::string suffix = ".weights";
  return stem.ends_with(suffix) ? stem.substr(0, stem.size() - suffix.size()) : stem;
}

std::string configBeside(const fs::path& weights) {
  const fs::path folder = weights.parent_path();
  for (const std::string& name :
       {std::string(kConfigName), stemOf(weights) + ".json", stemOf(weights) + ".config.json"}) {
    if (isFile(folder / name)) {
      return (folder / name).string();
    }
  }
  refuse(ErrorCode::BadInput, weights.string(),
         "the file holds weights but no model; put the configuration beside it as " +
             std::string(kConfigName) +
             " (model.to_json()), or save the whole model with "
             "model.save(\"name.keras\")");
}

KerasModelFiles openHdf5(const std::string& path) {
  Hdf5File file(Hdf5Source::inFile(path), wordingOf("the HDF5 file"), path);
  if (const auto config = file.text(file.root(), "model_config")) {
    return wholeModel(path, std::move(file), *config);
  }
  if (!holdsWeights(file, path)) {
    refuse(ErrorCode::Unsupported, path,
           "this HDF5 file holds neither a Keras model nor weights of one; give data as --data");
  }
  return weightsAndConfig(path, std::move(file), configBeside(path));
}

std::vector<std::string> weightFiles(const fs::path& folder) {
  std::vector<std::string> found;
  std::error_code problem;
  for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    if (entry->path().extension() == ".h5") {
      found.push_back(entry->path().string());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

// stem: what the name of the configuration suggests; empty when nothing.
std::string weightsBeside(const fs::path& config, const std::string& stem) {
  const fs::path folder = config.parent_path();
  for (const std::string& name : {stem + ".weights.h5", stem + ".h5", std::string(kWeightsName)}) {
    if (isFile(folder / name)) {
      return (folder / name).string();
    }
  }
  const std::vector<std::string> found = weightFiles(folder);
  if (found.size() == 1) {
    return found.front();
  }
  std::string listing;
  for (const std::string& name : found) {
    listing += (listing.empty() ? "" : ", ") + fs::path(name).filename().string();
  }
  refuse(ErrorCode::BadInput, config.string(),
         found.empty() ? "the weights are missing; put " + std::string(kWeightsName) + " beside it"
                       : "several files beside it may hold the weights (" + listing +
                             "); name the one that belongs to it instead");
}

KerasModelFiles openConfig(const std::string& path) {
  const std::string stem = fs::path(path).filename() == kConfigName ? "" : stemOf(path);
  const std::string weights = weightsBeside(path, stem);
  Hdf5File file(Hdf5Source::inFile(weights), wordingOf(fs::path(weights).filename().string()),
                path);
  if (!holdsWeights(file, path)) {
    refuse(ErrorCode::BadInput, weights, "the file holds no weights of a Keras model");
  }
  return weightsAndConfig(path, std::move(file), path);
}

KerasModelFiles openArchive(const std::string& path) {
  KerasArchive archive = readKerasArchive(path);
  nlohmann::json model = parseKerasJson(archive.configJson, path, kConfigName);
  std::string version;
  if (!archive.metadataJson.empty()) {
    version = versionIn(parseKerasJson(archive.metadataJson, path, "metadata.json"), path);
  }
  return {std::move(model), std::move(version),
          Hdf5File(Hdf5Source::inMemory(std::move(archive.weights)), wordingOf(kWeightsName), path),
          false, ""};
}

bool startsLikeJson(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  char first = 0;
  return file >> first && first == '{';
}

bool hasConfig(const fs::path& folder) { return isFile(folder / kConfigName); }

}  // namespace

KerasModelFiles openKerasModel(const std::string& path) {
  std::error_code problem;
  if (fs::is_directory(path, problem) && hasConfig(path)) {
    return openConfig((fs::path(path) / kConfigName).string());
  }
  requireReadableFile(path);
  if (startsLikeHdf5(path)) {
    return openHdf5(path);
  }
  return startsLikeJson(path) ? openConfig(path) : openArchive(path);
}

bool looksLikeKerasFiles(const std::string& path) {
  std::error_code problem;
  if (fs::is_directory(path, problem)) {
    return hasConfig(path);
  }
  if (startsLikeZip(path)) {
    const std::vector<std::string> names = zipMemberNames(path);
    return std::find(names.begin(), names.end(), kConfigName) != names.end();
  }
  return startsLikeHdf5(path) || startsLikeJson(path);
}

}  // namespace maacc
