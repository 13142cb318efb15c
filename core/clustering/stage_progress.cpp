#include "core/clustering/stage_progress.h"

#include <algorithm>
#include <utility>

namespace maacc {

StageProgress::StageProgress(RunContext context, int64_t total, double doneShare, std::string stage)
    : context_(std::move(context)),
      stage_(std::move(stage)),
      total_(
          static_cast<int64_t>(static_cast<double>(std::max<int64_t>(1, total)) / (1 - doneShare))),
      done_(total_ - std::max<int64_t>(1, total)) {
  context_.report(stage_, done_, total_);
}

double StageProgress::share() const {
  return std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
}

void StageProgress::finish() { context_.report(stage_, total_, total_); }

bool StageProgress::add(int64_t work) {
  const int64_t before = done_.fetch_add(work);
  const int64_t step = std::max<int64_t>(1, total_ / 1000);
  if (before / step != (before + work) / step) {
    const std::scoped_lock lock(reporting_);
    const int64_t done = std::min(done_.load(), total_);
    if (done > reported_) {  // a thread that waited here must not take it back
      reported_ = done;
      context_.report(stage_, done, total_);
    }
  }
  return context_.proceed();
}

}  // namespace maacc
