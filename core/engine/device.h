#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace maacc {

enum class DeviceKind { Cpu, Cuda };

inline constexpr int kAllDevices = -1;

struct Device {
  DeviceKind kind = DeviceKind::Cpu;
  int index = 0;  // of CUDA devices; kAllDevices: every one, where work can be dealt out to several
};

// "auto" (the first CUDA device, otherwise the CPU), "cpu", "cuda" (the first), "cuda:1",
// "cuda:all". Throws Error{Usage} for other texts and Error{Device} when the machine or this build
// of libtorch has no such device.
Device parseDevice(const std::string& text);

std::string deviceText(const Device& device);  // "cpu", "cuda:0", "cuda:all"
// With the name of the processor, or the number of devices.
std::string deviceDescription(const Device& device);
std::vector<Device> availableDevices();  // the CPU first, then every CUDA device by itself

// The devices that `device` stands for, each by itself.
std::vector<Device> singleDevices(const Device& device);

// Bytes that the device, one by itself, has left; 0 where it does not tell.
int64_t freeMemory(const Device& device);

std::string torchVersion();

// What multiplies matrices, found by asking the library and by timing one 256 x 256 x 256 product
// on one thread.
struct BlasReport {
  std::string name;                    // "OpenBLAS 0.3.21 ...", "unknown"
  double gigaflops = 0;                // one thread
  bool isReference = false;            // the slow one
  std::optional<std::string> warning;  // one sentence that says what to install
};
BlasReport probeBlas();

// Once per process, before any inference: one BLAS thread per thread of ours, TF32 off, freed
// memory kept for reuse.
void configureInference();

}  // namespace maacc
