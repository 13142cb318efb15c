#pragma once

#include <QSemaphore>
#include <QThreadPool>
#include <utility>

namespace maacc::test {

// A pool of one thread that is held back: what is asked meanwhile is known to come later than what
// was asked before.
class HeldPool {
 public:
  HeldPool() : threads_(pool().maxThreadCount()) {
    pool().waitForDone();
    pool().setMaxThreadCount(1);
    pool().start([this] { gate_.acquire(); });
  }
  ~HeldPool() {
    release();
    pool().waitForDone();
    pool().setMaxThreadCount(threads_);
  }
  HeldPool(const HeldPool&) = delete;
  HeldPool& operator=(const HeldPool&) = delete;

  void release() {
    if (std::exchange(held_, false)) {
      gate_.release();
    }
  }

 private:
  static QThreadPool& pool() { return *QThreadPool::globalInstance(); }

  int threads_;
  bool held_ = true;
  QSemaphore gate_;
};

}  // namespace maacc::test
