#pragma once

#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/engine/analysis_run.h"

namespace maacc {

// Shows a run while it goes on: as a bar for people, as JSON lines (docs/engine_protocol.md), or
// not at all.
class ProgressOutput : public AnalysisObserver {
 public:
  virtual void start(const RunContext& context) = 0;
  virtual void finish(RunState state) = 0;
  virtual void fail(const Error& error) = 0;
};

// kind: "bar", "json" or "none". outPath: the run file, for the closing lines.
std::unique_ptr<ProgressOutput> makeProgressOutput(const std::string& kind,
                                                   const std::string& outPath);

}  // namespace maacc
