#include "core/importers/file_kind.h"

#include <filesystem>
#include <fstream>
#include <string_view>

#include "core/base/error.h"

namespace maacc {
namespace {

bool startsWith(const std::string& path, std::string_view magic) {
  std::ifstream file(path, std::ios::binary);
  std::string start(magic.size(), '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  return file && start == magic;
}

}  // namespace

void requireReadableFile(const std::string& path) {
  std::error_code problem;
  const std::filesystem::file_status status = std::filesystem::status(path, problem);
  if (!std::filesystem::exists(status)) {
    throw Error(ErrorCode::BadInput, path + ": there is no such file");
  }
  if (std::filesystem::is_directory(status)) {
    throw Error(
        ErrorCode::BadInput,
        path + ": this is a folder; save the model to one file with model.save(\"name.keras\")");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(ErrorCode::BadInput, path + ": the file cannot be opened; check its permissions");
  }
  if (file.peek() == std::ifstream::traits_type::eof()) {
    throw Error(ErrorCode::BadInput, path + ": the file is empty");
  }
}

bool startsLikeZip(const std::string& path) {
  return startsWith(path, "PK\x03\x04") || startsWith(path, "PK\x05\x06");
}

bool startsLikeHdf5(const std::string& path) { return startsWith(path, "\x89HDF\r\n\x1a\n"); }

}  // namespace maacc
