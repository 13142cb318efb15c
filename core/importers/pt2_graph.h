#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/importers/aten_graph.h"

namespace maacc {

// Gives the numbers of a parameter, buffer or constant by the author's name.
using Pt2Tensors = std::function<TorchTensor(const std::string& name, bool isConstant)>;

// The program's graph. Throws Error that starts with `file`: BadInput for broken JSON, Unsupported
// for programs whose inputs and outputs are not tensors.
AtenGraph readPt2Graph(const nlohmann::json& program,
                       const std::string& file,
                       const Pt2Tensors& tensors);

}  // namespace maacc
