#include "core/engine/probing/two_phases.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "core/analysis/cell_draw.h"
#include "core/base/error.h"
#include "core/engine/probing/lane_prober.h"

namespace maacc {
namespace {

// Probing ends where no open cell has a candidate within so many errors of a flip: on the networks
// of the paper nearly all kills are found far below, and what is left is better sampled.
constexpr double kLargestUrgency = 8;

bool isUndecided(const KillRecord& record, int32_t classIndex) {
  const auto c = static_cast<std::size_t>(classIndex);
  return c < record.undecided.size() && record.undecided[c] != 0;
}

bool hasAny(const ClassSet& set) {
  return std::any_of(set.begin(), set.end(), [](uint8_t member) { return member != 0; });
}

// A record before or after some classes were decided: status and counts say no more than is known.
void describeKnowledge(KillRecord& record) {
  if (!hasAny(record.undecided)) {
    record.undecided.clear();
    return;
  }
  record.flippedInputs.reset();
  if (record.status == MutantStatus::Survived) {
    record.status = MutantStatus::Undecided;
  }
}

KillRecord recordOf(ProbedMutant&& mutant) {
  KillRecord record = std::move(mutant.record);
  if (record.status != MutantStatus::Error) {
    record.undecided = std::move(mutant.undecided);
    describeKnowledge(record);
  }
  return record;
}

}  // namespace

TwoPhases::TwoPhases(std::shared_ptr<LaneSession> session,
                     const MutationPlan& plan,
                     const LogitGradients* gradients)
    : session_(std::move(session)),
      plan_(plan),
      gradients_(gradients),
      evaluator_(session_),
      inputsOfClass_(static_cast<std::size_t>(session_->network().classCount()), 0) {
  for (int32_t label : session_->inputs.labels) {
    ++inputsOfClass_[static_cast<std::size_t>(label)];
  }
}

std::optional<ProbedPlan> TwoPhases::probe(int64_t pairs,
                                           uint64_t seed,
                                           const RunContext& context) {
  std::vector<int64_t> mutants(plan_.mutants.size());
  std::iota(mutants.begin(), mutants.end(), 0);
  LaneProber prober(*session_, plan_, gradients_);
  std::optional<ProbeResult> result = prober.run(mutants, {pairs, kLargestUrgency}, context);
  if (!result) {
    return std::nullopt;
  }
  std::vector<int64_t> evaluated;
  std::vector<int64_t> kills;
  for (const ProbeProgress& round : result->rounds) {
    evaluated.push_back(round.evaluated);
    kills.push_back(round.kills);
  }
  ProbedPlan probed;
  std::vector<UndecidedCell> cells;
  for (ProbedMutant& mutant : result->mutants) {
    const std::vector<float> urgency = std::move(mutant.urgency);
    const KillRecord& record = probed.records.emplace_back(recordOf(std::move(mutant)));
    for (std::size_t c = 0; c < record.undecided.size(); ++c) {
      if (record.undecided[c] != 0) {
        cells.push_back({record.mutantIndex, static_cast<int32_t>(c), urgency[c]});
      }
    }
  }
  // Under the predicted class an input tells of all classes at once.
  const CellUnit unit =
      session_->options.criterion == KillCriterion::TrueClass ? CellUnit::Cell : CellUnit::Mutant;
  probed.sample = drawCells(cells, unit, expectedKills(evaluated, kills), seed);
  probed.counts = result->counts;
  return probed;
}

int64_t TwoPhases::mostPairs(int32_t classIndex) const {
  return session_->options.criterion == KillCriterion::TrueClass
             ? inputsOfClass_[static_cast<std::size_t>(classIndex)]
             : session_->inputs.count();
}

std::vector<PartialVerdict> TwoPhases::choose(const CellSample& sample,
                                              std::span<const KillRecord> records,
                                              int64_t pairs,
                                              bool atLeastOne) const {
  const bool ofTrueClass = session_->options.criterion == KillCriterion::TrueClass;
  std::map<int64_t, ClassSet> asked;  // by mutant
  for (const CellSample::Cell& cell : sample.cells) {
    const KillRecord& record = records[static_cast<std::size_t>(cell.mutantIndex)];
    const auto known = asked.find(cell.mutantIndex);
    if (!isUndecided(record, cell.classIndex) || (known != asked.end() && !ofTrueClass)) {
      continue;
    }
    const int64_t cost = mostPairs(cell.classIndex);
    if (cost > pairs && !(atLeastOne && asked.empty())) {
      break;
    }
    pairs -= cost;
    ClassSet& classes = asked[cell.mutantIndex];
    if (ofTrueClass) {
      classes.resize(record.undecided.size(), 0);
      classes[static_cast<std::size_t>(cell.classIndex)] = 1;
    } else {
      classes = record.undecided;
    }
  }
  std::vector<PartialVerdict> verdicts;
  verdicts.reserve(asked.size());
  for (auto& [mutant, classes] : asked) {
    verdicts.push_back({records[static_cast<std::size_t>(mutant)], std::move(classes)});
  }
  return verdicts;
}

int64_t TwoPhases::decide(const CellSample& sample,
                          std::span<const KillRecord> records,
                          int64_t pairs,
                          bool atLeastOne,
                          const RunContext& context,
                          const Evaluator::Sink& sink) {
  MAACC_CHECK(records.size() == plan_.mutants.size());
  std::vector<PartialVerdict> verdicts = choose(sample, records, pairs, atLeastOne);
  for (PartialVerdict& verdict : verdicts) {
    if (verdict.known.status == MutantStatus::Undecided) {
      verdict.known.status = MutantStatus::Survived;  // so far
    }
  }
  const auto count = static_cast<int64_t>(verdicts.size());
  evaluator_.decide(plan_, verdicts, context, {0, count}, [&](KillRecord record) {
    const auto verdict = std::lower_bound(verdicts.begin(), verdicts.end(), record.mutantIndex,
                                          [](const PartialVerdict& entry, int64_t wanted) {
                                            return entry.known.mutantIndex < wanted;
                                          });
    record.proof = Proof::None;  // probing evaluated inputs before
    if (record.status != MutantStatus::Error) {
      record.undecided = verdict->known.undecided;
      for (std::size_t c = 0; c < record.undecided.size(); ++c) {
        record.undecided[c] = record.undecided[c] != 0 && verdict->asked[c] == 0 ? 1 : 0;
      }
      describeKnowledge(record);
    }
    sink(std::move(record));
  });
  return count;
}

}  // namespace maacc
