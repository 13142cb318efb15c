#include "core/report/input_explanation.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/data/dataset.h"
#include "core/model/reference_evaluator.h"
#include "core/report/find_mutant.h"

namespace maacc {
namespace {

using nlohmann::ordered_json;

void checkSameModel(const RunSettings& settings, const Network& network) {
  if (network.contentHash() != settings.modelHash) {
    throw Error(ErrorCode::BadInput,
                settings.modelPath +
                    " is not the model of this run any more (its weights or structure differ); put "
                    "the original back");
  }
}

Dataset loadSameData(const RunSettings& settings) {
  Dataset dataset =
      loadDataset({settings.dataPath, settings.labelsPath, settings.dataKey, settings.labelsKey,
                   settings.labelsFrom});
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

struct Explanation {
  int32_t label = -1;
  std::vector<double> logitsBefore;
  std::vector<double> logitsAfter;
  Decision before;
  Decision after;

  bool kills() const { return before.predictedClass == label && after.predictedClass != label; }
};

std::string conclusion(const Explanation& found) {
  if (found.before.predictedClass != found.label) {
    return "The original is wrong on this input, so it does not count.";
  }
  return found.kills() ? "This input kills the mutant." : "This input does not kill the mutant.";
}

Explanation explainInput(const RunFile& run,
                         const Network& network,
                         const std::string& mutantId,
                         int64_t input) {
  const RunSettings settings = run.settings();
  const MutationPlan plan = run.plan();
  const Mutant& mutant = plan.mutants[findMutant(plan, mutantId)];
  checkSameModel(settings, network);
  const Dataset dataset = loadSameData(settings);
  if (input < 0 || input >= dataset.size()) {
    throw Error(ErrorCode::Usage, "there is no input " + std::to_string(input) + ": " +
                                      dataset.samples.source + " holds inputs 0 to " +
                                      std::to_string(dataset.size() - 1));
  }
  const InputPipeline pipeline(dataset, parseRecipe(settings.preprocessing), network);
  std::vector<float> values(static_cast<std::size_t>(pipeline.valuesPerSample()));
  pipeline.read(input, values.data());
  Explanation explanation;
  explanation.label = dataset.labels[static_cast<std::size_t>(input)];
  explanation.logitsBefore = referenceLogits(network, values);
  explanation.logitsAfter =
      referenceLogits(network, values, resolveMutant(network, mutant, plan.seed));
  explanation.before = decide(explanation.logitsBefore);
  explanation.after = decide(explanation.logitsAfter);
  return explanation;
}

// A number that is not finite becomes null.
ordered_json sideJson(const std::vector<double>& logits, const Decision& decision) {
  const bool decided = decision.predictedClass >= 0;
  return {{"predicted", decided ? ordered_json(decision.predictedClass) : ordered_json(nullptr)},
          {"margin", decided ? ordered_json(decision.margin) : ordered_json(nullptr)},
          {"logits", logits}};
}

}  // namespace

std::string explainInputText(const RunFile& run,
                             const Network& network,
                             const std::string& mutantId,
                             int64_t input) {
  const Explanation found = explainInput(run, network, mutantId, input);
  return "Input " + std::to_string(input) + ", true class " + std::to_string(found.label) +
         "\nPrediction before  " + predictionText(found.before) + "\nPrediction after   " +
         predictionText(found.after) + "\n" + conclusion(found) + "\n\n" +
         logitsTable(found.logitsBefore, found.logitsAfter);
}

std::string explainInputJson(const RunFile& run,
                             const Network& network,
                             const std::string& mutantId,
                             int64_t input) {
  const Explanation found = explainInput(run, network, mutantId, input);
  const ordered_json object = {{"mutant", mutantId},
                               {"input", input},
                               {"true_class", found.label},
                               {"kills", found.kills()},
                               {"before", sideJson(found.logitsBefore, found.before)},
                               {"after", sideJson(found.logitsAfter, found.after)}};
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace maacc
