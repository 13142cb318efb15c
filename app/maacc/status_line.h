#pragma once

#include <mutex>
#include <string>

namespace maacc {

// One line on standard error that is redrawn on a terminal; elsewhere every line stays.
// Thread-safe.
class StatusLine {
 public:
  StatusLine();

  bool onTerminal() const { return onTerminal_; }
  void draw(const std::string& line);
  void note(const std::string& line);  // a line that stays
  void clear();

 private:
  void erase();

  bool onTerminal_;
  std::mutex mutex_;
  std::size_t drawn_ = 0;  // length of the line on the terminal
};

// "[#####...............]"
std::string progressBar(double share);

}  // namespace maacc
