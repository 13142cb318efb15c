#include "core/engine/analysis_subject.h"

#include <utility>

#include "core/engine/analysis_settings.h"
#include "core/engine/correct_inputs.h"
#include "core/engine/model_loading.h"

namespace maacc {
namespace {

// Correctly classified inputs, spread over the data.
ProbeInputs readProbes(const AnalysisSubject& subject, const Baseline& baseline, int count) {
  ProbeInputs probes;
  const auto correct = static_cast<int64_t>(baseline.correctInputs.size());
  for (int64_t position : spreadPositions(correct, count)) {
    std::vector<float>& probe =
        probes.emplace_back(static_cast<std::size_t>(subject.pipeline.valuesPerSample()));
    subject.pipeline.read(baseline.correctInputs[static_cast<std::size_t>(position)], probe.data());
  }
  return probes;
}

}  // namespace

AnalysisSubject::AnalysisSubject(const AnalysisRequest& request)
    : operators(operatorsOf(request)),
      network(
          loadModel(request.modelPath, {request.inputShape, request.data, request.preprocessing})),
      population(enumerateMutants(network, {operators, request.layers, request.seed})),
      dataset(loadDataset(request.data)),
      recipe(parseRecipe(request.preprocessing)),
      pipeline(dataset, recipe, network) {
  checkLabels(dataset, network);
}

std::optional<RunPlan> planRun(const AnalysisSubject& subject,
                               const ReductionSettings& reduction,
                               const Baseline& baseline,
                               const RunContext& context) {
  const ProbeInputs probes = readProbes(subject, baseline, probesNeeded(reduction));
  std::optional<Reduction> planned =
      planReduction(subject.network, subject.population, reduction, probes, context);
  if (!planned) {
    return std::nullopt;
  }
  return RunPlan{std::move(planned->plan),
                 {std::move(planned->groups), std::move(planned->toTest), planned->randomDraw},
                 std::move(planned->clusterings)};
}

}  // namespace maacc
