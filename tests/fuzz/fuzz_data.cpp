#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/data/image_codec.h"
#include "tests/fuzz/memory_file.h"

namespace {

using namespace maacc;

constexpr int64_t kMostSamples = 20;

void readImage(std::span<const std::byte> file) {
  const ImageFacts facts = imageFacts(file, "fuzz");
  decodeImage(file, facts, 3, "fuzz");
  if (!facts.colour) {
    decodeImage(file, facts, 1, "fuzz");
  }
}

// labels: in the file itself where empty.
void readData(const std::string& path, const std::string& labels) {
  const Dataset data = loadDataset({path, labels, "", ""});
  for (int64_t sample = 0; sample < std::min(data.size(), kMostSamples); ++sample) {
    data.samples.valuesOf(sample);
  }
}

template <class Action>
void expectingErrors(Action&& action) {
  try {
    action();
  } catch (const Error&) {
  }
}

}  // namespace

// Whatever the bytes are: a data set, a picture or an Error. Everything else, and every allocation
// beyond -malloc_limit_mb, is a finding. What the bytes begin with decides which reader gets them.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  if (imageFormatOf(bytes) != ImageFormat::Unknown) {
    expectingErrors([&] { readImage(bytes); });
    return 0;
  }
  const MemoryFile file(data, size);
  expectingErrors([&] { readData(file.path(), ""); });
  expectingErrors([&] { readData(file.path(), file.path()); });
  return 0;
}
