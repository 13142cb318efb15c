#include "core/engine/incremental/reference_traces.h"

namespace maacc {

std::shared_ptr<const ReferenceTrace> ReferenceTraces::at(int32_t position) {
  {
    const std::scoped_lock lock(mutex_);
    const auto known = places_.find(position);
    if (known != places_.end()) {
      entries_.splice(entries_.begin(), entries_, known->second);
      return entries_.front().second;
    }
  }
  std::vector<float> buffer;
  auto trace = std::make_shared<const ReferenceTrace>(network_, inputs_.input(position, buffer));
  const std::scoped_lock lock(mutex_);
  if (places_.count(position) == 0) {
    entries_.emplace_front(position, trace);
    places_[position] = entries_.begin();
    while (entries_.size() > 1 &&
           static_cast<int64_t>(entries_.size()) * trace->bytes() > memoryBytes_) {
      places_.erase(entries_.back().first);
      entries_.pop_back();
    }
  }
  return trace;
}

}  // namespace maacc
