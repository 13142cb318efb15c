#include "core/base/error.h"

namespace maacc {

int exitCode(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::Usage:
    case ErrorCode::BadInput:
    case ErrorCode::Unsupported:
      return 2;
    case ErrorCode::Device:
    case ErrorCode::System:
      return 4;
  }
  return 4;
}

void failCheck(const char* expression, const char* file, int line) {
  throw std::logic_error(std::string("internal check failed: ") + expression + " at " + file + ":" +
                         std::to_string(line) + "; please report this");
}

}  // namespace maacc
