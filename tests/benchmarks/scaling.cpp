#include "tests/benchmarks/scaling.h"

#include <algorithm>
#include <iostream>
#include <utility>

namespace maacc::bench {
namespace {

CorrectInputs firstInputs(const CorrectInputs& all, int64_t count) {
  CorrectInputs some;
  some.valuesPerSample = all.valuesPerSample;
  some.values.assign(all.values.begin(), all.values.begin() + count * all.valuesPerSample);
  some.labels.assign(all.labels.begin(), all.labels.begin() + count);
  some.margins.assign(all.margins.begin(), all.margins.begin() + count);
  return some;
}

// Every stride-th unit as a plan of its own.
MutationPlan everyUnit(const MutationPlan& plan, int64_t stride) {
  MutationPlan some = plan;
  some.mutants.clear();
  for (const int64_t index : allMutants(sampleByLayer(plan, stride, PerUnit::AllOperators))) {
    some.mutants.push_back(plan.mutants[static_cast<std::size_t>(index)]);
  }
  return some;
}

ScalingPoint measurePoint(const BenchCase& bench,
                          const BenchOptions& options,
                          const Mode& mode,
                          const std::string& varied) {
  ScalingPoint point;
  point.caseName = bench.name;
  point.mode = mode.name;
  point.varied = varied;
  point.mutants = static_cast<int64_t>(bench.plan.mutants.size());
  point.inputs = bench.inputs.count();
  std::cerr << "bench: " << bench.name << ": scaling, " << point.mutants << " mutants, "
            << point.inputs << " inputs" << std::endl;
  point.incremental =
      measureEvaluator(bench, makeIncrementalEvaluator, options.evaluatorOptions(mode),
                       sampleByLayer(bench.plan, 1, PerUnit::AllOperators), Scaling::ByLayerShare);
  return point;
}

}  // namespace

std::vector<ScalingPoint> measureScaling(const BenchCase& bench,
                                         const BenchOptions& options,
                                         const Mode& mode) {
  std::vector<ScalingPoint> points;
  BenchCase part = bench;
  for (const int64_t divisor : {4, 2, 1}) {
    part.plan = everyUnit(bench.plan, divisor);
    points.push_back(measurePoint(part, options, mode, "mutants"));
  }
  for (const int64_t divisor : {4, 2, 1}) {
    part.inputs = firstInputs(bench.inputs, std::max<int64_t>(1, bench.inputs.count() / divisor));
    points.push_back(measurePoint(part, options, mode, "inputs"));
  }
  return points;
}

}  // namespace maacc::bench
