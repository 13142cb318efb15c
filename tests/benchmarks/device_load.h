#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <thread>

#include "core/engine/device.h"

namespace maacc::bench {

// Samples how busy a CUDA device is, by the driver's own measure, while it exists. Numbers devices
// as the driver does, so it wants CUDA_VISIBLE_DEVICES unset.
class DeviceLoad {
 public:
  explicit DeviceLoad(const Device& device);
  ~DeviceLoad();
  DeviceLoad(const DeviceLoad&) = delete;
  DeviceLoad& operator=(const DeviceLoad&) = delete;

  // Mean so far in percent; nullopt on the CPU and where the driver's library is not there.
  std::optional<double> meanPercent() const;

 private:
  void sample(int index);

  std::atomic<bool> stopped_{false};
  std::atomic<int64_t> samples_{0};
  std::atomic<int64_t> percentSum_{0};
  std::thread thread_;
};

}  // namespace maacc::bench
