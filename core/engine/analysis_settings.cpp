#include "core/engine/analysis_settings.h"

#include <filesystem>
#include <utility>

#include "core/base/error.h"
#include "core/engine/model_loading.h"
#include "core/reduction/reduction_settings.h"

namespace maacc {
namespace {

std::string absolutePath(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

}  // namespace

std::vector<Operator> operatorsOf(const AnalysisRequest& request) {
  if (request.operators.empty()) {
    return paperOperators();
  }
  std::vector<Operator> operators;
  for (const std::string& text : request.operators) {
    operators.push_back(parseOperator(text));
  }
  return operators;
}

RunSettings settingsOf(const AnalysisRequest& request,
                       const Network& network,
                       const Dataset& dataset,
                       const PreprocessingRecipe& recipe,
                       const std::vector<Operator>& operators) {
  RunSettings settings;
  settings.modelPath = absolutePath(request.modelPath);
  settings.modelHash = network.contentHash();
  settings.dataPath = absolutePath(request.data.dataPath);
  settings.labelsPath = absolutePath(request.data.labelsPath);
  settings.dataKey = request.data.dataKey;
  settings.labelsKey = request.data.labelsKey;
  settings.labelsFrom = request.data.labelsFrom;
  settings.dataHash = dataset.contentHash;
  settings.preprocessing = recipeText(recipe);
  for (const Operator& op : operators) {
    settings.operators.push_back(operatorText(op));
  }
  settings.layers = request.layers;
  settings.limitInputs = request.limitInputs;
  settings.seed = request.seed;
  settings.criterion = request.criterion;
  settings.evidence = request.evidence;
  settings.evaluator = request.evaluator;
  settings.strategy = strategyName(request.reduction.strategy);
  settings.reduction = reductionText(request.reduction);
  return settings;
}

AnalysisRequest completeFromRun(AnalysisRequest request, const RunFile& run) {
  const RunSettings settings = run.settings();
  request.modelPath = settings.modelPath;
  request.inputShape = inputShapeOf(run);
  request.data = {settings.dataPath, settings.labelsPath, settings.dataKey, settings.labelsKey,
                  settings.labelsFrom};
  request.preprocessing = settings.preprocessing;
  request.operators = settings.operators;
  request.layers = settings.layers;
  request.limitInputs = settings.limitInputs;
  request.seed = settings.seed;
  request.criterion = settings.criterion;
  request.evidence = settings.evidence;
  request.evaluator = settings.evaluator;
  request.reduction = parseReduction(settings.reduction);
  request.drawSeed = request.reduction.seed;
  return request;
}

void checkSameRun(const RunSettings& stored,
                  const RunSettings& asked,
                  const std::string& path,
                  const std::string& placeOption) {
  std::string difference;
  auto compare = [&](const std::string& what, const auto& a, const auto& b) {
    if (difference.empty() && a != b) {
      difference = what;
    }
  };
  compare("the model (its structure or weights)", stored.modelHash, asked.modelHash);
  compare("the data or the labels", stored.dataHash, asked.dataHash);
  compare("--preprocess", stored.preprocessing, asked.preprocessing);
  compare("--operators", stored.operators, asked.operators);
  compare("--layers", stored.layers, asked.layers);
  compare("--limit-inputs", stored.limitInputs, asked.limitInputs);
  compare("--seed", stored.seed, asked.seed);
  compare("--evidence", stored.evidence, asked.evidence);
  compare("--kill", stored.criterion, asked.criterion);
  compare("--evaluator", stored.evaluator, asked.evaluator);
  compare("--strategy", stored.strategy, asked.strategy);
  compare("an option of the strategy " + stored.strategy, stored.reduction, asked.reduction);
  if (!difference.empty()) {
    throw Error(
        ErrorCode::Usage,
        "cannot resume " + path + ": " + difference +
            " differs from what the run was started with; give the same, or start a new run "
            "with another " +
            placeOption);
  }
}

void checkOutput(const AnalysisRequest& request, bool exists) {
  if (request.outPath.empty()) {
    throw Error(ErrorCode::Usage, "no run file was named; add --out RUN.maacc");
  }
  if (exists && !request.resume) {
    throw Error(
        ErrorCode::Usage,
        request.outPath +
            " exists already; add --resume to continue it, or give another name with --out");
  }
  const std::filesystem::path folder =
      std::filesystem::path(absolutePath(request.outPath)).parent_path();
  if (!std::filesystem::is_directory(folder)) {
    throw Error(ErrorCode::Usage, "the folder " + folder.string() +
                                      " for the run file does not exist; create it or "
                                      "give another --out");
  }
}

}  // namespace maacc
