#include "core/sweep/sweep_state.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace maacc {
namespace {

using nlohmann::ordered_json;

constexpr int kFormat = 1;

// Everything that decides what the trials find.
ordered_json settingsValue(const RunSettings& settings) {
  return {{"model", settings.modelHash},
          {"data", settings.dataHash},
          {"preprocess", settings.preprocessing},
          {"operators", settings.operators},
          {"layers", settings.layers},
          {"limit-inputs", settings.limitInputs},
          {"seed", settings.seed},
          {"kill", criterionName(settings.criterion)}};
}

template <class Value>
void put(const char* name, const std::optional<Value>& value, ordered_json& object) {
  if (value) {
    object[name] = *value;
  }
}

std::optional<double> optionalNumber(const ordered_json& object, const char* name) {
  return object.contains(name) ? std::optional(object.at(name).get<double>()) : std::nullopt;
}

ordered_json scoreValue(const TrialScore& score) {
  ordered_json object = {{"value", score.value}, {"share", score.share}};
  if (score.estimated) {
    object["low"] = score.low;
    object["high"] = score.high;
  }
  put("hidden", score.hidden, object);
  put("seconds", score.seconds, object);
  put("pairs", score.pairs, object);
  return object;
}

TrialScore scoreOf(const ordered_json& object) {
  TrialScore score;
  score.value = object.at("value").get<double>();
  score.share = object.at("share").get<double>();
  score.estimated = object.contains("low");
  score.low = optionalNumber(object, "low").value_or(score.value);
  score.high = optionalNumber(object, "high").value_or(score.value);
  score.hidden = optionalNumber(object, "hidden");
  score.seconds = optionalNumber(object, "seconds");
  score.pairs = optionalNumber(object, "pairs");
  return score;
}

ordered_json trialValue(const SweepTrial& trial) {
  ordered_json object = {{"mutants", trial.mutants}, {"clusters", trial.clusters}};
  put("plan_seconds", trial.planSeconds, object);
  for (KillCriterion criterion : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
    if (trial.of(criterion)) {
      object[criterionName(criterion)] = scoreValue(*trial.of(criterion));
    }
  }
  return object;
}

SweepTrial trialOf(const ordered_json& object) {
  SweepTrial trial;
  trial.mutants = object.at("mutants").get<int64_t>();
  trial.clusters = object.at("clusters").get<int64_t>();
  trial.planSeconds = optionalNumber(object, "plan_seconds");
  for (KillCriterion criterion : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
    if (object.contains(criterionName(criterion))) {
      trial.of(criterion) = scoreOf(object.at(criterionName(criterion)));
    }
  }
  return trial;
}

ordered_json rowValue(const SweepRow& row) {
  ordered_json object = {{"key", row.key}, {"trials", ordered_json::array()}};
  for (const SweepTrial& trial : row.trials) {
    object["trials"].push_back(trialValue(trial));
  }
  return object;
}

ordered_json gridValue(const SweepGrid& grid) {
  ordered_json experiments = ordered_json::array();
  for (SweepExperiment experiment : grid.experiments) {
    experiments.push_back(experimentName(experiment));
  }
  ordered_json shares = ordered_json::array();
  for (double share : grid.shares) {
    shares.push_back(100 * share);
  }
  return {{"experiments", experiments},
          {"units-per-cluster", grid.unitsPerCluster},
          {"thresholds", grid.thresholds},
          {"repetitions", grid.repetitions},
          {"shares", shares},
          {"replays", grid.replays}};
}

ordered_json exhaustiveValue(const ExhaustiveResult& all) {
  return {{"score", {{"true-class", all.scores[0]}, {"predicted-class", all.scores[1]}}},
          {"mutants", all.mutants},
          {"classes", all.classes},
          {"correct_inputs", all.correctInputs},
          {"pairs_evaluated", all.pairs},
          {"verdict_seconds", all.seconds}};
}

void requireSame(const ordered_json& stored, const ordered_json& asked, const std::string& folder) {
  for (const auto& [name, value] : asked.items()) {
    if (stored.at(name) != value) {
      std::string sentence = folder + " holds a sweep with another ";
      sentence.append(name).append("; give the same, or another folder with --to");
      throw Error(ErrorCode::Usage, sentence);
    }
  }
}

}  // namespace

std::vector<SweepRow> readSweepRows(const std::string& path,
                                    const std::string& folder,
                                    const RunSettings& settings) {
  if (!std::filesystem::exists(path)) {
    return {};
  }
  std::vector<SweepRow> rows;
  try {
    std::ifstream file(path, std::ios::binary);
    const ordered_json json = ordered_json::parse(file);
    if (json.at("sweep_format").get<int>() != kFormat) {
      throw Error(ErrorCode::BadInput, path +
                                           " is of another version of this program; give "
                                           "another folder with --to, or remove the file");
    }
    requireSame(json.at("settings"), settingsValue(settings), folder);
    for (const ordered_json& row : json.at("rows")) {
      SweepRow& read = rows.emplace_back();
      read.key = row.at("key").get<std::string>();
      for (const ordered_json& trial : row.at("trials")) {
        read.trials.push_back(trialOf(trial));
      }
    }
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::BadInput, path +
                                         " is damaged, or no sweep; give another folder with "
                                         "--to, or remove the file to measure its rows again");
  }
  return rows;
}

std::string sweepJson(const SweepResults& results,
                      const std::vector<SweepRow>& rows,
                      const RunSettings& settings,
                      const std::vector<SweepTable>& tables) {
  ordered_json json = {{"sweep_format", kFormat},
                       {"version", MAACC_VERSION},
                       {"model_path", settings.modelPath},
                       {"data_path", settings.dataPath},
                       {"settings", settingsValue(settings)},
                       {"grid", gridValue(results.grid)},
                       {"exhaustive", exhaustiveValue(results.exhaustive)}};
  json["tables"] = ordered_json::object();
  for (const SweepTable& table : tables) {
    json["tables"][table.id] = sweepValue(table);
  }
  json["rows"] = ordered_json::array();
  for (const SweepRow& row : rows) {
    if (!row.trials.empty()) {
      json["rows"].push_back(rowValue(row));
    }
  }
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace maacc
