#pragma once

#include <memory>
#include <vector>

#include "core/base/run_context.h"
#include "core/engine/incremental/band_probes.h"
#include "core/engine/incremental/worker_team.h"
#include "core/engine/pairs/pair_pass.h"
#include "core/engine/pairs/pair_walk.h"

namespace maacc {

// How far a device's float32 logits can be trusted (docs/verdicts.md): measured against float64 on
// inputs spread over the test set, for the original network and for mutants on one or two of them.
class PairBands {
 public:
  // Keeps references. team: does the float64 part.
  PairBands(PairNetwork& network,
            const CorrectInputs& inputs,
            ReferenceTraces& traces,
            WorkerTeam& team);

  // Sets the band of every mutant of a group. pairs: per batch. changes: the group's.
  void measure(PairGroup& group,
               const UnitChanges& changes,
               int64_t pairs,
               const VerdictRules& rules,
               const RunContext& context);

  // Before the first group of a pass: keeps what the pass reads for the probe inputs.
  void fill(const PairPass& pass);
  void clear() { block_.clear(); }

 private:
  struct Probe {
    std::size_t group = 0;  // of the band groups
    int64_t mutant = 0;
    std::size_t input = 0;  // among the probe inputs
  };
  std::vector<Probe> probesOf(const std::vector<BandGroup>& bands) const;
  std::vector<float> logitsOf(std::span<const Probe> probes,
                              const Suffix& suffix,
                              const UnitChanges& changes);

  PairNetwork& network_;
  WorkerTeam& team_;
  std::vector<int32_t> positions_;
  std::vector<std::shared_ptr<const ReferenceTrace>> exact_;
  KeptBlock block_;
  double originalError_ = 0;
};

}  // namespace maacc
