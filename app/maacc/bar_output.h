#pragma once

#include <string>

#include "app/maacc/progress_output.h"
#include "app/maacc/run_tally.h"
#include "app/maacc/status_line.h"
#include "app/maacc/ticker.h"

namespace maacc {

// One line on standard error that is redrawn on a terminal, or a line every few seconds elsewhere;
// the summary goes to standard output at the end.
class BarOutput : public ProgressOutput {
 public:
  explicit BarOutput(std::string outPath);

  void start(const RunContext& context) override;
  void baselineKnown(const Baseline& baseline) override;
  void workPlanned(const PlannedWork& work) override;
  void cellsSampled(const CellSample& cells) override;
  void recordsStored(std::span<const KillRecord> records) override;
  void warned(const std::string& sentence) override;
  void finish(RunState state) override;
  void fail(const Error& error) override;

 private:
  virtual void draw(const std::string& line);

  void tick();
  std::string statusLine() const;
  void note(const std::string& line);  // a line that stays

  std::string outPath_;
  RunContext context_;
  RunTally tally_;
  int classes_ = 0;
  int64_t planned_ = 0;  // mutants to test; 0: no run file is there
  StatusLine line_;
  Ticker ticker_;
};

}  // namespace maacc
