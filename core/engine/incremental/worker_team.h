#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace maacc {

// Threads that stay for many short phases. The caller is worker 0.
class WorkerTeam {
 public:
  using Task = std::function<void(int worker, int64_t task)>;

  explicit WorkerTeam(int threads);
  ~WorkerTeam();
  WorkerTeam(const WorkerTeam&) = delete;
  WorkerTeam& operator=(const WorkerTeam&) = delete;

  int threads() const { return static_cast<int>(others_.size()) + 1; }

  // Runs task(worker, 0 .. tasks - 1), started in ascending order, and waits for all. The first
  // exception of a task leaves out those not yet started and is thrown again here.
  void run(int64_t tasks, const Task& task);

 private:
  void waitForWork(int worker);
  void work(int worker);

  std::vector<std::thread> others_;
  const Task* task_ = nullptr;
  int64_t tasks_ = 0;
  std::atomic<int64_t> next_{0};
  std::atomic<uint32_t> phase_{0};  // grows with every run
  std::atomic<int> working_{0};
  std::atomic<bool> ending_{false};
  std::mutex failureMutex_;
  std::exception_ptr failure_;
};

}  // namespace maacc
