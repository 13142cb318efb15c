#pragma once

#include <string>
#include <vector>

#include "core/model/network.h"

namespace maacc {

// Reads a TorchScript file (torch.jit.script or torch.jit.trace, then save) through libtorch. Such
// a file does not say what its input looks like: shapes are those that one input may have, without
// the batch axis, in order of preference; the first that the program accepts is taken. Throws Error
// naming file, module and operator: BadInput for a file that libtorch cannot load or shapes that do
// not fit, Unsupported for what this program does not run.
Network importTorchScript(const std::string& path, const std::vector<Shape>& shapes);

}  // namespace maacc
