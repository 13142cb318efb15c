#include "core/engine/incremental/worker_team.h"

#include <utility>

namespace maacc {

WorkerTeam::WorkerTeam(int threads) {
  for (int worker = 1; worker < threads; ++worker) {
    others_.emplace_back([this, worker] { waitForWork(worker); });
  }
}

WorkerTeam::~WorkerTeam() {
  ending_ = true;
  ++phase_;
  phase_.notify_all();
  for (std::thread& thread : others_) {
    thread.join();
  }
}

void WorkerTeam::run(int64_t tasks, const Task& task) {
  task_ = &task;
  tasks_ = tasks;
  next_ = 0;
  working_ = static_cast<int>(others_.size());
  ++phase_;
  phase_.notify_all();
  work(0);
  for (int left = working_; left > 0; left = working_) {
    working_.wait(left);
  }
  if (failure_) {
    std::rethrow_exception(std::exchange(failure_, nullptr));
  }
}

void WorkerTeam::waitForWork(int worker) {
  for (uint32_t seen = 0;;) {
    phase_.wait(seen);
    seen = phase_;
    if (ending_) {
      return;
    }
    work(worker);
    if (--working_ == 0) {
      working_.notify_all();
    }
  }
}

void WorkerTeam::work(int worker) {
  try {
    for (int64_t task = next_++; task < tasks_; task = next_++) {
      (*task_)(worker, task);
    }
  } catch (...) {
    const std::scoped_lock lock(failureMutex_);
    if (!failure_) {
      failure_ = std::current_exception();
    }
    next_ = tasks_;
  }
}

}  // namespace maacc
