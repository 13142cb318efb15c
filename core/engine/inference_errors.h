#pragma once

#include <functional>
#include <string>

namespace maacc {

// The device, or the host, had too little memory for one batch: the caller may try a smaller one.
struct OutOfMemory {
  std::string message;
};

// Runs `action`; an exception of torch becomes Error{Device} with its first line, or OutOfMemory.
void translatingTorchErrors(const std::function<void()>& action);

}  // namespace maacc
