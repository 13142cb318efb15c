#pragma once

#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/maacc/progress_output.h"
#include "app/maacc/run_tally.h"
#include "app/maacc/ticker.h"

namespace maacc {

// One JSON object per line on standard output, as docs/engine_protocol.md says.
class JsonOutput : public ProgressOutput {
 public:
  explicit JsonOutput(std::string outPath);

  void start(const RunContext& context) override;
  void environmentKnown(const RunEnvironment& environment) override;
  void baselineKnown(const Baseline& baseline) override;
  void workPlanned(const PlannedWork& work) override;
  void cellsSampled(const CellSample& cells) override;
  void recordsStored(std::span<const KillRecord> records) override;
  void warned(const std::string& sentence) override;
  void finish(RunState state) override;
  void fail(const Error& error) override;

 private:
  void tick();
  void print(const nlohmann::ordered_json& event);

  std::string outPath_;
  RunContext context_;
  RunTally tally_;
  int classes_ = 0;
  std::string stage_;
  std::mutex mutex_;
  Ticker ticker_;
};

}  // namespace maacc
