#include "core/engine/pairs/pair_bands.h"

#include <algorithm>

#include "core/engine/verdict_band.h"

namespace maacc {
namespace {

constexpr int64_t kProbeInputs = 16;

}  // namespace

PairBands::PairBands(PairNetwork& network,
                     const CorrectInputs& inputs,
                     ReferenceTraces& traces,
                     WorkerTeam& team)
    : network_(network), team_(team), block_(network.torch(), inputs) {
  for (int64_t position : spreadPositions(inputs.count(), kProbeInputs)) {
    positions_.push_back(static_cast<int32_t>(position));
  }
  exact_.resize(positions_.size());
  team_.run(static_cast<int64_t>(positions_.size()), [&](int, int64_t i) {
    exact_[static_cast<std::size_t>(i)] = traces.at(positions_[static_cast<std::size_t>(i)]);
  });
  const LayerId last = network.torch().network().logitsLayer();
  block_.fill(positions_, {{last, false}});
  const at::Tensor logits = block_.output(last).to(at::kCPU).contiguous();
  for (std::size_t i = 0; i < exact_.size(); ++i) {
    originalError_ =
        std::max(originalError_,
                 largestError(logits.data_ptr<float>() + static_cast<int64_t>(i) * logits.size(1),
                              1, exact_[i]->logits()));
  }
}

void PairBands::fill(const PairPass& pass) { block_.fill(positions_, pass.kept); }

std::vector<float> PairBands::logitsOf(std::span<const Probe> probes,
                                       const Suffix& suffix,
                                       const UnitChanges& changes) {
  std::vector<int64_t> rows;
  for (const Probe& probe : probes) {
    rows.push_back(probe.mutant);
  }
  for (const Probe& probe : probes) {
    rows.push_back(static_cast<int64_t>(probe.input));
  }
  const auto count = static_cast<int64_t>(probes.size());
  const at::Tensor onDevice = at::from_blob(rows.data(), {2, count}, at::kLong)
                                  .to(network_.torch().options().device(), at::kLong, false, true);
  PairWalk walk(network_, suffix, block_, changes, {onDevice.select(0, 0), onDevice.select(0, 1)});
  walk.changedPairs();
  const at::Tensor logits = walk.logits().to(at::kCPU).contiguous();
  const auto* values = logits.data_ptr<float>();
  return {values, values + logits.numel()};
}

std::vector<PairBands::Probe> PairBands::probesOf(const std::vector<BandGroup>& bands) const {
  std::vector<Probe> probes;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    for (std::size_t mutant : bands[i].measured) {
      for (std::size_t input : bandProbes(network_.torch().network(), positions_.size())) {
        probes.push_back({i, static_cast<int64_t>(mutant), input});
      }
    }
  }
  return probes;
}

void PairBands::measure(PairGroup& group,
                        const UnitChanges& changes,
                        int64_t pairs,
                        const VerdictRules& rules,
                        const RunContext& context) {
  std::vector<const Mutant*> mutants;
  for (const OpenMutant& mutant : group.mutants) {
    mutants.push_back(mutant.mutant);
  }
  const std::vector<BandGroup> bands = bandGroups(rules.network(), mutants);
  const std::vector<Probe> probes = probesOf(bands);
  const auto classes = static_cast<std::size_t>(rules.network().classCount());
  std::vector<double> errors(probes.size());
  const auto step = static_cast<std::size_t>(pairs);
  for (std::size_t first = 0; first < probes.size() && context.proceed(); first += step) {
    const auto batch = std::span(probes).subspan(first, std::min(step, probes.size() - first));
    const std::vector<float> logits = logitsOf(batch, *group.suffix, changes);
    team_.run(static_cast<int64_t>(batch.size()), [&](int, int64_t task) {
      const auto i = static_cast<std::size_t>(task);
      const auto mutant = static_cast<std::size_t>(batch[i].mutant);
      errors[first + i] =
          largestError(logits.data() + i * classes, 1,
                       exact_[batch[i].input]->logitsAfter(rules.exactChanges(*mutants[mutant])));
    });
  }
  std::vector<double> largest(bands.size(), originalError_);
  for (std::size_t i = 0; i < probes.size(); ++i) {
    largest[probes[i].group] = std::max(largest[probes[i].group], errors[i]);
  }
  for (std::size_t i = 0; i < bands.size(); ++i) {
    for (std::size_t member : bands[i].members) {
      group.mutants[member].band = kBandSafety * 2 * largest[i];
    }
  }
}

}  // namespace maacc
