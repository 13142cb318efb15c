#include "core/engine/worker_pool.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/engine/inference_errors.h"
#include "core/engine/torch_headers.h"

namespace maacc {

void runWorkers(int threads,
                int64_t tasks,
                const RunContext& context,
                const std::function<void(int64_t)>& task) {
  std::atomic<int64_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr firstFailure;
  std::mutex failureMutex;
  auto work = [&] {
    const c10::InferenceMode guard;
    at::set_num_threads(1);
    try {
      while (!failed && context.proceed()) {
        const int64_t index = next++;
        if (index >= tasks) {
          return;
        }
        translatingTorchErrors([&] { task(index); });
      }
    } catch (...) {
      const std::scoped_lock lock(failureMutex);
      if (!failed.exchange(true)) {
        firstFailure = std::current_exception();
      }
    }
  };
  std::vector<std::thread> workers;
  const int64_t count = std::min<int64_t>(threads, tasks);
  for (int64_t i = 0; i < count; ++i) {
    workers.emplace_back(work);
  }
  for (std::thread& worker : workers) {
    worker.join();
  }
  if (firstFailure) {
    std::rethrow_exception(firstFailure);
  }
}

}  // namespace maacc
