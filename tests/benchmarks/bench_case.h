#pragma once

#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/engine/correct_inputs.h"
#include "core/mutation/mutation_plan.h"
#include "tests/benchmarks/bench_options.h"

namespace maacc::bench {

// A network, its data and the paper's mutants, ready to be measured.
struct BenchCase {
  std::string name;
  Network network;
  MutationPlan plan;
  CorrectInputs inputs;
  double baselineSeconds = 0;  // evaluateBaseline on the same data
};

// "fcnn-mnist", "lenet5-mnist", "vgg-like", "resnet18-like".
const std::vector<std::string>& defaultCases();

// One of the default cases, or "small": a tiny VGG-like network on 24 inputs. Generated networks
// get their own predictions as labels. Throws Error{BadInput} when the reference folder is absent
// and Error{Usage} for another name.
BenchCase makeCase(const std::string& name, const BenchOptions& options);

}  // namespace maacc::bench
