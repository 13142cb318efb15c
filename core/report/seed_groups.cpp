#include "core/report/seed_groups.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/base/error.h"

namespace maacc {
namespace {

// The settings of a reduction repeat the seed.
nlohmann::json reductionButSeed(const std::string& reduction) {
  nlohmann::json value = nlohmann::json::parse(reduction, nullptr, false);
  if (value.is_object()) {
    value.erase("seed");
    return value;
  }
  return reduction;
}

const ScoreError* errorOf(const RunComparison& comparison, KillCriterion criterion) {
  for (const ScoreError& error : comparison.scores) {
    if (error.criterion == criterion) {
      return &error;
    }
  }
  return nullptr;
}

Spread certainSpread(const std::vector<double>& values) {
  const std::optional<Spread> spread = spreadOf(values);
  MAACC_CHECK(spread.has_value());
  return *spread;
}

std::optional<RepeatedError> repeatedError(const std::vector<std::size_t>& members,
                                           std::span<const RunComparison> comparisons,
                                           KillCriterion criterion) {
  RepeatedError repeated;
  repeated.criterion = criterion;
  std::vector<double> scores;
  std::vector<double> absolute;
  std::vector<double> magnitudes;
  std::vector<double> relative;
  for (const std::size_t member : members) {
    const ScoreError* error = errorOf(comparisons[member], criterion);
    if (error == nullptr) {
      return std::nullopt;
    }
    scores.push_back(error->run.value);
    absolute.push_back(error->absolute);
    magnitudes.push_back(std::abs(error->absolute));
    if (error->relative) {
      relative.push_back(*error->relative);
    }
    repeated.intervals += error->covered ? 1 : 0;
    repeated.covered += error->covered.value_or(false) ? 1 : 0;
  }
  repeated.score = certainSpread(scores);
  repeated.absolute = certainSpread(absolute);
  repeated.magnitude = certainSpread(magnitudes);
  repeated.relative = spreadOf(relative);
  return repeated;
}

}  // namespace

std::string settingsButSeed(const RunSettings& settings) {
  const nlohmann::json value = {settings.modelHash,
                                settings.dataHash,
                                settings.preprocessing,
                                settings.operators,
                                settings.layers,
                                settings.limitInputs,
                                settings.strategy,
                                settings.evaluator,
                                criterionName(settings.criterion),
                                static_cast<int>(settings.evidence),
                                reductionButSeed(settings.reduction)};
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<Spread> spreadOf(std::span<const double> values) {
  if (values.empty()) {
    return std::nullopt;
  }
  const auto count = static_cast<double>(values.size());
  Spread spread;
  spread.count = static_cast<int>(values.size());
  spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  if (values.size() > 1) {
    double squares = 0;
    for (const double value : values) {
      squares += (value - spread.mean) * (value - spread.mean);
    }
    spread.deviation = std::sqrt(squares / (count - 1));
  }
  return spread;
}

std::optional<Spread> RepeatedRuns::savedOf(const std::string& name,
                                            std::span<const RunComparison> all) const {
  std::vector<double> shares;
  for (const std::size_t member : comparisons) {
    const Saving* saving = findSaving(all[member], name);
    if (saving != nullptr && saving->saved) {
      shares.push_back(*saving->saved);
    }
  }
  return spreadOf(shares);
}

std::vector<RepeatedRuns> repeatedRuns(std::span<const RunComparison> comparisons,
                                       std::span<const std::string> keys) {
  MAACC_CHECK(comparisons.size() == keys.size());
  std::map<std::string, std::vector<std::size_t>> members;
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    if (!whyNotComparable(comparisons[i])) {
      members[keys[i]].push_back(i);
    }
  }
  std::vector<RepeatedRuns> groups;
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    const auto found = members.find(keys[i]);
    if (found == members.end() || found->second.size() < 2 || found->second.front() != i) {
      continue;
    }
    RepeatedRuns& group = groups.emplace_back();
    group.comparisons = found->second;
    for (const KillCriterion criterion :
         {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
      if (auto repeated = repeatedError(group.comparisons, comparisons, criterion)) {
        group.scores.push_back(*repeated);
      }
    }
  }
  return groups;
}

const Saving* findSaving(const RunComparison& comparison, const std::string& name) {
  for (const std::vector<Saving>* savings : {&comparison.work, &comparison.time}) {
    for (const Saving& saving : *savings) {
      if (saving.name == name) {
        return &saving;
      }
    }
  }
  return nullptr;
}

}  // namespace maacc
