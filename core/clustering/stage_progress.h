#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

#include "core/base/run_context.h"

namespace maacc {

// Adds up the work of one clustering, from any thread, and tells the context about every
// thousandth of it.
class StageProgress {
 public:
  // total: of the work that add() will get. It follows work that was `doneShare` of everything.
  StageProgress(RunContext context,
                int64_t total,
                double doneShare = 0,
                std::string stage = "clustering");

  // Returns false when the work must stop.
  bool add(int64_t work);

  double share() const;  // of everything that is done
  void finish();

 private:
  const RunContext context_;
  const std::string stage_;
  const int64_t total_;
  std::atomic<int64_t> done_{0};
  std::mutex reporting_;
  int64_t reported_ = -1;
};

}  // namespace maacc
