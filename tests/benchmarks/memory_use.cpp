#include "tests/benchmarks/memory_use.h"

#include <dlfcn.h>
#include <malloc.h>

#include <cstddef>
#include <fstream>
#include <string>

namespace maacc::bench {

void resetPeakMemory() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";  // resets VmHWM: man proc
}

double peakMemoryMiB() {
  std::ifstream status("/proc/self/status");
  std::string key;
  while (status >> key) {
    if (key == "VmHWM:") {
      double kilobytes = 0;
      status >> kilobytes;
      return kilobytes / 1024;
    }
  }
  return 0;
}

double deviceMemoryMiB(const Device& device) {
  using MemGetInfo = int (*)(std::size_t*, std::size_t*);
  // Present where libtorch brought the CUDA runtime along.
  const auto memGetInfo = reinterpret_cast<MemGetInfo>(dlsym(RTLD_DEFAULT, "cudaMemGetInfo"));
  std::size_t available = 0;
  std::size_t total = 0;
  if (device.kind != DeviceKind::Cuda || memGetInfo == nullptr ||
      memGetInfo(&available, &total) != 0) {
    return 0;
  }
  return static_cast<double>(total - available) / kMiB;
}

}  // namespace maacc::bench
