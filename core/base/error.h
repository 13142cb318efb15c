#pragma once

#include <stdexcept>
#include <string>

namespace maacc {

// What kind of thing went wrong; exitCode() maps it to the command line's exit status.
enum class ErrorCode {
  Usage,        // an option or a combination of options is wrong
  BadInput,     // a model, data set or run file is damaged, foreign or does not fit
  Unsupported,  // the file is sound, but holds something this program does not do (named in the
                // message)
  Device,       // a GPU or a library of the machine failed
  System,       // disk full, out of memory, output cannot be written
};

// Something a person can fix. The message is one sentence that names the file, the layer and the
// shapes and says what to do. Errors of HDF5, SQLite, libzip and torch are translated to this where
// they are called.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

// 2 for usage and bad input, 4 for device and system failures.
int exitCode(ErrorCode code) noexcept;

// Throws std::logic_error: a bug in this program, not the user's mistake.
[[noreturn]] void failCheck(const char* expression, const char* file, int line);

}  // namespace maacc

#define MAACC_CHECK(expression) \
  ((expression) ? static_cast<void>(0) : ::maacc::failCheck(#expression, __FILE__, __LINE__))
