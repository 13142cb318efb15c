#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/importers/aten_graph.h"

namespace maacc {

// The text of a program's JSON (torch/_export/serde/schema.py, versions 4 to 8). Python writes
// numbers that JSON does not have; they become text. Throws Error{BadInput} starting with `place`.
nlohmann::json parsePt2Json(const std::string& text, const std::string& place);

// Gives the numbers of a parameter, buffer or constant by the author's name.
using Pt2Tensors = std::function<TorchTensor(const std::string& name, bool isConstant)>;

// The program's graph. Throws Error that starts with `file`: BadInput for broken JSON, Unsupported
// for programs whose inputs and outputs are not tensors.
AtenGraph readPt2Graph(const nlohmann::json& program,
                       const std::string& file,
                       const Pt2Tensors& tensors);

// {"dtype": 7, "sizes": [{"as_int": 3}], "strides": ...}
TorchView readPt2View(const nlohmann::json& meta, const std::string& place);

}  // namespace maacc
