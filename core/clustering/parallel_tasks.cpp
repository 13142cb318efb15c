#include "core/clustering/parallel_tasks.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace maacc {

bool runTasks(int threads, int64_t tasks, const std::function<bool(int64_t task)>& task) {
  std::atomic<int64_t> next{0};
  std::atomic<bool> ended{false};
  std::mutex failureMutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (int64_t mine = next++; mine < tasks && !ended; mine = next++) {
        if (!task(mine)) {
          ended = true;
        }
      }
    } catch (...) {
      const std::scoped_lock lock(failureMutex);
      failure = failure ? failure : std::current_exception();
      ended = true;
    }
  };
  std::vector<std::thread> others;
  for (int64_t other = 1; other < std::min<int64_t>(threads, tasks); ++other) {
    others.emplace_back(work);
  }
  work();
  for (std::thread& thread : others) {
    thread.join();
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
  return !ended;
}

}  // namespace maacc
