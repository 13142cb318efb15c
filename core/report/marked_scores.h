#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/report/mutant_marks.h"
#include "core/report/run_scores.h"

namespace maacc {

// The scores of a run with the marked mutants left out of numerator and denominator. A mark never
// makes a kill. A mutant that is marked equivalent but killed contradicts its mark and stays in.
struct MarkedScores {
  int64_t equivalent = 0;    // left out
  int64_t ignored = 0;       // left out
  int64_t contradicted = 0;  // marked equivalent, but killed
  int64_t untested = 0;      // marked, but without a verdict: no score speaks of them yet
  RunScores scores;
  ScoreSummary summary;  // of what is left, planned as well

  int64_t leftOut() const { return equivalent + ignored; }
  bool any() const { return leftOut() + contradicted + untested > 0; }
};

struct MarkedMutant {
  int64_t mutant = -1;  // position in the plan
  MutantMark mark;
};
// Ascending; marks of mutants that are not in the plan are left out.
std::vector<MarkedMutant> findMarked(const MutationPlan& plan, const MutantMarks& marks);

// Null where the mutant is not marked.
const MutantMark* markOf(std::span<const MarkedMutant> marked, int64_t mutant);

// records: one per mutant. Where the score is an estimate, the marked share of the tested of a
// group is taken for the rest of it, as with mutants in error.
MarkedScores scoresWithoutMarked(const ScoreBasis& basis,
                                 std::span<const KillRecord> records,
                                 std::span<const MarkedMutant> marked);

// The same for a run that counts everything, in the time of the marks. all: of all records;
// records: those of marked mutants at least.
MarkedScores countWithoutMarked(const ScoreSummary& all,
                                std::span<const KillRecord> records,
                                std::span<const MarkedMutant> marked);

// "2 marked equivalent, 1 ignored left out; 1 marked equivalent is killed and stays in"
std::string markedText(const MarkedScores& scores);

}  // namespace maacc
