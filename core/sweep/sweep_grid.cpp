#include "core/sweep/sweep_grid.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/error.h"
#include "core/base/named_values.h"
#include "core/base/number_text.h"

namespace maacc {
namespace {

using nlohmann::ordered_json;

constexpr NamedValues<SweepExperiment, 3> kExperiments = {
    {{SweepExperiment::NeuronClusters, "neuron-clusters"},
     {SweepExperiment::MutantClusters, "mutant-clusters"},
     {SweepExperiment::Strategies, "strategies"}}};

constexpr int kMostValues = 1000;
constexpr double kMostUnits = 1e6;
constexpr double kMostRepetitions = 1e5;

struct NumberRange {
  double low;
  double high;
  bool whole;
  bool lowIsOut;
  const char* text;
};

[[noreturn]] void refuse(const std::string& key, const std::string& value, const char* range) {
  throw Error(ErrorCode::Usage, "\"" + value + "\" is no value of " + key + "; give " + range);
}

std::vector<std::string> parts(const std::string& text, char separator) {
  std::vector<std::string> found(1);
  for (char letter : text) {
    if (letter == separator) {
      found.emplace_back();
    } else if (letter != ' ') {
      found.back() += letter;
    }
  }
  return found;
}

bool fits(double value, const NumberRange& range) {
  return value >= range.low && value <= range.high && !(range.lowIsOut && value == range.low) &&
         (!range.whole || value == std::floor(value));
}

// "1-4" where whole numbers are asked for.
std::optional<std::pair<double, double>> spanOf(const std::string& text, const NumberRange& range) {
  const std::vector<std::string> ends = parts(text, '-');
  if (!range.whole || ends.size() != 2) {
    return std::nullopt;
  }
  const auto first = parseNumber(ends[0]);
  const auto last = parseNumber(ends[1]);
  if (!first || !last || !fits(*first, range) || !fits(*last, range) || *first > *last) {
    return std::nullopt;
  }
  return std::pair(*first, *last);
}

std::vector<double> numbersOf(const std::string& key,
                              const std::string& text,
                              const NumberRange& range) {
  std::vector<double> numbers;
  for (const std::string& part : parts(text, ',')) {
    const auto number = parseNumber(part);
    const auto span = number ? std::pair(*number, *number) : spanOf(part, range);
    if (!span || !fits(span->first, range)) {
      refuse(key, part, range.text);
    }
    const double count = span->second - span->first + 1;
    if (static_cast<double>(numbers.size()) + count > kMostValues) {
      throw Error(ErrorCode::Usage,
                  key + " has more than " + std::to_string(kMostValues) + " values; give fewer");
    }
    for (int i = 0; i < static_cast<int>(count); ++i) {
      numbers.push_back(span->first + i);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

int countOf(const std::string& key, const std::string& text) {
  const NumberRange range = {1, kMostRepetitions, true, false, "a whole number from 1 to 100000"};
  const auto number = parseNumber(text);
  if (!number || !fits(*number, range)) {
    refuse(key, text, range.text);
  }
  return static_cast<int>(*number);
}

std::vector<SweepExperiment> experimentsOf(const std::string& text) {
  std::vector<SweepExperiment> experiments;
  for (const std::string& part : parts(text, ',')) {
    experiments.push_back(parseExperiment(part));
  }
  std::sort(experiments.begin(), experiments.end());
  experiments.erase(std::unique(experiments.begin(), experiments.end()), experiments.end());
  return experiments;
}

// As the option would be written.
std::string optionText(const std::string& key, const ordered_json& value) {
  if (value.is_string()) {
    return value.get<std::string>();
  }
  if (value.is_number()) {
    return numberText(value.get<double>());
  }
  if (!value.is_array()) {
    throw Error(ErrorCode::Usage, key + " is neither a number nor a text nor a list of these");
  }
  std::string text;
  for (const ordered_json& item : value) {
    if (item.is_array()) {
      throw Error(ErrorCode::Usage, key + " has a list within its list; give one list");
    }
    text += (text.empty() ? "" : ",") + optionText(key, item);
  }
  return text;
}

}  // namespace

std::string experimentName(SweepExperiment experiment) { return nameOf(kExperiments, experiment); }

SweepExperiment parseExperiment(const std::string& name) {
  return valueOf(kExperiments, "experiment", name);
}

bool SweepGrid::measures(SweepExperiment experiment) const {
  return std::find(experiments.begin(), experiments.end(), experiment) != experiments.end();
}

const std::vector<std::string>& gridKeys() {
  static const std::vector<std::string> keys = {
      "units-per-cluster", "thresholds", "repetitions", "shares", "replays", "experiments"};
  return keys;
}

void setGridValue(SweepGrid& grid, const std::string& key, const std::string& text) {
  if (key == "units-per-cluster") {
    const auto numbers =
        numbersOf(key, text, {1, kMostUnits, true, false, "whole numbers from 1, such as 1-4,8"});
    grid.unitsPerCluster.assign(numbers.begin(), numbers.end());
  } else if (key == "thresholds") {
    grid.thresholds = numbersOf(key, text, {0, 1, false, false, "numbers from 0 to 1"});
  } else if (key == "shares") {
    grid.shares = numbersOf(key, text, {0, 100, false, true, "percents above 0 and up to 100"});
    for (double& share : grid.shares) {
      share /= 100;
    }
  } else if (key == "repetitions") {
    grid.repetitions = countOf(key, text);
  } else if (key == "replays") {
    grid.replays = countOf(key, text);
  } else if (key == "experiments") {
    grid.experiments = experimentsOf(text);
  } else {
    std::string known;
    for (const std::string& name : gridKeys()) {
      known += (known.empty() ? "" : ", ") + name;
    }
    throw Error(ErrorCode::Usage, "\"" + key + "\" is nothing that a grid says; it has " + known);
  }
}

SweepGrid readGrid(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const ordered_json json = ordered_json::parse(file, nullptr, false);
  if (!file.is_open() || !json.is_object()) {
    throw Error(ErrorCode::BadInput,
                path + (file.is_open() ? " is no JSON object" : " cannot be read") +
                    "; give a grid such as {\"units-per-cluster\": [1, 2, 5]}");
  }
  SweepGrid grid;
  for (const auto& [key, value] : json.items()) {
    try {
      setGridValue(grid, key, optionText(key, value));
    } catch (const Error& error) {
      throw Error(ErrorCode::Usage, "in the grid " + path + " " + error.what());
    }
  }
  return grid;
}

}  // namespace maacc
