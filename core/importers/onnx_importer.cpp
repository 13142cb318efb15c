#include "core/importers/onnx_importer.h"

#include <fstream>
#include <new>
#include <stdexcept>
#include <vector>

#include "core/base/error.h"
#include "core/importers/file_kind.h"
#include "core/importers/onnx_graph.h"

namespace maacc {

bool looksLikeOnnx(const std::string& path) {
  constexpr std::streamsize kHead = 4096;
  constexpr int64_t kIrVersion = 1;
  constexpr int64_t kLastField = 26;  // of ModelProto, in 2026
  std::ifstream file(path, std::ios::binary);
  std::vector<unsigned char> head(kHead);
  file.read(reinterpret_cast<char*>(head.data()), kHead);
  head.resize(static_cast<size_t>(file.gcount()));
  return startsLikeProto(head, kIrVersion, kLastField);
}

Network importOnnx(const std::string& path) {
  requireReadableFile(path);
  try {
    return translateOnnxGraph(readOnnxModel(path));
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
