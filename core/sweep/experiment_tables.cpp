#include "core/sweep/experiment_tables.h"

#include <algorithm>
#include <functional>

#include "core/base/number_text.h"
#include "core/report/report_text.h"

namespace maacc {
namespace {

// What the cells of one row are taken from.
struct Line {
  const SweepTask& task;
  const TrialSummary& found;
  KillCriterion criterion;
  const ExhaustiveResult& exhaustive;
  const PublishedRow* published;  // null: there is none for this line
  const PublishedRow* publishedExhaustive;
};

struct Column {
  const char* title;
  const char* field;
  CellKind kind;
  std::function<SweepCell(const Line&)> cell;
  bool inPaper = true;
};

SweepCell cellOf(const std::optional<double>& value) {
  return value ? SweepCell(*value) : SweepCell();
}

template <class Value>
Column found(const char* title, const char* field, CellKind kind, Value TrialSummary::*member) {
  return {title, field, kind,
          [member](const Line& line) { return cellOf(std::optional<double>(line.found.*member)); }};
}

// Printed, but too much for a page.
Column detail(Column column) {
  column.inPaper = false;
  return column;
}

Column published(const char* title,
                 const char* field,
                 CellKind kind,
                 double PublishedRow::*member) {
  return {title, field, kind, [member](const Line& line) {
            return line.published == nullptr ? SweepCell() : SweepCell(line.published->*member);
          }};
}

Column publishedError() {
  return {"Published error", "published_error", CellKind::Change, [](const Line& line) {
            if (line.published == nullptr || line.publishedExhaustive == nullptr) {
              return SweepCell();
            }
            const double truth = line.publishedExhaustive->score;
            return truth > 0 ? SweepCell((truth - line.published->score) / truth) : SweepCell();
          }};
}

Column parameter(const char* title, const char* field) {
  return {title, field, CellKind::Number, [](const Line& line) { return line.task.value; }};
}

Column strategy(const char* title) {
  return {title, "strategy", CellKind::Text,
          [](const Line& line) { return methodTitle(line.task.method); }};
}

Column criterion() {
  return {"Criterion", "criterion", CellKind::Text,
          [](const Line& line) { return criterionName(line.criterion); }};
}

Column mutantsSaved() {
  return {"Saved", "mutants_saved", CellKind::Percent, [](const Line& line) {
            return 1 - line.found.mutants / static_cast<double>(line.exhaustive.mutants);
          }};
}

Column trials() {
  return {"Trials", "trials", CellKind::Whole,
          [](const Line& line) { return static_cast<double>(line.found.trials); }};
}

std::vector<Column> neuronColumns() {
  return {
      parameter("Units", "units_per_cluster"),
      strategy("Variant"),
      criterion(),
      found("Clusters", "clusters", CellKind::Whole, &TrialSummary::clusters),
      found("Mutants", "mutants", CellKind::Whole, &TrialSummary::mutants),
      detail(mutantsSaved()),
      found("Score", "score", CellKind::Score, &TrialSummary::score),
      found("SD", "score_sd", CellKind::Score, &TrialSummary::deviation),
      found("Error", "error", CellKind::Change, &TrialSummary::error),
      detail(trials()),
      detail(found("Pairs", "pairs_evaluated", CellKind::Whole, &TrialSummary::pairs)),
      detail(found("Cluster s", "cluster_seconds", CellKind::Seconds, &TrialSummary::planSeconds)),
      detail(found("Verdicts s", "verdict_seconds", CellKind::Seconds, &TrialSummary::seconds)),
      published("Published", "published_score", CellKind::Score, &PublishedRow::score),
      detail(published("Clusters", "published_clusters", CellKind::Whole, &PublishedRow::clusters)),
      publishedError(),
  };
}

std::vector<Column> mutantColumns() {
  return {
      parameter("Threshold", "threshold"),
      strategy("Variant"),
      criterion(),
      found("Clusters", "clusters", CellKind::Whole, &TrialSummary::clusters),
      detail(mutantsSaved()),
      found("Score", "score", CellKind::Score, &TrialSummary::score),
      found("SD", "score_sd", CellKind::Score, &TrialSummary::deviation),
      found("Error", "error", CellKind::Change, &TrialSummary::error),
      detail(found("|Error|", "mean_absolute_error_relative", CellKind::Percent,
                   &TrialSummary::relativeError)),
      found("Hidden", "hidden_score", CellKind::Score, &TrialSummary::hidden),
      detail(found("SD", "hidden_score_sd", CellKind::Score, &TrialSummary::hiddenDeviation)),
      detail(trials()),
      detail(found("Cluster s", "cluster_seconds", CellKind::Seconds, &TrialSummary::planSeconds)),
      published("Published", "published_score", CellKind::Score, &PublishedRow::score),
      detail(published("SD", "published_score_sd", CellKind::Score, &PublishedRow::scoreDeviation)),
      published("Clusters", "published_clusters", CellKind::Whole, &PublishedRow::clusters),
      detail(publishedError()),
  };
}

std::string settingText(const SweepTask& task) {
  switch (task.parameter) {
    case SweepParameter::UnitsPerCluster:
      return countText(static_cast<int64_t>(task.value), "unit");
    case SweepParameter::Threshold:
      return numberText(task.value);
    case SweepParameter::Share:
      break;
  }
  return numberText(100 * task.value) + " %";
}

std::vector<Column> strategyColumns() {
  return {
      strategy("Strategy"),
      {"At", "setting", CellKind::Text, [](const Line& line) { return settingText(line.task); }},
      criterion(),
      found("Share", "share", CellKind::Percent, &TrialSummary::share),
      found("Score", "score", CellKind::Score, &TrialSummary::score),
      found("Error, points", "mean_absolute_error", CellKind::Points, &TrialSummary::absoluteError),
      found("relative", "mean_absolute_error_relative", CellKind::Percent,
            &TrialSummary::relativeError),
      found("SD, points", "score_sd", CellKind::Points, &TrialSummary::deviation),
      found("+-, points", "mean_half_width", CellKind::Points, &TrialSummary::halfWidth),
      found("Covered", "coverage", CellKind::Percent, &TrialSummary::coverage),
      detail(trials()),
      detail(found("Plan s", "plan_seconds", CellKind::Seconds, &TrialSummary::planSeconds)),
      detail(found("Verdicts s", "verdict_seconds", CellKind::Seconds, &TrialSummary::seconds)),
  };
}

// Which tasks a table shows, and how.
struct Experiment {
  SweepExperiment kind;
  std::string caption;
  std::vector<Column> columns;
  int textColumns;
  std::size_t mostTrials;
  std::function<bool(const SweepTask&)> shows;
};

class TableMaker {
 public:
  explicit TableMaker(const SweepResults& results) : results_(results) {}

  SweepTable make(const Experiment& experiment) const {
    SweepTable table;
    table.id = experimentName(experiment.kind);
    table.caption = results_.model + ": " + experiment.caption + ". " + exhaustiveText();
    table.textColumns = experiment.textColumns;
    for (const Column& column : experiment.columns) {
      table.columns.push_back({column.title, column.field, column.kind, column.inPaper});
    }
    for (const std::size_t index : order(experiment)) {
      addRow(experiment, index, table);
    }
    return table;
  }

 private:
  // The comparison of strategies goes by strategy, then by how much is tested.
  std::vector<std::size_t> order(const Experiment& experiment) const {
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < results_.tasks.size(); ++i) {
      if (experiment.shows(results_.tasks[i])) {
        indices.push_back(i);
      }
    }
    if (experiment.kind == SweepExperiment::Strategies) {
      std::stable_sort(indices.begin(), indices.end(), [this](std::size_t a, std::size_t b) {
        const SweepTask& left = results_.tasks[a];
        const SweepTask& right = results_.tasks[b];
        return std::pair(left.method, left.parameter) < std::pair(right.method, right.parameter);
      });
    }
    return indices;
  }

  std::string exhaustiveText() const {
    const ExhaustiveResult& all = results_.exhaustive;
    std::string text = "Exhaustive: " + scoreDigits(all.scores[0]) + " true-class, " +
                       scoreDigits(all.scores[1]) + " predicted-class; " +
                       countText(all.mutants, "mutant") + ", " + wholeText(all.pairs) +
                       " pairs evaluated in " + secondsDigits(all.seconds) + " s";
    if (results_.published.exhaustive) {
      text += "; published: " + scoreDigits(results_.published.exhaustive->score);
    }
    return text;
  }

  const PublishedRow* publishedRow(const SweepTask& task, KillCriterion criterion) const {
    if (criterion != KillCriterion::PredictedClass) {
      return nullptr;
    }
    if (task.method == SweepMethod::NeuronsTogether) {
      return findRow(results_.published.neuronClusters, task.value);
    }
    return task.method == SweepMethod::PublishedMutants
               ? findRow(results_.published.mutantClusters, task.value)
               : nullptr;
  }

  void addRow(const Experiment& experiment, std::size_t index, SweepTable& table) const {
    const SweepTask& task = results_.tasks[index];
    const SweepRow& row = results_.rows[index];
    if (!row.reason.empty()) {
      addNote(methodTitle(task.method) + " was left out: " + row.reason + ".", table);
      return;
    }
    const auto trials = std::span(row.trials)
                            .first(std::min({row.trials.size(), experiment.mostTrials,
                                             static_cast<std::size_t>(task.trials)}));
    for (KillCriterion criterion : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
      const auto summary =
          summarizeTrials(trials, criterion, results_.exhaustive.scoreOf(criterion));
      if (!summary) {
        continue;
      }
      const auto& exhaustive = results_.published.exhaustive;
      const Line line{task,
                      *summary,
                      criterion,
                      results_.exhaustive,
                      publishedRow(task, criterion),
                      exhaustive ? &*exhaustive : nullptr};
      std::vector<SweepCell>& cells = table.rows.emplace_back();
      for (const Column& column : experiment.columns) {
        cells.push_back(column.cell(line));
      }
    }
  }

  static void addNote(const std::string& note, SweepTable& table) {
    if (std::find(table.notes.begin(), table.notes.end(), note) == table.notes.end()) {
      table.notes.push_back(note);
    }
  }

  const SweepResults& results_;
};

}  // namespace

std::vector<SweepTable> experimentTables(const SweepResults& results) {
  const auto repetitions = static_cast<std::size_t>(results.grid.repetitions);
  const std::vector<Experiment> experiments = {
      {SweepExperiment::NeuronClusters,
       "neuron clusters by units per cluster; error: (exhaustive - score) / exhaustive",
       neuronColumns(), 3, repetitions,
       [](const SweepTask& task) { return task.parameter == SweepParameter::UnitsPerCluster; }},
      {SweepExperiment::MutantClusters,
       "mutant clusters by threshold, one random representative each; error: (exhaustive - score) "
       "/ exhaustive; hidden: the score without output layers, as published",
       mutantColumns(), 3, repetitions,
       [](const SweepTask& task) { return task.parameter == SweepParameter::Threshold; }},
      {SweepExperiment::Strategies,
       "mean absolute error by strategy and share of the evaluations; +-: mean half width of the "
       "95 % interval; covered: intervals that hold the exhaustive score",
       strategyColumns(), 3, static_cast<std::size_t>(-1), [](const SweepTask&) { return true; }}};
  const TableMaker maker(results);
  std::vector<SweepTable> tables;
  for (const Experiment& experiment : experiments) {
    if (results.grid.measures(experiment.kind)) {
      tables.push_back(maker.make(experiment));
    }
  }
  return tables;
}

}  // namespace maacc
