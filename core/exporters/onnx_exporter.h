#pragma once

#include <string>

#include "core/model/network.h"

namespace maacc {

// The network as the bytes of an ONNX file (operator set 17), which ONNX Runtime and this program
// read. Samples keep their author's layout: [batch, height, width, channels] where the network's
// input has channels last. Weights are called <layer>.weight, .bias and so on, so that layers keep
// their names. Throws Error{Unsupported} from 2 GB of weights on.
std::string onnxBytes(const Network& network);

}  // namespace maacc
