#include "core/engine/device.h"

#include <dlfcn.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/engine/torch_headers.h"

namespace maacc {
namespace {

int cudaDeviceCount() {
  if (!at::hasCUDA()) {
    return 0;
  }
  return static_cast<int>(at::detail::getCUDAHooks().getNumGPUs());
}

std::string processorName() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line)) {
    if (line.rfind("model name", 0) == 0) {
      return line.substr(line.find(':') + 2);
    }
  }
  return "";
}

// What the library says that sgemm_ is bound to. OpenBLAS may be loaded for LAPACK alone, so its
// presence proves nothing.
std::string blasName() {
  void* product = dlsym(RTLD_DEFAULT, "sgemm_");
  Dl_info library = {};
  if (product == nullptr || dladdr(product, &library) == 0) {
    return at::hasMKL() ? "MKL" : "unknown";
  }
  using GetConfig = const char* (*)();
  void* handle = dlopen(library.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
  auto getConfig = handle == nullptr
                       ? nullptr
                       : reinterpret_cast<GetConfig>(dlsym(handle, "openblas_get_config"));
  std::string name = getConfig == nullptr ? library.dli_fname : getConfig();
  if (handle != nullptr) {
    dlclose(handle);
  }
  return name;
}

// Best of a few products, in GFLOP/s on the calling thread.
double measureProduct() {
  const c10::InferenceMode guard;
  constexpr int64_t kSize = 256;
  const at::Tensor a = at::ones({kSize, kSize});
  const at::Tensor b = at::ones({kSize, kSize});
  at::Tensor product = at::mm(a, b);
  double best = 1e9;
  for (int repetition = 0; repetition < 5; ++repetition) {
    const auto start = std::chrono::steady_clock::now();
    at::mm_out(product, a, b);
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return 2.0 * kSize * kSize * kSize / best / 1e9;
}

}  // namespace

Device parseDevice(const std::string& text) {
  const int cudaDevices = cudaDeviceCount();
  if (text == "cpu" || (text == "auto" && cudaDevices == 0)) {
    return {};
  }
  if (text == "auto" || text == "cuda" || text == "cuda:all") {
    if (cudaDevices == 0) {
      throw Error(ErrorCode::Device,
                  "no CUDA device can be used: this build of libtorch (" + torchVersion() +
                      ") finds none; use --device cpu, or build against a CUDA libtorch");
    }
    return {DeviceKind::Cuda, text == "cuda:all" ? kAllDevices : 0};
  }
  const bool isNumbered =
      text.rfind("cuda:", 0) == 0 && text.size() > 5 && text.size() < 9 &&
      std::all_of(text.begin() + 5, text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!isNumbered) {
    throw Error(ErrorCode::Usage,
                "the device '" + text + "' is not known; use auto, cpu, cuda, cuda:0 or cuda:all");
  }
  const int index = std::stoi(text.substr(5));
  if (index >= cudaDevices) {
    throw Error(ErrorCode::Device, "there is no device " + text + ": libtorch " + torchVersion() +
                                       " finds " + std::to_string(cudaDevices) +
                                       " CUDA device(s); use --device cpu or another number");
  }
  return {DeviceKind::Cuda, index};
}

std::string deviceText(const Device& device) {
  if (device.kind == DeviceKind::Cpu) {
    return "cpu";
  }
  return device.index == kAllDevices ? "cuda:all" : "cuda:" + std::to_string(device.index);
}

std::string deviceDescription(const Device& device) {
  if (device.kind == DeviceKind::Cpu) {
    const std::string name = processorName();
    return name.empty() ? "cpu" : "cpu " + name;
  }
  if (device.index == kAllDevices) {
    return deviceText(device) + " (" + std::to_string(cudaDeviceCount()) + " devices)";
  }
  return deviceText(device);
}

std::vector<Device> availableDevices() {
  std::vector<Device> devices = {{}};
  const int count = cudaDeviceCount();
  for (int index = 0; index < count; ++index) {
    devices.push_back({DeviceKind::Cuda, index});
  }
  return devices;
}

std::vector<Device> singleDevices(const Device& device) {
  if (device.index != kAllDevices) {
    return {device};
  }
  std::vector<Device> devices = availableDevices();
  devices.erase(devices.begin());
  return devices;
}

int64_t freeMemory(const Device& device) {
  if (device.kind == DeviceKind::Cpu) {
    return availableHostMemory();
  }
  // Asked of the CUDA runtime that libtorch has loaded: its headers need not be there.
  using GetMemory = int (*)(std::size_t*, std::size_t*);
  const auto getMemory = reinterpret_cast<GetMemory>(dlsym(RTLD_DEFAULT, "cudaMemGetInfo"));
  const c10::DeviceGuard guard(
      c10::Device(c10::kCUDA, static_cast<c10::DeviceIndex>(device.index)));
  std::size_t free = 0;
  std::size_t total = 0;
  const bool told = getMemory != nullptr && getMemory(&free, &total) == 0;
  return told ? static_cast<int64_t>(free) : 0;
}

std::string torchVersion() { return TORCH_VERSION; }

BlasReport probeBlas() {
  BlasReport report;
  report.name = blasName();
  report.gigaflops = measureProduct();
  // Reference BLAS reaches 2 to 3 GFLOP/s where tuned libraries reach 30 and more.
  const bool isTuned = report.name.find("OpenBLAS") != std::string::npos ||
                       report.name.find("MKL") != std::string::npos;
  report.isReference = !isTuned && report.gigaflops < 8;
  if (report.isReference) {
    report.warning =
        "matrix products run on the slow reference BLAS (" + report.name +
        "), 20 to 50 times slower than they should; install the package libopenblas0-pthread";
  }
  return report;
}

void configureInference() {
  at::set_num_threads(1);
  using SetThreads = void (*)(int);
  if (auto setThreads =
          reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
    setThreads(1);
  }
  at::globalContext().setAllowTF32CuBLAS(false);
  at::globalContext().setAllowTF32CuDNN(false);
  // Fresh pages cost more than the arithmetic on them: keep activations' memory in the heap between
  // batches.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

}  // namespace maacc
