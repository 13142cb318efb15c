#include "core/importers/torch_importer.h"

#include <algorithm>
#include <new>
#include <stdexcept>

#include "core/base/error.h"
#include "core/importers/file_kind.h"
#include "core/importers/pt2_importer.h"
#include "core/importers/zip_archive.h"

namespace maacc {
namespace {

bool anyOf(const std::vector<std::string>& names, bool (*matches)(const std::string&)) {
  return std::any_of(names.begin(), names.end(), matches);
}

bool isProgramPart(const std::string& name) {
  return name == "serialized_exported_program.json" ||
         name.find("data/aotinductor/") != std::string::npos || name.ends_with("/archive_format") ||
         name.ends_with("_weights_config.json");
}

bool isScriptPart(const std::string& name) {
  return name.ends_with("/constants.pkl") || name == "constants.pkl";
}

bool isPickle(const std::string& name) { return name.ends_with("/data.pkl"); }

Network importArchive(const std::string& path) {
  const ZipArchive archive(path);
  if (looksLikePt2(archive)) {
    return importPt2(archive);
  }
  if (anyOf(archive.names(), isScriptPart)) {
    throw Error(ErrorCode::Unsupported,
                path +
                    ": this is a TorchScript file, which needs libtorch and is only read by maacc; "
                    "turn it into ONNX with maacc convert");
  }
  throw Error(ErrorCode::Unsupported,
              path +
                  ": torch.save wrote this file; it holds weights or Python objects, but not what "
                  "the model computes; in Python save the model with torch.export.save, "
                  "torch.jit.save or torch.onnx.export");
}

}  // namespace

bool looksLikeTorch(const std::vector<std::string>& members) {
  return anyOf(members, isProgramPart) || anyOf(members, isScriptPart) || anyOf(members, isPickle);
}

bool looksLikeTorchScript(const std::string& path) {
  if (!startsLikeZip(path)) {
    return false;
  }
  const ZipArchive archive(path);
  return anyOf(archive.names(), isScriptPart) && !looksLikePt2(archive);
}

Network importTorch(const std::string& path) {
  try {
    return importArchive(path);
  } catch (const Error& error) {
    const std::string what = error.what();
    throw Error(error.code(), what.starts_with(path) ? what : path + ": " + what);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::System, path + ": there is not enough memory to load the model");
  } catch (const std::length_error&) {
    throw Error(ErrorCode::System, path + ": there is not enough memory to load the model");
  }
}

}  // namespace maacc
