#pragma once

#include <QtTest>
#include <string>

#include "core/base/error.h"

namespace maacc::test {

// Runs `action`; returns the Error it threw. Fails the test (and returns a System error) when it
// threw none.
template <class Action>
Error expectError(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  QTest::qFail("expected maacc::Error, but nothing was thrown", __FILE__, __LINE__);
  return {ErrorCode::System, "nothing was thrown"};
}

inline bool contains(const Error& error, const std::string& part) {
  const bool found = std::string(error.what()).find(part) != std::string::npos;
  if (!found) {
    qWarning("message was: %s", error.what());
  }
  return found;
}

}  // namespace maacc::test
