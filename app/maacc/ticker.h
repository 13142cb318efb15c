#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace maacc {

// Calls `action` at a fixed interval on its own thread until stopped or destroyed.
class Ticker {
 public:
  ~Ticker() { stop(); }

  void start(std::chrono::milliseconds interval, std::function<void()> action) {
    thread_ = std::thread([this, interval, action = std::move(action)] {
      std::unique_lock lock(mutex_);
      while (!wake_.wait_for(lock, interval, [this] { return stopped_; })) {
        lock.unlock();
        action();
        lock.lock();
      }
    });
  }

  void stop() {
    {
      const std::scoped_lock lock(mutex_);
      stopped_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
      thread_.join();
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace maacc
