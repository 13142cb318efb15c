#include "app/maacc/standard_input_control.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr char kSignalled = 's';
constexpr char kDone = 'd';

std::atomic<int> signalPipe{-1};

void onSignal(int /*signal*/) {
  const int pipe = signalPipe;
  if (pipe >= 0) {
    [[maybe_unused]] const ssize_t written = write(pipe, &kSignalled, 1);
  }
}

void stopOn(int signal) {
  struct sigaction action = {};
  action.sa_handler = onSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(signal, &action, nullptr);
}

}  // namespace

StandardInputControl::StandardInputControl(RunContext context) : context_(std::move(context)) {
  MAACC_CHECK(pipe2(wake_.data(), O_CLOEXEC) == 0);
  signalPipe = wake_[1];
  stopOn(SIGTERM);
  stopOn(SIGINT);
  // In the background of a terminal, reading must fail rather than stop the process.
  std::signal(SIGTTIN, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  thread_ = std::thread([this] { listen(); });
}

StandardInputControl::~StandardInputControl() {
  signalPipe = -1;
  [[maybe_unused]] const ssize_t written = write(wake_[1], &kDone, 1);
  thread_.join();
  close(wake_[0]);
  close(wake_[1]);
}

void StandardInputControl::obey(const std::string& line) {
  if (line == "pause") {
    context_.requestPause();
  } else if (line == "resume") {
    context_.resume();
  } else if (line == "stop") {
    context_.requestStop();
  }
}

void StandardInputControl::listen() {
  std::array<pollfd, 2> sources = {pollfd{wake_[0], POLLIN, 0}, pollfd{STDIN_FILENO, POLLIN, 0}};
  std::string line;
  for (;;) {
    if (poll(sources.data(), sources.size(), -1) < 0) {
      continue;  // EINTR
    }
    if ((sources[0].revents & POLLIN) != 0) {
      char byte = 0;
      if (read(wake_[0], &byte, 1) == 1 && byte == kDone) {
        return;
      }
      context_.requestStop();
    }
    if (sources[1].revents != 0) {
      std::array<char, 256> buffer{};
      const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
      if (count <= 0) {
        sources[1].fd = -1;  // closed: go on without
        continue;
      }
      for (ssize_t i = 0; i < count; ++i) {
        const char c = buffer[static_cast<std::size_t>(i)];
        if (c == '\n') {
          obey(line);
          line.clear();
        } else if (c != '\r' && line.size() < 64) {
          line += c;
        }
      }
    }
  }
}

}  // namespace maacc
