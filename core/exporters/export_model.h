#pragma once

#include <string>

#include "core/model/network.h"

namespace maacc {

enum class ModelFormat { Onnx, Keras };

// "onnx" or "keras"; throws Error{Usage} listing them.
ModelFormat parseModelFormat(const std::string& name);
// By the ending of a file that is to be written: .onnx or .keras. Throws Error{Usage} for others.
ModelFormat modelFormatOf(const std::string& path);

// How far the written file, read again, is from the network: the largest difference of a logit
// over a few random inputs, over the largest logit.
struct ExportCheck {
  double difference = 0;
  int inputs = 0;
};

// Writes the network, reads the file again and compares; the file gets its name only when both
// agree to 1e-5. Replaces an older file. Throws Error{Unsupported} naming the layer that the format
// cannot hold, Error{System} when the file cannot be written or does not say the same.
ExportCheck exportModel(const Network& network, const std::string& path, ModelFormat format);

}  // namespace maacc
