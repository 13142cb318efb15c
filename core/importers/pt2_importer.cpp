#include "core/importers/pt2_importer.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/archive/torch_archive.h"
#include "core/base/error.h"
#include "core/importers/pt2_graph.h"
#include "core/importers/pt2_json.h"

namespace maacc {
namespace {

using nlohmann::json;

constexpr const char* kOldProgram = "serialized_exported_program.json";

std::vector<std::string> programsOf(const ZipArchive& archive) {
  std::vector<std::string> programs;
  for (const std::string& name : archive.names()) {
    const size_t at = name.find("/models/");
    const bool isTop =
        name.starts_with("models/") || (at != std::string::npos && name.find('/') == at);
    if (isTop && name.ends_with(".json")) {
      programs.push_back(name);
    }
  }
  return programs;
}

bool hasCompiledCode(const ZipArchive& archive) {
  return std::any_of(archive.names().begin(), archive.names().end(), [](const std::string& name) {
    return name.find("data/aotinductor/") != std::string::npos;
  });
}

// Tensors of one folder: as raw bytes with a table beside them, or as one pickle.
class TensorFolder {
 public:
  virtual ~TensorFolder() = default;
  virtual TorchTensor read(const std::string& name) const = 0;
};

[[noreturn]] void missing(const std::string& file, const std::string& name) {
  throw Error(ErrorCode::BadInput,
              file + ": the numbers of '" + name + "' are missing; export the model again");
}

class PickledTensors : public TensorFolder {
 public:
  PickledTensors(const ZipArchive& outer, const std::string& member)
      : zip_(outer.read(member), outer.place() + ": " + member), archive_(zip_) {}

  TorchTensor read(const std::string& name) const override {
    const PickleValue* value = archive_.value().find(name);
    if (value == nullptr || value->kind != PickleValue::Kind::Tensor) {
      missing(zip_.place(), name);
    }
    return archive_.tensor(*value);
  }

 private:
  ZipArchive zip_;
  TorchArchive archive_;
};

class RawTensors : public TensorFolder {
 public:
  // table: the member that lists the tensors.
  RawTensors(const ZipArchive& archive, const std::string& table)
      : archive_(archive),
        folder_(table.substr(0, table.rfind('/') + 1)),
        table_(parsePt2Json(archive.readText(table), archive.place() + ": " + table)) {}

  TorchTensor read(const std::string& name) const override {
    const auto config = table_.is_object() ? table_.find("config") : table_.end();
    const bool isKnown = table_.is_object() && config != table_.end() && config->is_object() &&
                         config->contains(name) && (*config)[name].is_object();
    if (!isKnown) {
      missing(archive_.place(), name);
    }
    const json& entry = (*config)[name];
    const std::string place = archive_.place() + ": tensor '" + name + "'";
    if (!entry.contains("path_name") || !entry["path_name"].is_string() ||
        !entry.contains("tensor_meta")) {
      missing(archive_.place(), name);
    }
    const std::string member = folder_ + entry["path_name"].get<std::string>();
    if (entry.value("use_pickle", json(false)) == json(true)) {
      const ZipArchive inner(archive_.read(member), place);
      const TorchArchive pickled(inner);
      if (pickled.value().kind != PickleValue::Kind::Tensor) {
        missing(archive_.place(), name);
      }
      return pickled.tensor(pickled.value());
    }
    return gatherTorchTensor(readPt2View(entry["tensor_meta"], place), archive_.read(member),
                             place);
  }

 private:
  const ZipArchive& archive_;
  std::string folder_;
  json table_;
};

// Null when the archive keeps no tensors there.
std::unique_ptr<TensorFolder> openTensors(const ZipArchive& archive,
                                          const std::vector<std::string>& pickles,
                                          const std::string& table) {
  for (const std::string& name : pickles) {
    if (archive.has(name)) {
      return std::make_unique<PickledTensors>(archive, name);
    }
  }
  return archive.has(table) ? std::make_unique<RawTensors>(archive, table) : nullptr;
}

struct Parts {
  std::string program;
  std::unique_ptr<TensorFolder> weights;
  std::unique_ptr<TensorFolder> constants;
};

Parts oldParts(const ZipArchive& archive) {
  return {kOldProgram,
          openTensors(archive, {"serialized_state_dict.pt", "serialized_state_dict.json"}, ""),
          openTensors(archive,
                      {"serialized_constants.pt", "serialized_constants.json",
                       "serialized_tensor_constants.pt", "serialized_tensor_constants.json"},
                      "")};
}

Parts newParts(const ZipArchive& archive, const std::string& program) {
  constexpr std::string_view kFolder = "models/";
  constexpr std::string_view kEnd = ".json";
  const size_t at = program.find(kFolder);
  const std::string root = program.substr(0, at);
  const std::string model =
      program.substr(at + kFolder.size(), program.size() - at - kFolder.size() - kEnd.size());
  const std::string weights = root + "data/weights/" + model;
  const std::string constants = root + "data/constants/" + model;
  return {program, openTensors(archive, {weights + ".pt"}, weights + "_weights_config.json"),
          openTensors(archive, {constants + ".pt"}, constants + "_constants_config.json")};
}

Parts partsOf(const ZipArchive& archive) {
  if (archive.has(kOldProgram)) {
    return oldParts(archive);
  }
  const std::vector<std::string> programs = programsOf(archive);
  if (programs.empty() && hasCompiledCode(archive)) {
    throw Error(ErrorCode::Unsupported,
                archive.place() +
                    ": this file holds compiled code without a graph (aoti_compile_and_package); "
                    "save the exported program itself with torch.export.save");
  }
  if (programs.size() != 1) {
    throw Error(ErrorCode::Unsupported,
                archive.place() + ": the file holds " + std::to_string(programs.size()) +
                    " exported programs, and only files with one are read; save one with "
                    "torch.export.save");
  }
  return newParts(archive, programs.front());
}

}  // namespace

bool looksLikePt2(const ZipArchive& archive) {
  return archive.has(kOldProgram) || !programsOf(archive).empty() || hasCompiledCode(archive);
}

Network importPt2(const ZipArchive& archive) {
  const Parts parts = partsOf(archive);
  const std::string& file = archive.place();
  const json program = parsePt2Json(archive.readText(parts.program), file);
  // A file may name one storage again and again.
  constexpr uint64_t kMostUses = 4;
  constexpr uint64_t kAlwaysBytes = uint64_t{64} << 20;
  uint64_t left = kMostUses * archive.contentBytes() + kAlwaysBytes;
  const Pt2Tensors tensors = [&](const std::string& name, bool isConstant) {
    const TensorFolder* folder = isConstant ? parts.constants.get() : parts.weights.get();
    if (folder == nullptr) {
      missing(file, name);
    }
    TorchTensor tensor = folder->read(name);
    if (tensor.bytes.size() > left) {
      throw Error(
          ErrorCode::BadInput,
          file + ": its tensors are many times what the file holds; export the model again");
    }
    left -= tensor.bytes.size();
    return tensor;
  };
  return translateAtenGraph(readPt2Graph(program, file, tensors));
}

}  // namespace maacc
