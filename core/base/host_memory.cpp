#include "core/base/host_memory.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string>

namespace maacc {
namespace {

constexpr int64_t kKibibyte = 1024;

std::optional<int64_t> numberIn(const std::string& path) {
  std::ifstream file(path);
  int64_t value = 0;
  if (file >> value) {
    return value;
  }
  return std::nullopt;  // not there, or "max"
}

std::optional<int64_t> meminfo(const std::string& name) {
  std::ifstream file("/proc/meminfo");
  std::string key;
  int64_t value = 0;
  for (std::string unit; file >> key >> value; std::getline(file, unit)) {
    if (key == name + ":") {
      return value * kKibibyte;
    }
  }
  return std::nullopt;
}

}  // namespace

int64_t availableHostMemory() {
  int64_t available = meminfo("MemAvailable").value_or(0);
  const auto limit = numberIn("/sys/fs/cgroup/memory.max");
  const auto used = numberIn("/sys/fs/cgroup/memory.current");
  if (limit && used) {
    const int64_t left = std::max<int64_t>(0, *limit - *used);
    available = available > 0 ? std::min(available, left) : left;
  }
  return available;
}

}  // namespace maacc
