#include "core/engine/pairs/pair_pass.h"

#include <algorithm>

#include "core/engine/incremental/pass_size.h"

namespace maacc {
namespace {

constexpr int64_t kWeightsPerPass = 32LL << 20;  // of replaced units
constexpr std::size_t kLeastMutants = 256;       // enough for batches, where there are so many

}  // namespace

PairPassBuilder::PairPassBuilder(const VerdictRules& rules,
                                 int64_t inputs,
                                 int devices,
                                 double leastFlopsPerPass,
                                 std::span<const int64_t> mutants)
    : rules_(rules),
      finite_(rules.network()),
      inputs_(inputs),
      devices_(devices),
      leastFlopsPerPass_(leastFlopsPerPass),
      remaining_(mutants) {}

std::size_t PairPassBuilder::mostMutants() const {
  std::size_t most = remaining_.size();
  if (devices_ > 1) {
    const auto devices = static_cast<std::size_t>(devices_);
    const std::size_t share = (most + devices - 1) / devices;
    most = std::max((share + 1) / 2, std::min(share, kLeastMutants));
  }
  return mostMutantsPerPass(rules_.options().evidence, inputs_, most);
}

std::optional<PairPass> PairPassBuilder::next() {
  const std::scoped_lock lock(mutex_);
  if (remaining_.empty()) {
    return std::nullopt;
  }
  const double enough = flopsPerPass(rules_.network(), inputs_, leastFlopsPerPass_);
  const std::size_t most = mostMutants();
  flops_ = 0;
  weights_ = 0;
  groups_.clear();
  PairPass pass;
  for (std::size_t taken = 0; taken < most && flops_ < enough && weights_ < kWeightsPerPass;
       ++taken) {
    add(pass, remaining_[taken]);
    if (taken + 1 == remaining_.size()) {
      break;
    }
  }
  std::size_t taken = 0;
  for (const PairGroup& group : pass.groups) {
    taken += group.mutants.size();
    pass.kept.insert(group.suffix->kept.begin(), group.suffix->kept.end());
    pass.pairElements = std::max(pass.pairElements, group.suffix->elements);
    pass.pairFlops = std::max(pass.pairFlops, group.suffix->flops);
  }
  remaining_ = remaining_.subspan(taken);
  return pass;
}

PairGroup& PairPassBuilder::groupFor(PairPass& pass, const Mutant& mutant, std::size_t units) {
  const LayerId layer =
      rules_.network().weightedLayers()[static_cast<std::size_t>(mutant.weightedLayer)];
  const bool replacing = operatorSpec(mutant.op.kind).family == OperatorFamily::Replacing;
  const SuffixKey key{layer.value, units, replacing};
  const auto [place, isNew] = groups_.try_emplace(key, pass.groups.size());
  if (isNew) {
    std::shared_ptr<const Suffix>& suffix = suffixes_[key];
    if (!suffix) {
      suffix = std::make_shared<const Suffix>(
          planSuffix(rules_.network(), layer, static_cast<int>(units), replacing));
    }
    pass.groups.push_back({suffix, {}, {}});
  }
  return pass.groups[place->second];
}

void PairPassBuilder::add(PairPass& pass, int64_t index) {
  const Mutant& mutant = rules_.mutant(index);
  std::vector<UnitWeightChange> changes = rules_.exactChanges(mutant);
  PairGroup& group = groupFor(pass, mutant, changes.size());
  group.mutants.push_back(rules_.open(index, finite_.staysFinite(changes)));
  flops_ += group.suffix->flops;
  for (UnitWeightChange& change : changes) {
    if (group.suffix->replacing) {
      weights_ += static_cast<int64_t>(change.kernel.size());
    } else {
      change.kernel.clear();
    }
  }
  group.resolved.push_back({&mutant, std::move(changes)});
}

}  // namespace maacc
