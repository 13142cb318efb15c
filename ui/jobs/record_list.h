#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "core/analysis/kill_record.h"

namespace maacc {

// The first records of a RecordList, for another thread: it does not change when the list grows.
class RecordView {
 public:
  class Iterator {
   public:
    Iterator(const RecordView& view, std::size_t position) : view_(&view), position_(position) {}
    const KillRecord& operator*() const { return (*view_)[position_]; }
    Iterator& operator++() {
      ++position_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return position_ != other.position_; }

   private:
    const RecordView* view_;
    std::size_t position_;
  };

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Iterator begin() const { return {*this, 0}; }
  Iterator end() const { return {*this, size_}; }
  const KillRecord& operator[](std::size_t position) const {
    return chunks_[position / kChunk][position % kChunk];
  }

 protected:
  static constexpr std::size_t kChunk = 4096;

  std::vector<std::shared_ptr<KillRecord[]>> chunks_;
  std::size_t size_ = 0;
};

// Records that only come, and stay where they are: a list of a million is never moved, and costs a
// thread that wants to read it a few hundred pointers. One thread appends.
class RecordList : private RecordView {
 public:
  RecordList() = default;
  RecordList(RecordList&&) = default;
  RecordList& operator=(RecordList&&) = default;

  using RecordView::begin;
  using RecordView::empty;
  using RecordView::end;
  using RecordView::size;
  using RecordView::operator[];

  void add(KillRecord record) {
    if (size_ % kChunk == 0) {
      chunks_.push_back(std::shared_ptr<KillRecord[]>(new KillRecord[kChunk]));
    }
    chunks_.back()[size_ % kChunk] = std::move(record);
    ++size_;
  }
  RecordView view() const { return *this; }
};

}  // namespace maacc
