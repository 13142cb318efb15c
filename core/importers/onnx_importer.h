#pragma once

#include "core/model/network.h"

namespace maacc {

// Reads a .onnx file of operator set 7 or newer, with its weights inside or in files beside it. A
// small reader of our own: no protobuf and no ONNX library is linked, because libtorch brings its
// own. Throws Error naming file and node: BadInput for a damaged file, Unsupported for what this
// program does not run.
Network importOnnx(const std::string& path);

// By content: a protobuf message that starts as a ModelProto does.
bool looksLikeOnnx(const std::string& path);

}  // namespace maacc
