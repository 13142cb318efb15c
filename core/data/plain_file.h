#pragma once

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <span>
#include <string>

namespace maacc {

// An ordinary file that is open for reading at any place. Thread-safe. Reads rather than maps: a
// file that shrinks under a mapping kills the process, here it is one sentence.
class PlainFile {
 public:
  // Throws Error{BadInput} when it is not there, a folder, or unreadable.
  explicit PlainFile(const std::string& path);
  ~PlainFile();
  PlainFile(const PlainFile&) = delete;
  PlainFile& operator=(const PlainFile&) = delete;

  const std::string& path() const { return path_; }
  int64_t size() const { return size_; }  // when it was opened
  // All of `out`. Throws Error{BadInput} when the file ends before or was changed since it was
  // opened.
  void readAt(int64_t offset, std::span<std::byte> out) const;

 private:
  void requireUnchanged() const;

  std::string path_;
  int descriptor_ = -1;
  int64_t size_ = 0;
  timespec changed_{};
};

}  // namespace maacc
