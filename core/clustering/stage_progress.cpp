#include "core/clustering/stage_progress.h"

#include <algorithm>

namespace maacc {

StageProgress::StageProgress(const RunContext& context, int64_t total)
    : context_(context), total_(std::max<int64_t>(1, total)) {
  context_.report("clustering", 0, total_);
}

bool StageProgress::add(int64_t work) {
  const int64_t before = done_.fetch_add(work);
  const int64_t step = std::max<int64_t>(1, total_ / 1000);
  if (before / step != (before + work) / step) {
    const std::scoped_lock lock(reporting_);
    const int64_t done = std::min(done_.load(), total_);
    if (done > reported_) {  // a thread that waited here must not take it back
      reported_ = done;
      context_.report("clustering", done, total_);
    }
  }
  return context_.proceed();
}

}  // namespace maacc
