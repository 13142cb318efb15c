#pragma once

#include <string>

namespace maacc {

// Says that this process writes a run file. Held on RUN.maacc.lock, because SQLite's own locks
// belong to the database file and are lost when anything else of the process closes it. The system
// drops the lock when the process dies, so the file left behind by a kill means nothing.
class WriterLock {
 public:
  // Throws Error{Usage} when another process (or another object of this one) writes the run,
  // Error{System} when the folder cannot be written.
  explicit WriterLock(const std::string& runPath);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

  static bool isHeld(const std::string& runPath);

 private:
  std::string lockPath_;
  int descriptor_ = -1;
};

}  // namespace maacc
