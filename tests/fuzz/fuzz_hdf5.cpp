#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>

#include "core/base/error.h"
#include "core/hdf5/hdf5_file.h"

namespace {

using namespace maacc;

constexpr size_t kMostObjects = 2000;

void readObject(const Hdf5File& file, uint64_t object, std::set<uint64_t>& seen, int level) {
  if (level > 20 || seen.size() > kMostObjects || !seen.insert(object).second) {
    return;
  }
  for (const char* name : {"model_config", "layer_names", "weight_names", "name", "MATLAB_class"}) {
    file.texts(object, name);
    file.number(object, name);
  }
  if (auto dataset = file.dataset(object, "fuzz.h5")) {
    const Hdf5Place place{"fuzz.h5", file.wording()};
    dataset->locate(place);
    dataset->readAll(place);
    return;
  }
  if (const auto links = file.links(object, "fuzz.h5")) {
    for (const Hdf5Link& link : *links) {
      try {
        readObject(file, link.address, seen, level + 1);
      } catch (const Error&) {
        continue;  // the next one may be sound
      }
    }
  }
}

}  // namespace

// Whatever the bytes are: values or an Error. Everything else, and every allocation beyond
// -malloc_limit_mb, is a finding.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  try {
    const Hdf5File file(Hdf5Source::inMemory({data, data + size}), {}, "fuzz.h5");
    std::set<uint64_t> seen;
    readObject(file, file.root(), seen, 0);
  } catch (const Error&) {
    return 0;
  }
  return 0;
}
