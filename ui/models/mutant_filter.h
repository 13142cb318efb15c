#pragma once

#include <QString>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/report/mutant_marks.h"
#include "ui/jobs/run_data.h"
#include "ui/models/class_kills.h"
#include "ui/verdict.h"

namespace maacc {

// What a person said about a mutant, or nothing.
enum class MarkState : uint8_t { Unmarked, Equivalent, Ignored };
inline constexpr int kMarkStateCount = 3;
MarkState markState(MarkKind kind);
QString markText(MarkState state);  // "Equivalent"; empty for Unmarked

// Which mutants to show. Classes and rates are by the run's own kill criterion.
struct MutantFilter {
  std::array<bool, kVerdictCount> verdicts{true, true, true, true, true};
  std::array<bool, kMarkStateCount> marks{true, true, true};
  int weightedLayer = -1;  // -1: all
  int operatorIndex = -1;  // position in RunDescription::operatorTexts; -1: all
  int group = -1;          // position in RunDescription::sample.groups; -1: all
  int killedClass = -1;    // only mutants that kill this class; -1: all
  // Share of the classes that the mutant kills, in percent, both included. Mutants without a
  // verdict have none, and are shown only where the range is everything.
  int lowestRate = 0;
  int highestRate = 100;
  QString text;  // words, each in the mutant's id or its layer's name, without regard to case
  bool operator==(const MutantFilter&) const = default;

  bool isEverything() const { return *this == MutantFilter(); }
  bool everyRate() const { return lowestRate <= 0 && highestRate >= 100; }
};

// How many mutants each choice of a filter would show, with the other filters as they are.
struct FilterCounts {
  std::array<int64_t, kVerdictCount> byVerdict{};
  std::array<int64_t, kMarkStateCount> byMark{};
  std::vector<int64_t> byLayer;
  std::vector<int64_t> byOperator;
  std::vector<int64_t> byGroup;
  std::vector<int64_t> byKilledClass;  // empty beyond 64 classes
  int64_t anyRate = 0;                 // with every rate
};

// What filters ask of every mutant, in columns: a million mutants are looked through in
// milliseconds.
class MutantColumns {
 public:
  MutantColumns() = default;
  explicit MutantColumns(const RunDescription& description);

  size_t size() const { return verdicts_.size(); }
  // position: among the records of the run.
  void setRecord(size_t mutant, const KillRecord& record, int32_t position);
  void setMark(size_t mutant, MarkState state) { marks_[mutant] = state; }
  void clearMarks();

  Verdict verdict(size_t mutant) const { return verdicts_[mutant]; }
  MarkState mark(size_t mutant) const { return marks_[mutant]; }
  const ClassKills& kills() const { return kills_; }                  // by the run's criterion
  int32_t recordOf(size_t mutant) const { return records_[mutant]; }  // -1: untested
  int32_t flipped(size_t mutant) const { return flipped_[mutant]; }   // -1: not counted
  // Classes; -1: no verdict under the criterion.
  int32_t killed(size_t mutant, KillCriterion criterion) const {
    return (criterion == KillCriterion::TrueClass ? killedTrue_ : killedPredicted_)[mutant];
  }
  int group(size_t mutant) const { return groups_.empty() ? -1 : groups_[mutant]; }

  // Those of `order` that fit, in that order. counts: of all choices.
  std::vector<uint32_t> select(const MutantFilter& filter,
                               std::span<const uint32_t> order,
                               FilterCounts& counts) const;

 private:
  enum Part : unsigned {
    Status = 1,
    Mark = 2,
    Layer = 4,
    Op = 8,
    Group = 16,
    Class = 32,
    Rate = 64,
    AllParts = 127
  };
  struct Words;

  bool matches(size_t mutant, const Words& words) const;
  bool rateFits(size_t mutant, const MutantFilter& filter) const;
  unsigned misses(size_t mutant, const MutantFilter& filter) const;  // Parts that do not fit
  void count(size_t mutant, unsigned parts, FilterCounts& counts) const;

  int classes_ = 0;
  KillCriterion criterion_ = KillCriterion::TrueClass;
  size_t operators_ = 0;
  size_t groupCount_ = 0;
  std::vector<std::string> layerNames_;  // lower case
  std::vector<uint16_t> layers_;
  std::vector<uint16_t> ops_;
  std::vector<int32_t> groups_;  // empty without groups; -1: in none
  std::vector<Verdict> verdicts_;
  std::vector<MarkState> marks_;
  std::vector<int32_t> records_;
  std::vector<int32_t> flipped_;
  std::vector<int32_t> killedTrue_;
  std::vector<int32_t> killedPredicted_;
  ClassKills kills_;
  std::string ids_;  // lower case, one after the other
  std::vector<uint32_t> idEnds_;
};

}  // namespace maacc
