#include "core/base/error.h"
#include "core/data/readers.h"
#include "core/importers/keras_archive.h"
#include "tests/fuzz/memory_file.h"

// ZIP archives as both of their readers take them: whatever the bytes are, values or an Error.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const maacc::MemoryFile file(data, size);
  try {
    maacc::zipMemberNames(file.path());
    maacc::readKerasArchive(file.path());
  } catch (const maacc::Error&) {
  }
  try {
    for (const maacc::NpzEntry& entry : maacc::npzEntries(file.path())) {
      maacc::readNpz(file.path(), entry.key);
    }
  } catch (const maacc::Error&) {
    return 0;
  }
  return 0;
}
