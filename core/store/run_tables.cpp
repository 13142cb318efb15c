#include "core/store/run_tables.h"

#include <charconv>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/store/run_schema.h"

namespace maacc {
namespace {

using nlohmann::json;

[[noreturn]] void damaged(const SqliteDatabase& database, const std::string& detail) {
  throw Error(ErrorCode::BadInput, damagedMessage(database.path(), detail));
}

int checkedInt(const SqliteDatabase& database, int64_t value, int64_t least, const char* what) {
  if (value < least || value > std::numeric_limits<int>::max()) {
    damaged(database, std::string(what) + " is " + std::to_string(value));
  }
  return static_cast<int>(value);
}

template <class Number>
Number parseWhole(const SqliteDatabase& database, const std::string& text, const char* what) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end) {
    damaged(database, std::string(what) + " is \"" + text + "\"");
  }
  return value;
}

template <class Element>
std::string listText(const std::vector<Element>& list) {
  return json(list).dump(-1, ' ', false, json::error_handler_t::replace);
}

template <class Element>
std::vector<Element> parseList(const SqliteDatabase& database, const std::string& text) {
  const json list = json::parse(text, nullptr, false);
  bool fits = list.is_array();
  for (std::size_t i = 0; fits && i < list.size(); ++i) {
    fits = std::is_same_v<Element, std::string> ? list[i].is_string() : list[i].is_number_integer();
  }
  if (!fits) {
    damaged(database, "a list in it cannot be read");
  }
  return list.get<std::vector<Element>>();
}

std::string unitsText(const std::vector<int>& units) {
  std::string text;
  for (int unit : units) {
    text += (text.empty() ? "" : " ") + std::to_string(unit);
  }
  return text;
}

std::vector<int> parseUnits(const SqliteDatabase& database, const std::string& text) {
  std::vector<int> units;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    units.push_back(parseWhole<int>(database, text.substr(begin, end - begin), "a unit"));
    const bool ascending =
        units.back() >= 0 && (units.size() < 2 || units.end()[-2] < units.back());
    if (!ascending) {
      damaged(database, "the units of a mutant are \"" + text + "\"");
    }
    begin = end + 1;
  }
  return units;
}

Operator readOperator(const SqliteDatabase& database, const std::string& text) {
  try {
    return parseOperator(text);
  } catch (const Error& error) {
    damaged(database, error.what());
  }
}

void writeCorrectInputs(SqliteDatabase& database, const Baseline& baseline) {
  SqliteStatement insert(
      database,
      "INSERT INTO correct_input (position, input, true_class, margin) VALUES (?, ?, ?, ?)");
  for (std::size_t i = 0; i < baseline.correctInputs.size(); ++i) {
    insert.bind(static_cast<int64_t>(i))
        .bind(int64_t{baseline.correctInputs[i]})
        .bind(int64_t{baseline.correctLabels[i]})
        .bind(baseline.correctMargins[i])
        .run();
  }
}

void writeMutants(SqliteDatabase& database, const MutationPlan& plan) {
  SqliteStatement insert(database,
                         "INSERT INTO mutant (mutant_index, id, weighted_layer, units, operator) "
                         "VALUES (?, ?, ?, ?, ?)");
  int64_t index = 0;
  for (const Mutant& mutant : plan.mutants) {
    insert.bind(index++)
        .bind(mutant.id.text)
        .bind(int64_t{mutant.weightedLayer})
        .bind(unitsText(mutant.units))
        .bind(operatorText(mutant.op))
        .run();
  }
  // Built in one sort at the end: several times faster than growing it row by row.
  database.execute("CREATE UNIQUE INDEX mutant_by_id ON mutant (id)");
}

KillCriterion readCriterion(const SqliteDatabase& database, const std::string& text) {
  try {
    return parseCriterion(text);
  } catch (const Error& error) {
    damaged(database, error.what());
  }
}

Evidence readEvidence(const SqliteDatabase& database, const std::string& text) {
  try {
    return parseEvidence(text);
  } catch (const Error& error) {
    damaged(database, error.what());
  }
}

}  // namespace

RunSize readRunSize(const SqliteDatabase& database) {
  SqliteStatement row(database,
                      "SELECT mutants, inputs, correct_inputs, classes FROM run WHERE id = 1");
  if (!row.step()) {
    damaged(database, "its run table is empty");
  }
  constexpr int64_t kMostClasses = 10'000'000;
  RunSize size;
  size.mutants = row.integer(0);
  size.inputs = row.integer(1);
  size.correctInputs = row.integer(2);
  size.classes = checkedInt(database, row.integer(3), 1, "the number of classes");
  const bool fits = size.mutants >= 0 && size.correctInputs >= 0 && size.classes <= kMostClasses &&
                    size.correctInputs <= size.inputs &&
                    size.inputs <= std::numeric_limits<int32_t>::max();
  if (!fits) {
    damaged(database, "the sizes in its run table are impossible");
  }
  return size;
}

void writeRun(SqliteDatabase& database, const Baseline& baseline, const RunPlan& runPlan) {
  const MutationPlan& plan = runPlan.mutants;
  MAACC_CHECK(baseline.classes >= 1 && !plan.mutants.empty());
  MAACC_CHECK(baseline.correctInputs.size() == baseline.correctLabels.size());
  MAACC_CHECK(baseline.correctInputs.size() == baseline.correctMargins.size());
  SqliteStatement insert(
      database,
      "INSERT INTO run (id, state, mutants, classes, inputs, correct_inputs, plan_seed, plan_hash, "
      "random_draw, created) VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', "
      "'now'))");
  insert.bind(stateName(RunState::Running))
      .bind(static_cast<int64_t>(plan.mutants.size()))
      .bind(int64_t{baseline.classes})
      .bind(baseline.inputs)
      .bind(static_cast<int64_t>(baseline.correctInputs.size()))
      .bind(std::to_string(plan.seed))
      .bind(plan.hash)
      .bind(int64_t{runPlan.sample.randomDraw ? 1 : 0})
      .run();
  writeCorrectInputs(database, baseline);
  writeMutants(database, plan);
}

void writeSettings(SqliteDatabase& database, const RunSettings& settings) {
  SqliteStatement insert(database, "INSERT INTO setting (name, value) VALUES (?, ?)");
  const auto put = [&insert](const char* name, const std::string& value) {
    insert.bind(name).bind(value).run();
  };
  put("model_path", settings.modelPath);
  put("model_hash", settings.modelHash);
  put("data_path", settings.dataPath);
  put("labels_path", settings.labelsPath);
  put("data_key", settings.dataKey);
  put("labels_key", settings.labelsKey);
  if (settings.labelsFrom != 0) {
    put("labels_from", std::to_string(settings.labelsFrom));
  }
  put("data_hash", settings.dataHash);
  put("preprocessing", settings.preprocessing);
  put("operators", listText(settings.operators));
  put("layers", listText(settings.layers));
  put("limit_inputs", std::to_string(settings.limitInputs));
  put("seed", std::to_string(settings.seed));
  put("strategy", settings.strategy);
  put("reduction", settings.reduction);
  put("evaluator", settings.evaluator);
  put("kill_criterion", criterionName(settings.criterion));
  put("evidence", evidenceName(settings.evidence));
}

void writeLayers(SqliteDatabase& database, const std::vector<LayerSummary>& layers) {
  SqliteStatement insert(
      database,
      "INSERT INTO layer (position, name, kind, activation, inputs, output_shape, parameters, "
      "units, weighted_layer) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  int64_t position = 0;
  for (const LayerSummary& layer : layers) {
    insert.bind(position++)
        .bind(layer.name)
        .bind(layer.kind)
        .bind(layer.activation)
        .bind(listText(layer.inputs))
        .bind(listText(layer.outputShape))
        .bind(layer.parameters)
        .bind(int64_t{layer.units})
        .bind(int64_t{layer.weightedLayer})
        .run();
  }
}

RunSettings readSettings(const SqliteDatabase& database) {
  std::map<std::string, std::string> values;
  SqliteStatement rows(database, "SELECT name, value FROM setting");
  while (rows.step()) {
    values[rows.text(0)] = rows.text(1);
  }
  const auto get = [&](const char* name) {
    const auto found = values.find(name);
    if (found == values.end()) {
      damaged(database, std::string("setting ") + name + " is missing");
    }
    return found->second;
  };
  RunSettings settings;
  settings.modelPath = get("model_path");
  settings.modelHash = get("model_hash");
  settings.dataPath = get("data_path");
  settings.labelsPath = get("labels_path");
  settings.dataKey = get("data_key");
  settings.labelsKey = get("labels_key");
  settings.labelsFrom = values.count("labels_from") == 0
                            ? 0
                            : parseWhole<int32_t>(database, get("labels_from"), "labels_from");
  settings.dataHash = get("data_hash");
  settings.preprocessing = get("preprocessing");
  settings.operators = parseList<std::string>(database, get("operators"));
  settings.layers = parseList<std::string>(database, get("layers"));
  settings.limitInputs = parseWhole<int64_t>(database, get("limit_inputs"), "limit_inputs");
  settings.seed = parseWhole<uint64_t>(database, get("seed"), "the seed");
  settings.strategy = get("strategy");
  settings.reduction = hasReductionTables(database) ? get("reduction") : std::string();
  settings.evaluator = get("evaluator");
  settings.criterion = readCriterion(database, get("kill_criterion"));
  settings.evidence = readEvidence(database, get("evidence"));
  return settings;
}

std::vector<LayerSummary> readLayers(const SqliteDatabase& database) {
  SqliteStatement rows(
      database,
      "SELECT name, kind, activation, inputs, output_shape, parameters, units, weighted_layer "
      "FROM layer ORDER BY position");
  std::vector<LayerSummary> layers;
  while (rows.step()) {
    LayerSummary layer;
    layer.name = rows.text(0);
    layer.kind = rows.text(1);
    layer.activation = rows.text(2);
    layer.inputs = parseList<int>(database, rows.text(3));
    layer.outputShape = parseList<int64_t>(database, rows.text(4));
    layer.parameters = rows.integer(5);
    layer.units = checkedInt(database, rows.integer(6), 0, "a layer's number of units");
    layer.weightedLayer = checkedInt(database, rows.integer(7), -1, "a layer's number");
    layers.push_back(std::move(layer));
  }
  return layers;
}

Baseline readBaseline(const SqliteDatabase& database) {
  const RunSize size = readRunSize(database);
  Baseline baseline;
  baseline.classes = size.classes;
  baseline.inputs = size.inputs;
  SqliteStatement rows(database,
                       "SELECT input, true_class, margin FROM correct_input ORDER BY position");
  while (rows.step()) {
    const int input = checkedInt(database, rows.integer(0), 0, "an input");
    const int label = checkedInt(database, rows.integer(1), 0, "a class");
    if (input >= size.inputs || label >= size.classes) {
      damaged(database, "an input or a class in it is beyond the data");
    }
    baseline.correctInputs.push_back(input);
    baseline.correctLabels.push_back(label);
    const bool notANumber = rows.isNull(2);
    baseline.correctMargins.push_back(notANumber ? std::numeric_limits<double>::quiet_NaN()
                                                 : rows.real(2));
  }
  if (static_cast<int64_t>(baseline.correctInputs.size()) != size.correctInputs) {
    damaged(database, "its list of correct inputs is incomplete");
  }
  return baseline;
}

MutationPlan readPlan(const SqliteDatabase& database) {
  MutationPlan plan;
  plan.seed =
      parseWhole<uint64_t>(database, database.text("SELECT plan_seed FROM run"), "the seed");
  plan.hash = database.text("SELECT plan_hash FROM run");
  const int64_t layers = database.integer("SELECT count(*) FROM layer WHERE weighted_layer >= 0");
  std::map<std::string, Operator> operators;
  SqliteStatement rows(database,
                       "SELECT mutant_index, id, weighted_layer, units, operator FROM mutant "
                       "ORDER BY mutant_index");
  while (rows.step()) {
    if (rows.integer(0) != static_cast<int64_t>(plan.mutants.size()) || rows.integer(2) < 0 ||
        rows.integer(2) >= layers) {
      damaged(database, "its list of mutants is out of order");
    }
    const std::string opText = rows.text(4);
    auto known = operators.find(opText);
    if (known == operators.end()) {
      known = operators.emplace(opText, readOperator(database, opText)).first;
    }
    plan.mutants.push_back({{rows.text(1)},
                            static_cast<int>(rows.integer(2)),
                            parseUnits(database, rows.text(3)),
                            known->second});
  }
  if (static_cast<int64_t>(plan.mutants.size()) != readRunSize(database).mutants) {
    damaged(database, "its list of mutants is incomplete");
  }
  return plan;
}

}  // namespace maacc
