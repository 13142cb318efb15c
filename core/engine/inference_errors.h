#pragma once

#include <functional>
#include <string>

#include "core/base/error.h"

namespace maacc {

// The device, or the host, had too little memory for one batch: the caller may try a smaller one.
class OutOfMemory : public Error {
 public:
  explicit OutOfMemory(const std::string& message) : Error(ErrorCode::Device, message) {}
};

// Runs `action`; an exception of torch becomes Error{Device} with its first line, or OutOfMemory.
void translatingTorchErrors(const std::function<void()>& action);

}  // namespace maacc
