#pragma once

#include <string>

#include "core/importers/onnx_model.h"

namespace maacc {

// What people call a layer. Exporters keep that name in one of three places, tried in this order:
// the weight ("conv1.weight" -> "conv1"), the node ("/layer1/layer1.0/conv1/Conv" ->
// "layer1.0.conv1"), its output; failing these it is the operation. weight: name of the layer's
// kernel, empty for layers without.
std::string onnxLayerName(const OnnxNode& node, const std::string& weight);

}  // namespace maacc
