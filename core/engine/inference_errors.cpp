#include "core/engine/inference_errors.h"

#include <algorithm>
#include <cctype>
#include <new>

#include "core/base/error.h"
#include "core/engine/torch_headers.h"

namespace maacc {
namespace {

bool saysOutOfMemory(std::string message) {
  std::transform(message.begin(), message.end(), message.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return message.find("out of memory") != std::string::npos ||
         message.find("can't allocate memory") != std::string::npos ||
         message.find("not enough memory") != std::string::npos;
}

}  // namespace

void translatingTorchErrors(const std::function<void()>& action) {
  try {
    action();
  } catch (const c10::Error& error) {
    const std::string full = error.what_without_backtrace();
    const std::string message = full.substr(0, full.find('\n'));
    if (saysOutOfMemory(message)) {
      throw OutOfMemory("there is too little memory for the batch (" + message +
                        "); try a smaller --batch-size, --limit-inputs or --device cpu");
    }
    throw Error(ErrorCode::Device,
                "libtorch failed: " + message + "; what was computed is kept, try --device cpu");
  } catch (const std::bad_alloc&) {
    throw OutOfMemory(
        "the memory of this machine is used up; close other programs, or use --limit-inputs");
  }
}

}  // namespace maacc
