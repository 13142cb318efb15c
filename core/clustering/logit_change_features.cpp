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

// Share of the margin between the predicted class and any other one that is lost, in [0, 1].
double marginLoss(const std::vector<double>& before,
                  const std::vector<double>& after,
                  std::size_t predicted) {
  double largest = 0;
  for (std::size_t other = 0; other < before.size(); ++other) {
    if (other == predicted) {
      continue;
    }
    const double margin = before[predicted] - before[other];
    const double lost = margin - (after[predicted] - after[other]);
    const double share = margin > 0 ? lost / margin : (lost > 0 ? 1.0 : 0.0);
    largest = std::max(largest, std::isnan(lost) ? 1.0 : std::min(share, 1.0));
  }
  return largest;
}

// Hands the logits of every (mutant, probe) to add(row, trace of the probe, logits after). Rows are
// on several threads; the probes of one row come in order. False if stopped.
template <class Add>
bool evaluateMutants(const Network& network,
                     const MutationPlan& plan,
                     std::span<const int64_t> positions,
                     const ProbeInputs& probes,
                     const RunContext& context,
                     const Add& add) {
  if (probes.empty()) {
    throw Error(ErrorCode::Usage,
                "the change of the logits needs inputs to be taken on; give data");
  }
  std::vector<ReferenceTrace> traces;
  traces.reserve(probes.size());
  for (const std::vector<float>& probe : probes) {
    traces.emplace_back(network, probe);
  }
  const auto evaluate = [&](int64_t row) {
    const int64_t position = positions[static_cast<std::size_t>(row)];
    const Mutant& mutant = plan.mutants.at(static_cast<std::size_t>(position));
    const std::vector<UnitWeightChange> changes = resolveMutant(network, mutant, plan.seed);
    for (std::size_t probe = 0; probe < traces.size(); ++probe) {
      add(row, probe, traces[probe].logits(), traces[probe].logitsAfter(changes));
    }
    return context.proceed();
  };
  return runTasks(availableThreads(), static_cast<int64_t>(positions.size()), evaluate);
}

}  // namespace

std::optional<FeatureMatrix> logitChangeFeatures(const Network& network,
                                                 const MutationPlan& plan,
                                                 std::span<const int64_t> positions,
                                                 const ProbeInputs& probes,
                                                 const RunContext& context) {
  const auto classes = static_cast<std::size_t>(network.classCount());
  FeatureMatrix features(static_cast<Eigen::Index>(positions.size()),
                         static_cast<Eigen::Index>(probes.size() * classes));
  const auto add = [&](int64_t row, std::size_t probe, const auto& before, const auto& after) {
    std::transform(after.begin(), after.end(), before.begin(),
                   features.row(row).data() + probe * classes, finiteChange);
  };
  if (!evaluateMutants(network, plan, positions, probes, context, add)) {
    return std::nullopt;
  }
  return features;
}

std::optional<FeatureMatrix> marginLossFeatures(const Network& network,
                                                const MutationPlan& plan,
                                                std::span<const int64_t> positions,
                                                const ProbeInputs& probes,
                                                const RunContext& context) {
  FeatureMatrix lostByClass =
      FeatureMatrix::Zero(static_cast<Eigen::Index>(positions.size()), network.classCount());
  const auto add = [&](int64_t row, std::size_t, const auto& before, const auto& after) {
    const int predicted = decide(before).predictedClass;
    if (predicted >= 0) {
      double& lost = lostByClass(row, predicted);
      lost = std::max(lost, marginLoss(before, after, static_cast<std::size_t>(predicted)));
    }
  };
  if (!evaluateMutants(network, plan, positions, probes, context, add)) {
    return std::nullopt;
  }
  return FeatureMatrix(lostByClass.rowwise().sum());
}

}  // namespace maacc
