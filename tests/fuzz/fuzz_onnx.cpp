#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/importers/onnx_graph.h"

// Whatever the bytes are: a network or an Error. Everything else, and every allocation beyond
// -malloc_limit_mb, is a finding.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  try {
    maacc::translateOnnxGraph(maacc::parseOnnxModel(
        "fuzz.onnx", std::make_shared<std::vector<unsigned char>>(data, data + size)));
  } catch (const maacc::Error&) {
  }
  return 0;
}
