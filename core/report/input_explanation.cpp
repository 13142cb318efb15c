#include "core/report/input_explanation.h"

#include <array>
#include <cstdio>

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/importers/import_model.h"
#include "core/model/reference_evaluator.h"
#include "core/report/find_mutant.h"

namespace maacc {
namespace {

Network loadSameModel(const RunSettings& settings) {
  Network network = importModel(settings.modelPath);
  if (network.contentHash() != settings.modelHash) {
    throw Error(ErrorCode::BadInput,
                settings.modelPath +
                    " is not the model of this run any more (its weights or structure differ); put "
                    "the original back");
  }
  return network;
}

Dataset loadSameData(const RunSettings& settings) {
  Dataset dataset =
      loadDataset({settings.dataPath, settings.labelsPath, settings.dataKey, settings.labelsKey});
  if (dataset.contentHash != settings.dataHash) {
    throw Error(
        ErrorCode::BadInput,
        settings.dataPath +
            " is not the data of this run any more (its content differs); put the original back");
  }
  return dataset;
}

std::string logitsTable(const std::vector<double>& before, const std::vector<double>& after) {
  std::string text = "class    before         after          change\n";
  for (std::size_t c = 0; c < before.size(); ++c) {
    std::array<char, 96> line{};
    std::snprintf(line.data(), line.size(), "%5zu    %-14.8g %-14.8g %+.6g\n", c, before[c],
                  after[c], after[c] - before[c]);
    text += line.data();
  }
  return text;
}

std::string predictionText(const Decision& decision) {
  if (decision.predictedClass < 0) {
    return "none (not finite)";
  }
  std::array<char, 64> line{};
  std::snprintf(line.data(), line.size(), "%d (margin %.6g)", decision.predictedClass,
                decision.margin);
  return line.data();
}

std::string conclusion(const Decision& before, const Decision& after, int32_t label) {
  if (before.predictedClass != label) {
    return "The original is wrong on this input, so it does not count.";
  }
  return after.predictedClass == label ? "This input does not kill the mutant."
                                       : "This input kills the mutant.";
}

}  // namespace

std::string explainInputText(const RunFile& run, const std::string& mutantId, int64_t input) {
  const RunSettings settings = run.settings();
  const MutationPlan plan = run.plan();
  const Mutant& mutant = plan.mutants[findMutant(plan, mutantId)];
  const Network network = loadSameModel(settings);
  const Dataset dataset = loadSameData(settings);
  if (input < 0 || input >= dataset.size()) {
    throw Error(ErrorCode::Usage, "there is no input " + std::to_string(input) + ": " +
                                      dataset.samples.source + " holds inputs 0 to " +
                                      std::to_string(dataset.size() - 1));
  }
  const InputPipeline pipeline(dataset, parseRecipe(settings.preprocessing), network);
  std::vector<float> values(static_cast<std::size_t>(pipeline.valuesPerSample()));
  pipeline.read(input, values.data());
  const std::vector<double> before = referenceLogits(network, values);
  const std::vector<double> after =
      referenceLogits(network, values, resolveMutant(network, mutant, plan.seed));
  const Decision decisionBefore = decide(before);
  const Decision decisionAfter = decide(after);
  const int32_t label = dataset.labels[static_cast<std::size_t>(input)];
  return "Input " + std::to_string(input) + ", true class " + std::to_string(label) +
         "\nPrediction before  " + predictionText(decisionBefore) + "\nPrediction after   " +
         predictionText(decisionAfter) + "\n" + conclusion(decisionBefore, decisionAfter, label) +
         "\n\n" + logitsTable(before, after);
}

}  // namespace maacc
