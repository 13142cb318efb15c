#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>

#include "core/base/run_context.h"

namespace maacc {

// Adds up the work of one clustering, from any thread, and tells the context about every
// thousandth of it.
class StageProgress {
 public:
  StageProgress(const RunContext& context, int64_t total);

  // Returns false when the work must stop.
  bool add(int64_t work);

 private:
  const RunContext& context_;
  const int64_t total_;
  std::atomic<int64_t> done_{0};
  std::mutex reporting_;
  int64_t reported_ = -1;
};

}  // namespace maacc
