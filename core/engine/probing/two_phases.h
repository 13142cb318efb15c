#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/analysis/cell_sample.h"
#include "core/engine/incremental/lane_evaluator.h"
#include "core/engine/probing/logit_gradients.h"

namespace maacc {

// What probing every mutant gives: a record of each, with the classes that are still undecided, and
// in which order these are to be decided.
struct ProbedPlan {
  std::vector<KillRecord> records;  // by plan position
  CellSample sample;                // all undecided cells
  EvaluationCounts counts;
};

// Both phases of a two-phase run, on the CPU. Phase one runs every mutant of the plan on the inputs
// that are most likely to flip; phase two decides undecided cells, those likeliest to be killed
// over-represented, as far as the work goes. Every kill found is a verdict. Needs evidence Score.
class TwoPhases {
 public:
  // gradients: null for the order of the original margins. Keeps references.
  TwoPhases(std::shared_ptr<LaneSession> session,
            const MutationPlan& plan,
            const LogitGradients* gradients);

  // Evaluates at most `pairs` pairs. Absent once the context wants a stop.
  std::optional<ProbedPlan> probe(int64_t pairs, uint64_t seed, const RunContext& context);

  // Decides the next undecided cells of the sample that together cost at most `pairs` pairs, or the
  // very next one where `atLeastOne`. records: of all mutants by plan position. The sink gets the
  // fuller records, which stand for the earlier ones. Returns how many mutants it took on: 0 where
  // nothing is left that costs so little.
  int64_t decide(const CellSample& sample,
                 std::span<const KillRecord> records,
                 int64_t pairs,
                 bool atLeastOne,
                 const RunContext& context,
                 const Evaluator::Sink& sink);

  // Of decide().
  EvaluationCounts counts() const { return evaluator_.counts(); }

 private:
  std::vector<PartialVerdict> choose(const CellSample& sample,
                                     std::span<const KillRecord> records,
                                     int64_t pairs,
                                     bool atLeastOne) const;
  int64_t mostPairs(int32_t classIndex) const;  // that deciding a cell can cost

  std::shared_ptr<LaneSession> session_;
  const MutationPlan& plan_;
  const LogitGradients* gradients_;
  LaneEvaluator evaluator_;
  std::vector<int64_t> inputsOfClass_;
};

}  // namespace maacc
