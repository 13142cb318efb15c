#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/analysis/score.h"
#include "core/store/run_file.h"

namespace maacc {

// The part of a run file that does not change while the run goes on.
struct RunDescription {
  RunSettings settings;
  std::vector<LayerSummary> layers;
  Baseline baseline;
  MutationPlan plan;
  std::vector<std::string> weightedNames;  // by weighted layer
  std::vector<std::string> operatorTexts;  // distinct ones, in order of first use
  std::vector<uint16_t> operatorOf;        // per mutant, a position in operatorTexts
};

// Fills the derived members.
void indexDescription(RunDescription& description);

// Scores per (layer, operator), added up record by record, so that a live run costs what is new and
// not what is there.
class RunTally {
 public:
  RunTally() = default;
  explicit RunTally(const RunDescription& description);

  void add(const RunDescription& description, std::span<const KillRecord> records);

  ScoreSummary total() const;
  std::vector<GroupSummary> byLayer(const RunDescription& description) const;
  std::vector<GroupSummary> byOperator(const RunDescription& description) const;

 private:
  size_t operators_ = 0;
  std::vector<ScoreSummary> cells_;  // [layer * operators_ + operator]
};

}  // namespace maacc
