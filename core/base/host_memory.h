#pragma once

#include <cstdint>

namespace maacc {

// Bytes that this process could still take without swapping: what the system calls available, or
// what the control group leaves where that is less. 0 where the system does not tell.
int64_t availableHostMemory();

}  // namespace maacc
