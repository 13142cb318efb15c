#pragma once

#include <string>

#include "core/model/network.h"

namespace maacc {

// Loads a trained model; the format is recognised by content, never by the suffix. Throws Error
// naming the file: BadInput for a damaged file, Unsupported for another format or for a layer that
// this program does not run (named).
Network importModel(const std::string& path);

}  // namespace maacc
