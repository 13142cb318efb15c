#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/clustering/mutant_features.h"
#include "core/clustering/parallel_tasks.h"
#include "core/model/reference_evaluator.h"

namespace maacc {
namespace {

// A mutant whose logits overflow is far from every other one, but not infinitely far.
double finiteChange(double after, double before) {
  constexpr double kLargest = 1e30;
  const double change = after - before;
  return std::isnan(change) ? kLargest : std::clamp(change, -kLargest, kLargest);
}

std::vector<ReferenceTrace> traceProbes(const Network& network, const ProbeInputs& probes) {
  std::vector<ReferenceTrace> traces;
  traces.reserve(probes.size());
  for (const std::vector<float>& probe : probes) {
    traces.emplace_back(network, probe);
  }
  return traces;
}

}  // namespace

std::optional<FeatureMatrix> logitChangeFeatures(const Network& network,
                                                 const MutationPlan& plan,
                                                 std::span<const int64_t> positions,
                                                 const ProbeInputs& probes,
                                                 const RunContext& context) {
  if (probes.empty()) {
    throw Error(ErrorCode::Usage,
                "the change of the logits needs inputs to be taken on; give data");
  }
  const std::vector<ReferenceTrace> traces = traceProbes(network, probes);
  const auto classes = static_cast<std::size_t>(network.classCount());
  FeatureMatrix features(static_cast<Eigen::Index>(positions.size()),
                         static_cast<Eigen::Index>(traces.size() * classes));
  const auto addRow = [&](int64_t row) {
    const int64_t position = positions[static_cast<std::size_t>(row)];
    const Mutant& mutant = plan.mutants.at(static_cast<std::size_t>(position));
    const std::vector<UnitWeightChange> changes = resolveMutant(network, mutant, plan.seed);
    double* out = features.row(row).data();
    for (const ReferenceTrace& trace : traces) {
      const std::vector<double> after = trace.logitsAfter(changes);
      out = std::transform(after.begin(), after.end(), trace.logits().begin(), out, finiteChange);
    }
    return context.proceed();
  };
  if (!runTasks(availableThreads(), features.rows(), addRow)) {
    return std::nullopt;
  }
  return features;
}

}  // namespace maacc
