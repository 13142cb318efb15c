#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <tuple>
#include <vector>

#include "core/engine/incremental/finite_check.h"
#include "core/engine/incremental/open_mutant.h"
#include "core/engine/pairs/suffix.h"
#include "core/engine/pairs/unit_changes.h"

namespace maacc {

// Mutants that share a suffix: any of their pairs may go in one batch.
struct PairGroup {
  std::shared_ptr<const Suffix> suffix;
  std::vector<OpenMutant> mutants;
  std::vector<ResolvedMutant> resolved;  // by mutant; until they are on the device
};

// Mutants that go through the inputs together on one device.
struct PairPass {
  std::vector<PairGroup> groups;
  std::set<TensorRef> kept;
  int64_t pairElements = 0;  // floats per pair in memory at a time, about
  double pairFlops = 0;      // of the most costly pair
};

// Deals a list of mutants out to devices. Keeps references.
class PairPassBuilder {
 public:
  // leastFlopsPerPass: about a second's work of a device.
  PairPassBuilder(const VerdictRules& rules,
                  int64_t inputs,
                  int devices,
                  double leastFlopsPerPass,
                  std::span<const int64_t> mutants);

  // The next pass; none when all are dealt out. Any thread may call: whoever is done first takes
  // the next, and passes get smaller towards the end.
  std::optional<PairPass> next();

 private:
  std::size_t mostMutants() const;
  PairGroup& groupFor(PairPass& pass, const Mutant& mutant, std::size_t units);
  void add(PairPass& pass, int64_t index);

  const VerdictRules& rules_;
  const FiniteCheck finite_;
  const int64_t inputs_;
  const int devices_;
  const double leastFlopsPerPass_;
  std::mutex mutex_;
  std::span<const int64_t> remaining_;
  using SuffixKey = std::tuple<int, std::size_t, bool>;  // layer, units, replacing
  std::map<SuffixKey, std::shared_ptr<const Suffix>> suffixes_;
  std::map<SuffixKey, std::size_t> groups_;  // of the pass being built
  double flops_ = 0;                         // per input
  int64_t weights_ = 0;                      // new ones
};

}  // namespace maacc
