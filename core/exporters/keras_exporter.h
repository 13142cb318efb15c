#pragma once

#include <string>

#include "core/model/network.h"

namespace maacc {

// The network as the bytes of a Keras 3 `.keras` file: a Functional model in the layout of the
// network's input (channels_last, or channels_first where the author had it; TensorFlow runs the
// latter on GPUs alone). Padding that Keras has no word for becomes a ZeroPadding2D of its own; a
// '/' or '.' in names becomes '_'. Throws Error{Unsupported} naming the layer that Keras cannot
// hold.
std::string kerasBytes(const Network& network);

}  // namespace maacc
