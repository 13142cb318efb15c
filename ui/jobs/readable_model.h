#pragma once

#include <QString>

#include "core/model/network.h"

namespace maacc {

// The network of a model file of any format, for figures and trees. What only the engine reads
// (TorchScript) is converted by it on the way, in a process of its own; takes a second or more
// then. For pool threads. inputShape: of one input, for formats that do not say it. Throws Error as
// importModel does, and with the engine's sentence.
Network readModel(const QString& path, const Shape& inputShape);

}  // namespace maacc
