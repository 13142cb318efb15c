#pragma once

#include <string>

#include "core/importers/onnx_writer.h"
#include "core/model/layer.h"

namespace maacc {

// Writes output = activation(input) as one ONNX node, or as the few nodes that operator set 17
// needs for it. name: of the layer, which nodes and constants are called after.
void writeOnnxActivation(OnnxWriter& writer,
                         const Activation& activation,
                         const std::string& name,
                         const std::string& input,
                         const std::string& output);

}  // namespace maacc
