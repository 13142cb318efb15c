#include "core/engine/probing/probe_round.h"

#include <algorithm>

#include "core/engine/probing/flip_prediction.h"

namespace maacc {

class ProbeRound::Evaluation {
 public:
  Evaluation(ProbeRound& round, MutantTask& task, int worker, Outcome& outcome)
      : round_(round),
        task_(task),
        worker_(*round.workers_[static_cast<std::size_t>(worker)]),
        gather_(round.gathers_[static_cast<std::size_t>(worker)]),
        outcome_(outcome) {}

  void run(std::span<const Probe* const> probes) {
    for (const Probe* probe : probes) {
      const int32_t place = round_.placeInBlock_[static_cast<std::size_t>(probe->candidate.input)];
      if (place < 0 || !round_.schedule_.isOpen(probe->mutant, probe->classIndex)) {
        continue;
      }
      waiting_[gather_.lanes()] = probe;
      gather_.add(round_.block_.tiles()[static_cast<std::size_t>(place / kLanes)], place % kLanes);
      if (gather_.isFull()) {
        evaluate();
      }
    }
    if (gather_.lanes() > 0) {
      evaluate();
    }
  }

 private:
  void evaluate() {
    const LaneSession& session = round_.session_;
    const int64_t classes = session.network().classCount();
    const int lanes = gather_.lanes();
    const InputTile& tile = gather_.collect(task_.walk->plan);
    const float* logits = worker_.logits(task_, tile);
    LaneDecisions decisions;
    session.lanes.kernels().decide(logits, classes, decisions);
    const bool ofTrueClass = session.options.criterion == KillCriterion::TrueClass;
    for (int lane = 0; lane < lanes && !task_.finished; ++lane) {
      const Probe& probe = *waiting_[lane];
      round_.schedule_.observe(probe,
                               killMargin(logits, classes, lane, probe.classIndex, ofTrueClass));
      judge(probe.mutant, tile.positions[lane], tile.labels[lane], decisions.predicted[lane],
            decisions.margin[lane]);
    }
    outcome_.evaluated += lanes;
    task_.evaluated += lanes;
    outcome_.flops += lanes * task_.walk->plan.flops;
  }

  void judge(int64_t slot, int32_t position, int32_t label, int32_t predicted, float margin) {
    const VerdictRules& rules = round_.shared_.rules;
    const int openBefore = task_.openClasses;
    if (margin > static_cast<float>(task_.band * 1.0001)) {
      rules.count(task_, position, label, predicted);
    } else {
      const Decision decision = rules.recheck(task_, position);
      predicted = decision.predictedClass;
      rules.countRechecked(task_, position, label, decision);
    }
    if (task_.openClasses < openBefore) {
      outcome_.kills += 1;
      round_.schedule_.close(
          slot, round_.session_.options.criterion == KillCriterion::TrueClass ? label : predicted);
    }
  }

  ProbeRound& round_;
  MutantTask& task_;
  TileEvaluation& worker_;
  LaneGather& gather_;
  Outcome& outcome_;
  const Probe* waiting_[kLanes] = {};
};

ProbeRound::ProbeRound(LaneSession& session,
                       MutationPass& pass,
                       const PassContext& shared,
                       const ForwardPlan& forward,
                       InputBlock& block,
                       std::span<const std::unique_ptr<TileEvaluation>> workers,
                       ProbeSchedule& schedule)
    : session_(session),
      pass_(pass),
      shared_(shared),
      forward_(forward),
      block_(block),
      workers_(workers),
      schedule_(schedule),
      placeInBlock_(static_cast<std::size_t>(session.inputs.count()), -1) {
  for (std::size_t i = 0; i < workers.size(); ++i) {
    gathers_.emplace_back(pass.layout.vectors());
  }
}

// Inputs that many mutants ask for share blocks, so that walks there have many lanes.
void ProbeRound::orderInputs(std::span<const Probe> probes) {
  std::vector<int32_t> demand(placeInBlock_.size(), 0);
  for (const Probe& probe : probes) {
    ++demand[static_cast<std::size_t>(probe.candidate.input)];
  }
  inputs_.clear();
  for (std::size_t input = 0; input < demand.size(); ++input) {
    if (demand[input] > 0) {
      inputs_.push_back(static_cast<int32_t>(input));
    }
  }
  std::stable_sort(inputs_.begin(), inputs_.end(), [&](int32_t a, int32_t b) {
    return demand[static_cast<std::size_t>(a)] > demand[static_cast<std::size_t>(b)];
  });
}

ProbeRound::Outcome ProbeRound::run(std::span<const Probe> probes, const RunContext& context) {
  orderInputs(probes);
  std::vector<const Probe*> sorted;  // by mutant, then most urgent first
  std::vector<std::size_t> starts;   // of the mutants in it
  sorted.reserve(probes.size());
  for (const Probe& probe : probes) {
    if (sorted.empty() || sorted.back()->mutant != probe.mutant) {
      starts.push_back(sorted.size());
    }
    sorted.push_back(&probe);
  }
  starts.push_back(sorted.size());
  for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
    std::stable_sort(sorted.begin() + static_cast<std::ptrdiff_t>(starts[i]),
                     sorted.begin() + static_cast<std::ptrdiff_t>(starts[i + 1]),
                     [](const Probe* a, const Probe* b) {
                       return a->candidate.predictedMargin < b->candidate.predictedMargin;
                     });
  }
  std::vector<Outcome> outcomes(workers_.size());
  const auto step = static_cast<std::size_t>(block_.maxTiles() * kLanes);
  for (std::size_t first = 0; first < inputs_.size() && context.proceed(); first += step) {
    const auto chunk = std::span(inputs_).subspan(first, std::min(step, inputs_.size() - first));
    block_.take(chunk);
    session_.team.run(static_cast<int64_t>(block_.tiles().size()), [&](int worker, int64_t tile) {
      block_.fill(forward_, tile, workers_[static_cast<std::size_t>(worker)]->buffers());
    });
    for (std::size_t i = 0; i < chunk.size(); ++i) {
      placeInBlock_[static_cast<std::size_t>(chunk[i])] = static_cast<int32_t>(i);
    }
    session_.team.run(static_cast<int64_t>(starts.size()) - 1, [&](int worker, int64_t index) {
      const std::size_t begin = starts[static_cast<std::size_t>(index)];
      const std::size_t end = starts[static_cast<std::size_t>(index) + 1];
      MutantTask& task = pass_.tasks[static_cast<std::size_t>(sorted[begin]->mutant)];
      if (!task.finished && context.proceed()) {
        Evaluation(*this, task, worker, outcomes[static_cast<std::size_t>(worker)])
            .run(std::span(sorted).subspan(begin, end - begin));
      }
    });
    for (int32_t input : chunk) {
      placeInBlock_[static_cast<std::size_t>(input)] = -1;
    }
  }
  Outcome sum;
  for (const Outcome& outcome : outcomes) {
    sum.evaluated += outcome.evaluated;
    sum.kills += outcome.kills;
    sum.flops += outcome.flops;
  }
  return sum;
}

}  // namespace maacc
