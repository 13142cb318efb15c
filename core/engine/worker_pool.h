#pragma once

#include <cstdint>
#include <functional>

#include "core/base/run_context.h"
#include "core/engine/evaluator.h"

namespace maacc {

// Runs task(0) .. task(tasks - 1) on `threads` own threads, each with one torch thread and
// inference mode on, in ascending order of start. Between tasks the context is asked; a stop ends
// early. The first exception of a task ends all work and is thrown again here, errors of torch as
// Error.
void runWorkers(int threads,
                int64_t tasks,
                const RunContext& context,
                const std::function<void(int64_t)>& task);

}  // namespace maacc
