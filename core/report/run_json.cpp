#include "core/report/run_json.h"

#include <nlohmann/json.hpp>

namespace maacc {

using nlohmann::ordered_json;

namespace {

ordered_json reductionJson(const RunSettings& settings) {
  const ordered_json json = ordered_json::parse(settings.reduction, nullptr, false);
  return json.is_discarded() ? ordered_json(nullptr) : json;
}

}  // namespace

ordered_json settingsJson(const RunSettings& settings) {
  return {{"model", settings.modelPath},
          {"model_hash", settings.modelHash},
          {"data", settings.dataPath},
          {"labels", settings.labelsPath},
          {"data_key", settings.dataKey},
          {"labels_key", settings.labelsKey},
          {"data_hash", settings.dataHash},
          {"preprocessing", settings.preprocessing},
          {"operators", settings.operators},
          {"layers", settings.layers},
          {"limit_inputs", settings.limitInputs},
          {"seed", settings.seed},
          {"strategy", settings.strategy},
          {"reduction", reductionJson(settings)},
          {"evaluator", settings.evaluator},
          {"kill", criterionName(settings.criterion)},
          {"evidence", evidenceName(settings.evidence)}};
}

ordered_json environmentJson(const RunEnvironment& environment) {
  return {{"version", environment.programVersion},
          {"torch", environment.torchVersion},
          {"blas", environment.blas},
          {"device", environment.device},
          {"threads", environment.threads},
          {"batch_size", environment.batchSize}};
}

void addCounts(const ScoreSummary& summary, ordered_json& object) {
  object["mutants"] = summary.planned;
  object["tested"] = summary.tested;
  object["killed"] = summary.killed;
  object["survived"] = summary.survived;
  object["proven"] = summary.proven;
  object["undecided"] = summary.undecided;
  object["errors"] = summary.errors;
}

}  // namespace maacc
