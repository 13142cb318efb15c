#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/analysis/score.h"
#include "core/report/marked_scores.h"
#include "core/store/run_file.h"
#include "ui/jobs/record_list.h"

namespace maacc {

// The part of a run file that does not change while the run goes on.
struct RunDescription {
  RunSettings settings;
  std::vector<LayerSummary> layers;
  Baseline baseline;
  MutationPlan plan;
  MutantSample sample;                     // without groups where every mutant is tested
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
  // Takes out a record that was added: its mutant gets a fuller one.
  void remove(const RunDescription& description, const KillRecord& record);

  ScoreSummary total() const;
  std::vector<GroupSummary> byLayer(const RunDescription& description) const;
  std::vector<GroupSummary> byOperator(const RunDescription& description) const;

 private:
  ScoreSummary* cellOf(const RunDescription& description, const KillRecord& record);

  size_t operators_ = 0;
  std::vector<ScoreSummary> cells_;  // [layer * operators_ + operator]
};

// The records of a run with their sums; knows which ones were replaced by fuller ones.
class RunRecords {
 public:
  RunRecords() = default;
  explicit RunRecords(const RunDescription& description);

  void add(const RunDescription& description, std::vector<KillRecord>&& records);

  // In the order in which they came; of several of one mutant the last one counts.
  const RecordList& all() const { return records_; }
  const RunTally& tally() const { return tally_; }
  int64_t flips() const { return flips_; }  // flipped inputs, where they were counted

 private:
  RecordList records_;
  std::vector<int64_t> recordOf_;  // by mutant, a position in records_; -1: none
  int64_t flips_ = 0;
  RunTally tally_;
};

// What scores are found from; a value for a pool thread, in the time of all records.
struct ScoreQuestion {
  std::shared_ptr<const RunDescription> run;
  RecordView records;             // of several of one mutant the last one counts
  std::vector<KillRecord> newer;  // those that came after them
  CellSample cells;
};
// Whether scores of the run are estimates, which are asked for as above; else they are those of its
// tally. Throws Error for settings that are not understood.
bool estimatesScores(const RunDescription& run);
RunScores findScores(const ScoreQuestion& question);
MarkedScores findScoresWithoutMarked(const ScoreQuestion& question,
                                     std::span<const MarkedMutant> marked);

}  // namespace maacc
