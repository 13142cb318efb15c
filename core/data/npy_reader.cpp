#include "core/data/byte_source.h"
#include "core/data/npy_format.h"
#include "core/data/readers.h"

namespace maacc {

bool looksLikeNpy(const std::string& path) { return leadingBytes(path, 6) == "\x93NUMPY"; }

RawArray readNpy(const std::string& path) {
  const auto source = openFile(path);
  return readNpyArray(*source);
}

}  // namespace maacc
