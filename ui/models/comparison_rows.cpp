#include "ui/models/comparison_rows.h"

#include <QCoreApplication>

#include "core/report/report_text.h"
#include "core/report/text_table.h"
#include "ui/text.h"

namespace maacc {
namespace {

constexpr int kScorePlaces = 4;
constexpr int kPercentPlaces = 2;

QString tr(const char* text) { return QCoreApplication::translate("maacc::ComparisonRows", text); }

QString fromCore(const std::string& text) { return QString::fromStdString(text); }

struct SavedColumn {
  const char* title;
  const char* saving;
};
constexpr std::array<SavedColumn, 4> kSaved{
    {{QT_TRANSLATE_NOOP("maacc::ComparisonRows", "Mutants saved"), "mutants tested"},
     {QT_TRANSLATE_NOOP("maacc::ComparisonRows", "Pairs saved"), "pairs evaluated"},
     {QT_TRANSLATE_NOOP("maacc::ComparisonRows", "FLOP saved"), "FLOP"},
     {QT_TRANSLATE_NOOP("maacc::ComparisonRows", "Time saved"), "total"}}};

QString coveredText(const ScoreError& error) {
  return !error.covered ? dashText() : *error.covered ? tr("yes") : tr("no");
}

QStringList errorCells(const ScoreError& error) {
  return {fromCore(criterionName(error.criterion)),
          fromCore(scoreDigits(error.base.value)),
          fromCore(scoreDigits(error.run.value)),
          fromCore(changeDigits(error.absolute)),
          error.relative ? fromCore(changePercentText(*error.relative)) : dashText(),
          fromCore(intervalText(error.run)),
          coveredText(error)};
}

std::vector<TextColumn> errorColumns() {
  return {{tr("Criterion"), tr("Which class a flipped input kills"), false},
          {tr("Base"), tr("Score of the base"), true},
          {tr("Score"), tr("Score of the run"), true},
          {tr("Error"), tr("Score of the run minus score of the base"), true},
          {tr("Relative"), tr("The error as a share of the base's score"), true},
          {tr("Interval"), tr("In which the true score is, by the run's own estimate"), false},
          {tr("Covered"), tr("Whether the run's interval holds the score of the base"), false}};
}

void addSaved(const RunComparison& comparison, QStringList& cells) {
  for (const SavedColumn& column : kSaved) {
    const Saving* saving = findSaving(comparison, column.saving);
    cells << (saving != nullptr && saving->saved ? fromCore(percentDigits(*saving->saved))
                                                 : dashText());
  }
}

QString changedText(const VerdictComparison& verdicts) {
  return tr("%1 of %2")
      .arg(countText(static_cast<qint64>(verdicts.changes.size())), countText(verdicts.both));
}

QString withSign(const QString& number) { return number.startsWith('-') ? number : '+' + number; }

QStringList emptyCells(qsizetype count) {
  QStringList cells;
  cells.fill(dashText(), count);
  return cells;
}

class OverviewMaker {
 public:
  explicit OverviewMaker(const RunSetComparison& set) : set_(set) {}

  std::vector<TextRow> make() {
    std::vector<bool> done(set_.comparisons.size(), false);
    for (size_t i = 0; i < set_.comparisons.size(); ++i) {
      if (done[i]) {
        continue;
      }
      const RepeatedRuns* group = groupThatBegins(i);
      if (group == nullptr) {
        addRun(i, false);
        continue;
      }
      for (const RepeatedError& error : group->scores) {
        addMean(*group, error);
      }
      for (const size_t member : group->comparisons) {
        addRun(member, true);
        done[member] = true;
      }
    }
    return std::move(rows_);
  }

 private:
  const RepeatedRuns* groupThatBegins(size_t comparison) const {
    for (const RepeatedRuns& group : set_.repetitions) {
      if (group.comparisons.front() == comparison) {
        return &group;
      }
    }
    return nullptr;
  }

  void addMean(const RepeatedRuns& group, const RepeatedError& error) {
    const RunFacts& first = set_.runs[group.comparisons.front()];
    TextRow row;
    row.isSummary = true;
    row.cells = {
        tr("Mean of %1").arg(group.comparisons.size()),
        first.strategy,
        tr("all"),
        fromCore(criterionName(error.criterion)),
        baseScore(group, error.criterion),
        spreadText(error.score, kScorePlaces),
        withSign(spreadText(error.absolute, kScorePlaces)),
        relativeText(error),
        dashText(),
        error.intervals == 0 ? dashText() : tr("%1 of %2").arg(error.covered).arg(error.intervals)};
    for (const SavedColumn& column : kSaved) {
      const auto saved = group.savedOf(column.saving, set_.comparisons);
      row.cells << (saved ? percentSpread(*saved) : dashText());
    }
    row.cells << dashText();
    row.help = tr("Runs that differ in nothing but the seed: mean ± standard deviation");
    rows_.push_back(std::move(row));
  }

  QString baseScore(const RepeatedRuns& group, KillCriterion criterion) const {
    for (const ScoreError& error : set_.comparisons[group.comparisons.front()].scores) {
      if (error.criterion == criterion) {
        return fromCore(scoreDigits(error.base.value));
      }
    }
    return dashText();
  }

  static QString percentSpread(const Spread& spread) {
    Spread percent = spread;
    percent.mean *= 100;
    if (percent.deviation) {
      *percent.deviation *= 100;
    }
    return spreadText(percent, kPercentPlaces) + QStringLiteral(" %");
  }

  static QString relativeText(const RepeatedError& error) {
    return error.relative ? withSign(percentSpread(*error.relative)) : dashText();
  }

  void addRun(size_t i, bool isMember) {
    const RunComparison& comparison = set_.comparisons[i];
    const RunFacts& facts = set_.runs[i];
    const QStringList names = {isMember ? QStringLiteral("    ") + facts.name : facts.name,
                               facts.strategy, QString::number(facts.seed)};
    TextRow row;
    row.tag = static_cast<int>(i);
    row.help = facts.path;
    const qsizetype width = static_cast<qsizetype>(overviewColumns().size());
    if (!set_.isShown(i)) {
      row.cells = names + QStringList{tr("not comparable")};
      row.cells += emptyCells(width - row.cells.size());
      row.isMuted = true;
      row.help = fromCore(whyNotComparable(comparison).value_or(std::string()));
      rows_.push_back(std::move(row));
      return;
    }
    for (const ScoreError& error : comparison.scores) {
      row.cells = names + errorCells(error);
      addSaved(comparison, row.cells);
      row.cells << changedText(comparison.verdicts);
      rows_.push_back(row);
    }
    if (comparison.scores.empty()) {
      row.cells = names + QStringList{tr("no score in common")} + emptyCells(6);
      addSaved(comparison, row.cells);
      row.cells << changedText(comparison.verdicts);
      rows_.push_back(row);
    }
  }

  const RunSetComparison& set_;
  std::vector<TextRow> rows_;
};

void addParts(const RunFacts& run,
              const QString& kind,
              const std::vector<GroupError>& groups,
              int tag,
              std::vector<TextRow>& rows) {
  for (const GroupError& group : groups) {
    for (const ScoreError& error : group.scores) {
      TextRow row;
      row.cells = QStringList{run.name, kind, fromCore(group.group)} + errorCells(error);
      row.tag = tag;
      rows.push_back(std::move(row));
    }
  }
}

}  // namespace

QString spreadText(const Spread& spread, int digits) {
  const QString mean = fromCore(fixedText(spread.mean, digits));
  return spread.deviation
             ? QStringLiteral("%1 ± %2").arg(mean, fromCore(fixedText(*spread.deviation, digits)))
             : mean;
}

std::vector<TextColumn> overviewColumns() {
  std::vector<TextColumn> columns = {
      {tr("Run"), {}, false}, {tr("Strategy"), {}, false}, {tr("Seed"), {}, false}};
  for (TextColumn& column : errorColumns()) {
    columns.push_back(std::move(column));
  }
  for (const SavedColumn& saved : kSaved) {
    columns.push_back(
        {tr(saved.title), tr("1 - run / base, of \"%1\"").arg(QLatin1String(saved.saving)), true});
  }
  columns.push_back({tr("Verdicts changed"),
                     tr("Of the mutants that both runs tested, by the mutant's id"), true});
  return columns;
}

std::vector<TextRow> overviewRows(const RunSetComparison& set) { return OverviewMaker(set).make(); }

std::vector<TextColumn> partColumns() {
  std::vector<TextColumn> columns = {
      {tr("Run"), {}, false}, {tr("Part"), {}, false}, {tr("Name"), {}, false}};
  for (TextColumn& column : errorColumns()) {
    columns.push_back(std::move(column));
  }
  return columns;
}

std::vector<TextRow> partRows(const RunSetComparison& set) {
  std::vector<TextRow> rows;
  for (size_t i = 0; i < set.comparisons.size(); ++i) {
    if (set.isShown(i)) {
      addParts(set.runs[i], tr("layer"), set.comparisons[i].layers, static_cast<int>(i), rows);
      addParts(set.runs[i], tr("operator"), set.comparisons[i].operators, static_cast<int>(i),
               rows);
    }
  }
  return rows;
}

std::vector<RunNote> runNotes(const RunSetComparison& set) {
  std::vector<RunNote> notes;
  for (size_t i = 0; i < set.comparisons.size(); ++i) {
    for (const ComparisonNote& note : set.comparisons[i].notes) {
      notes.push_back({set.runs[i].name, fromCore(note.sentence), note.refuses});
    }
  }
  return notes;
}

}  // namespace maacc
