#include "tests/benchmarks/device_load.h"

#include <dlfcn.h>

#include <chrono>

namespace maacc::bench {
namespace {

constexpr std::chrono::milliseconds kPeriod{50};

// The three functions of NVML that this needs, as nvml.h declares them; 0 is success.
struct Nvml {
  struct Utilization {
    unsigned gpu;
    unsigned memory;
  };
  int (*init)() = nullptr;
  int (*handle)(unsigned index, void** device) = nullptr;
  int (*utilization)(void* device, Utilization* rates) = nullptr;

  Nvml() {
    if (void* library = dlopen("libnvidia-ml.so.1", RTLD_NOW)) {
      init = reinterpret_cast<int (*)()>(dlsym(library, "nvmlInit_v2"));
      handle = reinterpret_cast<int (*)(unsigned, void**)>(
          dlsym(library, "nvmlDeviceGetHandleByIndex_v2"));
      utilization = reinterpret_cast<int (*)(void*, Utilization*)>(
          dlsym(library, "nvmlDeviceGetUtilizationRates"));
    }
  }
  bool isUsable() const {
    return init != nullptr && handle != nullptr && utilization != nullptr && init() == 0;
  }
};

}  // namespace

DeviceLoad::DeviceLoad(const Device& device) {
  if (device.kind == DeviceKind::Cuda) {
    thread_ = std::thread([this, index = device.index] { sample(index); });
  }
}

DeviceLoad::~DeviceLoad() {
  stopped_ = true;
  if (thread_.joinable()) {
    thread_.join();
  }
}

void DeviceLoad::sample(int index) {
  static const Nvml kNvml;
  void* device = nullptr;
  if (!kNvml.isUsable() || kNvml.handle(static_cast<unsigned>(index), &device) != 0) {
    return;
  }
  Nvml::Utilization rates{};
  while (!stopped_ && kNvml.utilization(device, &rates) == 0) {
    percentSum_ += rates.gpu;
    ++samples_;
    std::this_thread::sleep_for(kPeriod);
  }
}

std::optional<double> DeviceLoad::meanPercent() const {
  const int64_t samples = samples_;
  return samples == 0
             ? std::nullopt
             : std::optional(static_cast<double>(percentSum_) / static_cast<double>(samples));
}

}  // namespace maacc::bench
