#include <algorithm>
#include <filesystem>

#include "core/report/report_tables.h"
#include "core/report/report_text.h"

namespace maacc {
namespace {

constexpr std::size_t kHashDigits = 16;
constexpr const char* kNone = "-";

std::string orNone(const std::string& text) { return text.empty() ? "none" : text; }

std::string fileName(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

std::string hashText(const std::string& hash) {
  return hash.size() > kHashDigits ? hash.substr(0, kHashDigits) + "..." : hash;
}

// "0.2655", "0.2655 [0.2331, 0.2979]"
std::string scoreCell(const std::optional<ScoreEstimate>& estimate) {
  if (!estimate) {
    return kNone;
  }
  return scoreDigits(estimate->value) +
         (estimate->low == estimate->high
              ? ""
              : " [" + scoreDigits(estimate->low) + ", " + scoreDigits(estimate->high) + "]");
}

std::string unitsCell(const Mutant& mutant) {
  constexpr std::size_t kUnitsShown = 12;
  if (mutant.units.size() <= kUnitsShown) {
    return unitsText(mutant, " ");
  }
  Mutant beginning = mutant;
  beginning.units.resize(kUnitsShown);
  return unitsText(beginning, " ") + " ... (" + std::to_string(mutant.units.size()) + " units)";
}

std::string idOf(const std::string& table, std::size_t position) {
  return table + "-" + std::to_string(position);
}

bool anyUndecided(const std::vector<ReportedGroup>& groups) {
  return std::any_of(groups.begin(), groups.end(),
                     [](const ReportedGroup& group) { return group.summary.undecided > 0; });
}

// Names of stages or counters over all runs, in order of first use.
template <class Entry>
std::vector<std::string> namesOf(const std::vector<ReportedRun>& runs,
                                 std::vector<Entry> ReportedRun::*entries,
                                 std::string Entry::*name) {
  std::vector<std::string> names;
  for (const ReportedRun& run : runs) {
    for (const Entry& entry : run.*entries) {
      if (std::find(names.begin(), names.end(), entry.*name) == names.end()) {
        names.push_back(entry.*name);
      }
    }
  }
  return names;
}

std::vector<std::string> withRunNames(const std::string& first,
                                      const std::vector<ReportedRun>& runs) {
  std::vector<std::string> header = {first};
  for (const ReportedRun& run : runs) {
    header.push_back(run.name);
  }
  return header;
}

std::string withoutUnderscores(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

}  // namespace

ReportTable subjectTable(const ReportedRun& run, std::size_t position) {
  const RunSettings& settings = run.contents.settings;
  const Baseline& baseline = run.contents.baseline;
  ReportTable table{idOf("run", position), "What was measured: " + run.name, {"", ""}, {}, 2};
  table.header = {"Setting", "Value"};
  const auto add = [&table](const char* label, const std::string& value) {
    table.rows.push_back({label, value});
  };
  add("Model", fileName(settings.modelPath));
  add("Model hash", hashText(settings.modelHash));
  add("Data", fileName(settings.dataPath));
  if (!settings.labelsPath.empty()) {
    add("Labels", fileName(settings.labelsPath));
  }
  add("Data hash", hashText(settings.dataHash));
  add("Preprocessing", orNone(settings.preprocessing));
  add("Inputs", std::to_string(baseline.inputs) + ", of which " +
                    std::to_string(baseline.correctInputs.size()) +
                    " are classified correctly (accuracy " + scoreDigits(baseline.accuracy()) +
                    ")");
  add("Classes", std::to_string(baseline.classes));
  add("Operators", joinedText(settings.operators));
  add("Mutated layers", settings.layers.empty() ? "all" : joinedText(settings.layers));
  add("Kill criterion", criterionName(settings.criterion));
  add("Strategy", settings.strategy);
  add("Evaluator", settings.evaluator);
  add("Seed", std::to_string(settings.seed));
  add("Plan hash", hashText(run.contents.plan.hash));
  add("State", stateName(run.state));
  const RunEnvironment& environment = run.environment;
  if (!environment.device.empty()) {
    add("Machine", machineText(environment));
    add("Versions", "maacc " + environment.programVersion + ", libtorch " +
                        environment.torchVersion + ", " + environment.blas);
  }
  return table;
}

ReportTable networkTable(const ReportedRun& run, std::size_t position) {
  ReportTable table{idOf("network", position),
                    "Layers of " + fileName(run.contents.settings.modelPath),
                    {"Layer", "Kind", "Activation", "Output shape", "Parameters", "Units"},
                    {},
                    4};
  for (const LayerSummary& layer : run.contents.layers) {
    table.rows.push_back({layer.name, layer.kind,
                          layer.activation.empty() ? kNone : layer.activation,
                          shapeText(layer.outputShape), std::to_string(layer.parameters),
                          layer.weightedLayer < 0 ? kNone : std::to_string(layer.units)});
  }
  return table;
}

ReportTable operatorsTable(const std::vector<ReportedRun>& runs) {
  ReportTable table{
      "operators",
      "Mutation operators (w: incoming weights of a unit, b: its bias; primes: after)",
      {"Operator", "Name", "Formula"},
      {},
      3};
  for (const ReportedRun& run : runs) {
    for (const OperatorText& text : operatorTexts(run.contents.settings)) {
      const std::vector<std::string> row = {text.code, text.name.empty() ? kNone : text.name,
                                            text.formula.empty() ? kNone : text.formula};
      if (std::find(table.rows.begin(), table.rows.end(), row) == table.rows.end()) {
        table.rows.push_back(row);
      }
    }
  }
  return table;
}

ReportTable scoreTable(const std::vector<ReportedRun>& runs) {
  ReportTable table{
      "scores",
      "Mutation scores: killed classes / (mutants x classes), or their estimate",
      {"Run", "Criterion", "Found by", "Killed / (mutants x classes)", "Interval", "Score"},
      {},
      3};
  for (const ReportedRun& run : runs) {
    const auto add = [&](KillCriterion criterion, const std::optional<ScoreEstimate>& estimate,
                         const Score& score, const std::string& judged) {
      if (estimate) {
        table.rows.push_back({run.name, criterionName(criterion),
                              (run.scores.estimated ? estimate->method : "all mutants") + judged,
                              run.scores.estimated ? kNone : fractionText(score),
                              intervalText(*estimate), scoreDigits(estimate->value)});
      }
    };
    const auto addBoth = [&add](const RunScores& scores, const ScoreSummary& summary,
                                const std::string& judged) {
      add(KillCriterion::TrueClass, scores.trueClass, summary.trueClass, judged);
      add(KillCriterion::PredictedClass, scores.predictedClass, summary.predictedClass, judged);
    };
    addBoth(run.scores, run.summary, "");
    if (run.withoutMarked.leftOut() > 0) {
      addBoth(run.withoutMarked.scores, run.withoutMarked.summary,
              ", without " + std::to_string(run.withoutMarked.leftOut()) + " marked");
    }
  }
  return table;
}

ReportTable verdictTable(const std::vector<ReportedRun>& runs) {
  ReportTable table{
      "verdicts",
      "Verdicts; proven: survivors for which no input had to be evaluated",
      {"Run", "Mutants", "Tested", "Killed", "Survived", "Proven", "Undecided", "Errors"},
      {},
      1};
  for (const ReportedRun& run : runs) {
    const ScoreSummary& s = run.summary;
    std::vector<std::string> row = {run.name};
    for (int64_t count :
         {s.planned, s.tested, s.killed, s.survived, s.proven, s.undecided, s.errors}) {
      row.push_back(std::to_string(count));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

ReportTable groupTable(const ReportedRun& run,
                       const std::vector<ReportedGroup>& groups,
                       const std::string& kind,
                       std::size_t position) {
  const bool undecided = anyUndecided(groups);
  ReportTable table{idOf(kind + "-scores", position),
                    "Scores per " + kind + ": " + run.name +
                        (run.scores.estimated ? " (estimates with their intervals)" : ""),
                    {kind == "layer" ? "Layer" : "Operator", "Mutants", "Tested", "Killed",
                     "Survived", "Errors", "true-class", "predicted-class"},
                    {},
                    1};
  if (undecided) {
    table.header.insert(table.header.begin() + 5, "Undecided");
  }
  for (const ReportedGroup& group : groups) {
    const ScoreSummary& s = group.summary;
    std::vector<std::string> row = {group.name, std::to_string(s.planned), std::to_string(s.tested),
                                    std::to_string(s.killed), std::to_string(s.survived)};
    if (undecided) {
      row.push_back(std::to_string(s.undecided));
    }
    row.insert(row.end(), {std::to_string(s.errors), scoreCell(group.scores.trueClass),
                           scoreCell(group.scores.predictedClass)});
    table.rows.push_back(std::move(row));
  }
  return table;
}

ReportTable survivorTable(const ReportedRun& run, std::size_t shown, std::size_t position) {
  ReportTable table{idOf("survivors", position), "", {"Mutant", "Layer", "Units", "Change"}, {}, 4};
  for (const MutantEntry& entry : testedMutants(run.contents)) {
    if (entry.record.status != MutantStatus::Survived || table.rows.size() == shown) {
      continue;
    }
    const Mutant& mutant = entry.mutant;
    table.rows.push_back(
        {mutant.id.text,
         run.contents.weightedLayerNames.at(static_cast<std::size_t>(mutant.weightedLayer)),
         unitsCell(mutant), operatorFormula(mutant.op)});
  }
  const auto listed = static_cast<int64_t>(table.rows.size());
  table.caption = "Survivors: " + run.name +
                  (listed < run.summary.survived ? ", the first " + std::to_string(listed) + " of "
                                                 : ", all ") +
                  std::to_string(run.summary.survived);
  return table;
}

ReportTable markTable(const ReportedRun& run, std::size_t position) {
  ReportTable table{idOf("marks", position),
                    "Marked by people: " + run.name,
                    {"Mutant", "Mark", "Verdict", "Reason"},
                    {},
                    4};
  const std::vector<KillRecord>& records = run.contents.records;
  for (const MarkedMutant& marked : run.marked) {
    const auto record = std::lower_bound(
        records.begin(), records.end(), marked.mutant,
        [](const KillRecord& r, int64_t mutant) { return r.mutantIndex < mutant; });
    const bool tested = record != records.end() && record->mutantIndex == marked.mutant;
    table.rows.push_back(
        {run.contents.plan.mutants.at(static_cast<std::size_t>(marked.mutant)).id.text,
         markName(marked.mark.kind), tested ? statusName(record->status) : "not tested",
         marked.mark.reason});
  }
  return table;
}

ReportTable workTable(const std::vector<ReportedRun>& runs) {
  ReportTable table{"work",
                    "Work: pairs of a mutant and an input, and arithmetic",
                    withRunNames("Work", runs),
                    {},
                    1};
  for (const std::string& name : namesOf(runs, &ReportedRun::counts, &WorkCount::name)) {
    std::vector<std::string> row = {name == "flops" ? "FLOP" : withoutUnderscores(name)};
    for (const ReportedRun& run : runs) {
      const auto found =
          std::find_if(run.counts.begin(), run.counts.end(),
                       [&name](const WorkCount& count) { return count.name == name; });
      row.push_back(found == run.counts.end() ? kNone : std::to_string(found->value));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

ReportTable timeTable(const std::vector<ReportedRun>& runs) {
  ReportTable table{"time", "Time by stage, in seconds", withRunNames("Stage", runs), {}, 1};
  for (const std::string& name : namesOf(runs, &ReportedRun::times, &StageTime::stage)) {
    std::vector<std::string> row = {name};
    for (const ReportedRun& run : runs) {
      const auto found =
          std::find_if(run.times.begin(), run.times.end(),
                       [&name](const StageTime& time) { return time.stage == name; });
      row.push_back(found == run.times.end() ? kNone : secondsDigits(found->seconds));
    }
    table.rows.push_back(std::move(row));
  }
  std::vector<std::string> total = {"total"};
  for (const ReportedRun& run : runs) {
    double sum = 0;
    for (const StageTime& time : run.times) {
      sum += time.seconds;
    }
    total.push_back(secondsDigits(sum));
  }
  table.rows.push_back(std::move(total));
  return table;
}

}  // namespace maacc
