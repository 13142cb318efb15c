#pragma once

#include <array>
#include <thread>

#include "core/base/run_context.h"

namespace maacc {

// Lets people and programs steer a run: the lines pause, resume and stop on standard input, SIGTERM
// and SIGINT as stop (a second signal ends the process at once). One per process; works while the
// object lives.
class StandardInputControl {
 public:
  explicit StandardInputControl(RunContext context);
  ~StandardInputControl();
  StandardInputControl(const StandardInputControl&) = delete;
  StandardInputControl& operator=(const StandardInputControl&) = delete;

 private:
  void listen();
  void obey(const std::string& line);

  RunContext context_;
  std::array<int, 2> wake_{-1, -1};  // pipe: a byte from the signal handler or the destructor
  std::thread thread_;
};

}  // namespace maacc
