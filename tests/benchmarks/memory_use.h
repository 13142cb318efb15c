#pragma once

#include "core/engine/device.h"

namespace maacc::bench {

inline constexpr double kMiB = 1024.0 * 1024.0;

// Gives freed memory back and starts a new peak, where the system lets a process do that.
void resetPeakMemory();

// Largest resident size of this process since the last reset, in MiB.
double peakMemoryMiB();

// Memory of the device in use, by any process, in MiB. 0 on the CPU. The engine's allocator keeps
// what it freed, so this is near the peak.
double deviceMemoryMiB(const Device& device);

}  // namespace maacc::bench
