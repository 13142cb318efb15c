#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/analysis/kill_record.h"
#include "core/analysis/mutant_group.h"
#include "core/base/random_stream.h"
#include "core/mutation/mutation_plan.h"

namespace maacc::test {

// Mutants whose verdicts are all known, to draw samples from.
struct VerdictPopulation {
  MutationPlan plan;
  std::vector<KillRecord> records;  // of every mutant
  int classes = 0;
};

// The exhaustive verdicts of "fcnn-mnist" or "lenet5-mnist"; needs the reference data.
VerdictPopulation referencePopulation(const std::string& model);

// Layers of different sizes with three operators, from harmless to deadly; shares of killed classes
// are skewed as real ones are.
VerdictPopulation randomPopulation(uint64_t seed);

double trueScore(const VerdictPopulation& population,
                 const std::vector<int64_t>& mutants,
                 KillCriterion criterion);

// One group per layer and operator, drawn in a random order; the fraction of each, rounded, but at
// least one, is to be tested.
MutantSample stratify(const VerdictPopulation& population, double fraction);

// One group per cluster of the reference partition and operator, hidden layers only.
MutantSample clusterGroups(const VerdictPopulation& population,
                           const std::string& model,
                           int unitsPerCluster);

// A new random order of every group.
void shuffleDraws(MutantSample& sample, RandomStream& random);

// Records of what is to be tested.
std::vector<KillRecord> drawnRecords(const VerdictPopulation& population,
                                     const MutantSample& sample);

}  // namespace maacc::test
