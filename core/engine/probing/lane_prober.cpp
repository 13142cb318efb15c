#include "core/engine/probing/lane_prober.h"

#include <algorithm>
#include <atomic>

#include "core/base/error.h"
#include "core/engine/probing/flip_prediction.h"
#include "core/engine/probing/probe_round.h"

namespace maacc {
namespace {

constexpr int64_t kCandidateBytes = 256LL << 20;
constexpr int64_t kFewestCandidates = 8;
constexpr int64_t kMostCandidates = 256;
constexpr int64_t kTilesPerGradient = 8;  // inputs that are differentiated together

// Rounds grow by this part of what was evaluated before: fewer rounds compute the original network
// less often, more rounds know the errors of the predictions better.
constexpr double kRoundGrowth = 0.5;
constexpr int64_t kLeastRound = 64;
constexpr int kMostOfACell = 32;  // pairs in a round after the first

int candidatesPerCell(int64_t cells) {
  const int64_t fitting = kCandidateBytes / (cells * static_cast<int64_t>(sizeof(FlipCandidate)));
  return static_cast<int>(std::clamp(fitting, kFewestCandidates, kMostCandidates));
}

class Probing {
 public:
  Probing(LaneSession& session,
          const MutationPlan& plan,
          const LogitGradients* gradients,
          std::span<const int64_t> mutants,
          const RunContext& context)
      : session_(session),
        context_(context),
        classes_(session.network().classCount()),
        rules_(session.network(), plan, session.options, session.traces, session.rechecked),
        pass_(PassBuilder(session.lanes, session.sensitivity, rules_, session.inputs.count())
                  .all(mutants)),
        forward_(session.lanes, pass_.layout),
        prediction_(session, pass_, gradients),
        shared_(session.passContext(pass_, rules_)),
        workers_(session.makeWorkers(shared_, pass_, forward_)),
        schedule_(static_cast<int64_t>(mutants.size()),
                  classes_,
                  candidatesPerCell(static_cast<int64_t>(mutants.size()) * classes_)),
        unsettled_(mutants.size() * static_cast<std::size_t>(classes_), 0) {
    const int64_t tiles = session.tilesPerBlock(pass_, forward_, prediction_.vectorsPerTile());
    block_ = session.allocateBlock(pass_, tiles);
    prediction_.reserve(block_->maxTiles());
  }

  std::optional<ProbeResult> run(const ProbeSettings& settings) {
    session_.bands.measure(pass_, forward_, shared_, workers_, context_);
    predict();
    if (context_.stopRequested()) {
      return std::nullopt;
    }
    closeSettled();
    probe(settings);
    if (context_.stopRequested()) {
      return std::nullopt;
    }
    return std::move(result());
  }

 private:
  void predict();
  void closeSettled();
  void probe(const ProbeSettings& settings);
  ProbeResult& result();

  int64_t& unsettled(int64_t slot, int c) {
    return unsettled_[static_cast<std::size_t>(slot * classes_ + c)];
  }

  LaneSession& session_;
  const RunContext& context_;
  const int classes_;
  const VerdictRules rules_;
  MutationPass pass_;
  const ForwardPlan forward_;
  FlipPrediction prediction_;
  const PassContext shared_;
  const std::vector<std::unique_ptr<TileEvaluation>> workers_;
  ProbeSchedule schedule_;
  std::vector<int64_t> unsettled_;  // [mutants][true classes] inputs
  std::unique_ptr<InputBlock> block_;
  ProbeResult result_;
};

void Probing::predict() {
  const auto mutants = static_cast<int64_t>(pass_.tasks.size());
  const std::span<const int32_t> order = session_.order;
  const auto step = static_cast<std::size_t>(block_->maxTiles() * kLanes);
  std::vector<LaneBuffer> logits;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    logits.emplace_back(classes_);
  }
  for (std::size_t first = 0; first < order.size() && context_.proceed(); first += step) {
    context_.report("prediction",
                    mutants * static_cast<int64_t>(first) / static_cast<int64_t>(order.size()),
                    mutants);
    block_->take(order.subspan(first, std::min(step, order.size() - first)));
    const auto tiles = static_cast<int64_t>(block_->tiles().size());
    session_.team.run(tiles, [&](int worker, int64_t tile) {
      block_->fill(forward_, tile, workers_[static_cast<std::size_t>(worker)]->buffers());
    });
    session_.team.run((tiles + kTilesPerGradient - 1) / kTilesPerGradient, [&](int, int64_t chunk) {
      const int64_t begin = chunk * kTilesPerGradient;
      prediction_.differentiate(*block_, begin, std::min(kTilesPerGradient, tiles - begin));
    });
    session_.team.run(mutants, [&](int worker, int64_t slot) {
      MutantTask& task = pass_.tasks[static_cast<std::size_t>(slot)];
      if (task.mayExitEarly && context_.proceed()) {
        prediction_.offer(task, slot, *block_, *workers_[static_cast<std::size_t>(worker)],
                          logits[static_cast<std::size_t>(worker)].data(), schedule_,
                          &unsettled(slot, 0));
      }
    });
  }
  context_.report("prediction", mutants, mutants);
  schedule_.sort();
}

// Classes that no unsettled input can kill.
void Probing::closeSettled() {
  const bool ofTrueClass = session_.options.criterion == KillCriterion::TrueClass;
  for (std::size_t i = 0; i < pass_.tasks.size(); ++i) {
    const auto slot = static_cast<int64_t>(i);
    if (!pass_.tasks[i].mayExitEarly) {
      continue;
    }
    int64_t all = 0;
    for (int c = 0; c < classes_; ++c) {
      all += unsettled(slot, c);
    }
    for (int c = 0; c < classes_; ++c) {
      const int64_t able = ofTrueClass ? unsettled(slot, c) : all - unsettled(slot, c);
      if (able == 0) {
        schedule_.close(slot, c);
      }
    }
  }
}

void Probing::probe(const ProbeSettings& settings) {
  ProbeRound round(session_, pass_, shared_, forward_, *block_, workers_, schedule_);
  ProbeProgress sum;
  for (int64_t count = static_cast<int64_t>(pass_.tasks.size()) * classes_;;
       count = std::max(kLeastRound, static_cast<int64_t>(kRoundGrowth * sum.evaluated))) {
    context_.report("probing", sum.evaluated, settings.pairs);
    const int perCell = result_.rounds.empty() ? 1 : kMostOfACell;
    const std::vector<Probe> probes = schedule_.next(
        std::min(count, settings.pairs - sum.evaluated), settings.largestUrgency, perCell);
    if (probes.empty() || !context_.proceed()) {
      break;
    }
    const ProbeRound::Outcome outcome = round.run(probes, context_);
    sum.evaluated += outcome.evaluated;
    sum.kills += outcome.kills;
    result_.counts.flops += outcome.flops;
    result_.rounds.push_back(sum);
  }
  context_.report("probing", settings.pairs, settings.pairs);
}

ProbeResult& Probing::result() {
  for (std::size_t i = 0; i < pass_.tasks.size(); ++i) {
    MutantTask& task = pass_.tasks[i];
    const auto slot = static_cast<int64_t>(i);
    ProbedMutant& mutant = result_.mutants.emplace_back();
    mutant.probed = task.evaluated > 0;
    mutant.undecided.resize(static_cast<std::size_t>(classes_), 0);
    mutant.urgency.resize(static_cast<std::size_t>(classes_), 0);
    bool decided = true;
    for (int c = 0; c < classes_ && task.record.status != MutantStatus::Error; ++c) {
      if (schedule_.isOpen(slot, c)) {
        mutant.undecided[static_cast<std::size_t>(c)] = 1;
        mutant.urgency[static_cast<std::size_t>(c)] =
            task.mayExitEarly ? static_cast<float>(schedule_.urgency(slot, c)) : 0.0F;
        decided = false;
      }
    }
    if (task.record.status == MutantStatus::Survived && decided && !mutant.probed) {
      task.record.proof = task.bounded > 0 ? Proof::Bound : Proof::Unchanged;
    }
    if (task.record.status == MutantStatus::Killed || !decided) {
      task.record.flippedInputs.reset();
    }
    mutant.record = std::move(task.record);
    result_.counts.pairsEvaluated += task.evaluated;
    result_.counts.pairsSettledByBound += task.bounded;
    result_.counts.pairsUnchanged += task.unchanged;
  }
  return result_;
}

}  // namespace

std::optional<ProbeResult> LaneProber::run(std::span<const int64_t> mutants,
                                           const ProbeSettings& settings,
                                           const RunContext& context) {
  MAACC_CHECK(session_.options.evidence == Evidence::Score && !mutants.empty());
  try {
    return Probing(session_, plan_, gradients_, mutants, context).run(settings);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::Device, "the memory to probe the mutants of " +
                                       session_.network().source() +
                                       " is not there; free some, or use fewer --threads");
  }
}

}  // namespace maacc
