#pragma once

#include <cstdint>
#include <functional>

namespace maacc {

// Runs task(0 .. tasks - 1) on up to `threads` threads, the caller's among them, and waits for all.
// A task that returns false, or throws, leaves out those not yet started; the first exception is
// thrown again here. Returns whether every task ran and returned true.
bool runTasks(int threads, int64_t tasks, const std::function<bool(int64_t task)>& task);

}  // namespace maacc
