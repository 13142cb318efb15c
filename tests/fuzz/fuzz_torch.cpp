#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/archive/torch_pickle.h"
#include "core/base/error.h"
#include "core/importers/pt2_graph.h"
#include "core/importers/pt2_importer.h"
#include "core/importers/pt2_json.h"

namespace {

using maacc::Shape;
using maacc::TorchTensor;
using nlohmann::json;

// Zeros in the shapes that the program says its tensors have, as far as they are small.
std::map<std::string, TorchTensor> tensorsOf(const json& program) {
  constexpr int64_t kMostNumbers = 4096;
  std::map<std::string, TorchTensor> tensors;
  const json& graph = program.at("graph_module");
  for (const json& spec : graph.at("signature").at("input_specs")) {
    for (const char* kind : {"parameter", "buffer", "tensor_constant"}) {
      if (!spec.contains(kind)) {
        continue;
      }
      const json& content = spec.at(kind);
      const std::string value = content.at("arg").at("name");
      TorchTensor tensor;
      for (const json& size : graph.at("graph").at("tensor_values").at(value).at("sizes")) {
        tensor.shape.push_back(size.at("as_int"));
      }
      const int64_t count = maacc::elementCount(tensor.shape);
      tensor.bytes.resize(static_cast<std::size_t>(std::min(count, kMostNumbers)) * sizeof(float));
      tensors[content.at(std::string(kind) + "_name")] = std::move(tensor);
    }
  }
  return tensors;
}

void readProgram(const std::string& text) {
  const json program = maacc::parsePt2Json(text, "fuzz.pt2");
  std::map<std::string, TorchTensor> known;
  try {
    known = tensorsOf(program);
  } catch (const json::exception&) {
  }
  maacc::translateAtenGraph(
      maacc::readPt2Graph(program, "fuzz.pt2", [&](const std::string& name, bool) {
        return known.count(name) > 0 ? known.at(name)
                                     : TorchTensor{{1}, maacc::TorchType::Bool, {1}};
      }));
}

}  // namespace

// A whole archive, the JSON of a program, or a pickle. Whatever the bytes are: a network, values or
// an Error. Everything else, and every allocation beyond -malloc_limit_mb, is a finding.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  try {
    if (size > 1 && data[0] == 'P' && data[1] == 'K') {
      maacc::importPt2(
          maacc::ZipArchive(std::vector<unsigned char>(data, data + size), "fuzz.pt2"));
    } else if (size > 0 && data[0] == '{') {
      readProgram(std::string(data, data + size));
    } else {
      maacc::TorchPickle({data, size}, "fuzz.pt");
    }
  } catch (const maacc::Error&) {
  }
  return 0;
}
