#pragma once

#include "app/maacc/standard_input_control.h"
#include "core/base/error.h"
#include "core/engine/device.h"
#include "core/store/run_values.h"

namespace maacc {

// Runs inference that can be paused and stopped from outside, and says an error as the output does.
// work: of the context, gives the RunState. Returns the exit code: 3 when it was stopped.
template <class Output, class Work>
int runSteered(Output& output, const Work& work) {
  constexpr int kStopped = 3;
  RunContext context;
  const StandardInputControl control(context);
  try {
    configureInference();
    output.start(context);
    return work(context) == RunState::Finished ? 0 : kStopped;
  } catch (const Error& error) {
    output.fail(error);
    return exitCode(error.code());
  }
}

}  // namespace maacc
