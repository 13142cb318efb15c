#include "core/engine/record_writer.h"

#include <utility>

namespace maacc {

void RecordWriter::add(KillRecord record) {
  pending_.push_back(std::move(record));
  if (Clock::now() - lastCommit_ > std::chrono::milliseconds(500)) {
    flush();
  }
}

void RecordWriter::flush() {
  if (!pending_.empty()) {
    if (mode_ == Mode::Append) {
      run_.append(pending_);
    } else {
      run_.replace(pending_);
    }
    observer_.recordsStored(pending_);
    pending_.clear();
  }
  lastCommit_ = Clock::now();
}

}  // namespace maacc
