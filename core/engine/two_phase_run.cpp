#include "core/engine/two_phase_run.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/analysis/cell_estimate.h"
#include "core/base/error.h"
#include "core/engine/probing/two_phases.h"
#include "core/engine/record_writer.h"
#include "core/engine/run_counts.h"
#include "core/engine/stage_clock.h"
#include "core/engine/torch_logit_gradients.h"

namespace maacc {
namespace {

// Of the budget; sampling what is left undecided takes the rest.
constexpr double kProbedShare = 0.8;

// A derivative of every logit by every mutated unit costs as many backward passes as there are
// classes; beyond these the order of the margins is the better bargain.
constexpr int kMostDifferentiatedClasses = 64;

std::unique_ptr<LogitGradients> makeGradients(const TwoPhaseRun& run) {
  const bool few = run.network.classCount() <= kMostDifferentiatedClasses;
  const ProbeOrder order = run.reduction.probeOrder;
  const bool wanted = order == ProbeOrder::FirstOrder || (order == ProbeOrder::Automatic && few);
  return wanted ? makeTorchLogitGradients(run.network, run.inputs) : nullptr;
}

class TwoPhaseSession {
 public:
  explicit TwoPhaseSession(const TwoPhaseRun& run)
      : run_(run),
        clock_(run.context),
        gradients_(run.file.recordCount() == 0 ? makeGradients(run) : nullptr),
        phases_(std::make_shared<LaneSession>(run.network, run.inputs, run.options),
                run.plan,
                gradients_.get()) {}

  // False once the context wants a stop.
  bool probe();
  bool decide();

 private:
  int64_t budgetPairs() const;
  int64_t evaluatedPairs() const;
  bool isKnownWell(const CellSample& sample) const;
  void decideSome(const CellSample& sample, int64_t pairs, bool atLeastOne);

  const TwoPhaseRun& run_;
  StageClock clock_;
  const std::unique_ptr<LogitGradients> gradients_;
  TwoPhases phases_;
  std::vector<KillRecord> records_;  // by plan position
  int64_t taken_ = 0;                // mutants of the last batch
  EvaluationCounts stored_;          // of phases_, those that the file has
};

int64_t TwoPhaseSession::budgetPairs() const {
  const double all =
      static_cast<double>(run_.plan.mutants.size()) * static_cast<double>(run_.inputs.count());
  return std::max<int64_t>(1, std::llround(run_.reduction.budget * all));
}

int64_t TwoPhaseSession::evaluatedPairs() const {
  for (const WorkCount& count : run_.file.counts()) {
    if (count.name == "pairs_evaluated") {
      return count.value;
    }
  }
  return 0;
}

bool TwoPhaseSession::probe() {
  const auto pairs = static_cast<int64_t>(kProbedShare * static_cast<double>(budgetPairs()));
  std::optional<ProbedPlan> probed = phases_.probe(pairs, run_.reduction.seed, run_.context);
  if (!probed) {
    return false;
  }
  // The records last: while there are none, the next session probes again.
  run_.file.setCellSample(probed->sample);
  run_.file.append(probed->records);
  stored_ = phases_.counts();
  probed->counts.pairsRecheckedFloat64 = stored_.pairsRecheckedFloat64;
  addCounts(run_.file, probed->counts);
  run_.file.addTime("probing", clock_.lap());
  return true;
}

bool TwoPhaseSession::isKnownWell(const CellSample& sample) const {
  const CellCounts counts =
      countCells(records_, sample, run_.options.criterion, run_.network.classCount());
  if (counts.cells == 0) {
    return true;
  }
  const ScoreEstimate estimate = estimateCells(counts, run_.reduction.confidence);
  return (estimate.high - estimate.low) / 2 <= run_.reduction.tolerance;
}

void TwoPhaseSession::decideSome(const CellSample& sample, int64_t pairs, bool atLeastOne) {
  RecordWriter writer(run_.file, run_.observer, RecordWriter::Mode::Replace);
  taken_ =
      phases_.decide(sample, records_, pairs, atLeastOne, run_.context, [&](KillRecord record) {
        records_[static_cast<std::size_t>(record.mutantIndex)] = record;
        writer.add(std::move(record));
      });
  writer.flush();
  const EvaluationCounts all = phases_.counts();
  addCounts(run_.file, countsSince(stored_, all));
  stored_ = all;
  run_.file.addTime("mutants", clock_.lap());
}

bool TwoPhaseSession::decide() {
  const CellSample sample = run_.file.cellSample();
  run_.observer.cellsSampled(sample);
  records_ = run_.file.records();
  MAACC_CHECK(records_.size() == run_.plan.mutants.size());
  run_.observer.recordsStored(records_);
  const bool toPrecision = run_.reduction.tolerance > 0;
  const int64_t budget = budgetPairs();
  do {
    const int64_t left = budget - evaluatedPairs();
    if (toPrecision ? isKnownWell(sample) : left <= 0) {
      return true;
    }
    // Towards a precision in steps of the budget, so that not much more is decided than needed.
    decideSome(sample, toPrecision ? std::max<int64_t>(1, budget / 4) : left, toPrecision);
    if (run_.context.stopRequested()) {
      return false;
    }
  } while (taken_ > 0);
  return true;
}

}  // namespace

void checkTwoPhases(const AnalysisRequest& request) {
  if (request.evaluator != "incremental") {
    throw Error(ErrorCode::Usage,
                "the strategy two-phase needs the incremental evaluator; leave out --evaluator");
  }
  if (request.evidence != Evidence::Score) {
    throw Error(ErrorCode::Usage,
                "the strategy two-phase looks at few inputs of every mutant, so that it cannot "
                "tell all that flip; leave out --evidence or choose another --strategy");
  }
  if (request.device != "auto" && parseDevice(request.device).kind != DeviceKind::Cpu) {
    throw Error(ErrorCode::Usage,
                "the strategy two-phase runs on the CPU; leave out --device " + request.device);
  }
}

bool runTwoPhases(const TwoPhaseRun& run) {
  TwoPhaseSession session(run);
  return (run.file.recordCount() > 0 || session.probe()) && session.decide();
}

}  // namespace maacc
