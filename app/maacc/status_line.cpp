#include "app/maacc/status_line.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace maacc {

StatusLine::StatusLine() : onTerminal_(isatty(STDERR_FILENO) == 1) {}

void StatusLine::draw(const std::string& line) {
  const std::scoped_lock lock(mutex_);
  if (!onTerminal_) {
    std::cerr << line << std::endl;
    return;
  }
  const std::string padding(drawn_ > line.size() ? drawn_ - line.size() : 0, ' ');
  std::cerr << '\r' << line << padding << std::flush;
  drawn_ = line.size();
}

void StatusLine::note(const std::string& line) {
  const std::scoped_lock lock(mutex_);
  erase();
  std::cerr << line << std::endl;
}

void StatusLine::clear() {
  const std::scoped_lock lock(mutex_);
  erase();
}

void StatusLine::erase() {
  if (drawn_ > 0) {
    std::cerr << '\r' << std::string(drawn_, ' ') << '\r' << std::flush;
    drawn_ = 0;
  }
}

std::string progressBar(double share) {
  constexpr int kWidth = 20;
  const int filled = static_cast<int>(std::clamp(share, 0.0, 1.0) * kWidth);
  return "[" + std::string(static_cast<std::size_t>(filled), '#') +
         std::string(static_cast<std::size_t>(kWidth - filled), '.') + "]";
}

}  // namespace maacc
