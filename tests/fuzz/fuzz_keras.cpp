#include "core/base/error.h"
#include "core/importers/keras_importer.h"
#include "tests/fuzz/memory_file.h"

// `.keras` archives and `.h5` files: whatever the bytes are, a network or an Error.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const maacc::MemoryFile file(data, size);
  try {
    if (maacc::looksLikeKeras(file.path())) {
      maacc::importKeras(file.path());
    }
  } catch (const maacc::Error&) {
    return 0;
  }
  return 0;
}
