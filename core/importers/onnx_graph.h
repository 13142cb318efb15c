#pragma once

#include "core/importers/onnx_model.h"
#include "core/model/network.h"

namespace maacc {

// The network that an ONNX graph describes: constants are folded, elementwise chains become
// activations, and every other node becomes a layer (docs/model_formats.md lists them). Throws
// Error naming file and node.
Network translateOnnxGraph(OnnxModel model);

}  // namespace maacc
