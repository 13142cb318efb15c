#include "ui/models/trade_off.h"

#include <QCoreApplication>
#include <array>
#include <cmath>

#include "core/report/report_text.h"
#include "ui/models/comparison_rows.h"

namespace maacc {
namespace {

constexpr int kScorePlaces = 4;

// Lyons and Ghanbari, ICST 2025 (arXiv 2501.12598): means over the models and settings of the paper
// of what is saved and of the relative error with its sign, so that single errors are larger.
struct PaperAverage {
  const char* method;
  double saved;
  double error;
};
constexpr std::array<PaperAverage, 2> kPaperAverages{
    {{QT_TRANSLATE_NOOP("maacc::TradeOff", "neuron clusters"), 0.6977, 0.2684},
     {QT_TRANSLATE_NOOP("maacc::TradeOff", "mutant clusters"), 0.3531, 0.0196}}};

QString tr(const char* text) { return QCoreApplication::translate("maacc::TradeOff", text); }

class TradeOffMaker {
 public:
  TradeOffMaker(const SavingMeasure& measure, KillCriterion criterion)
      : measure_(measure), criterion_(criterion) {
    scatter_.xTitle = tr("Saved of the base: %1").arg(measure.title);
    scatter_.yTitle =
        tr("Error of the score (%1)").arg(QString::fromStdString(criterionName(criterion)));
  }

  void addRuns(const RunSetComparison& set) {
    for (const RepeatedRuns& group : set.repetitions) {
      addMean(set, group);
    }
    for (size_t i = 0; i < set.comparisons.size(); ++i) {
      if (set.isShown(i)) {
        addRun(set, i);
      }
    }
  }

  // title: with %1 for the strategy.
  void addTable(const std::vector<StrategyPoint>& rows, const QString& title) {
    for (const StrategyPoint& row : rows) {
      if (row.criterion == criterion_ && measure_.isOfTables) {
        add(title.arg(QString::fromStdString(row.strategy)), QString::fromStdString(row.setting),
            1 - row.share, row.absoluteError, {});
      }
    }
  }

  void addAverages(const RunSetComparison& set) {
    const std::optional<double> base = baseScore(set);
    if (criterion_ != KillCriterion::PredictedClass || !measure_.isOfTables || !base) {
      return;
    }
    for (const PaperAverage& average : kPaperAverages) {
      add(tr("the paper's averages"), tr(average.method), average.saved, average.error * *base, {});
    }
  }

  Scatter take() { return std::move(scatter_); }

 private:
  void add(const QString& series,
           const QString& label,
           double saved,
           double error,
           const std::optional<Spread>& spread) {
    ScatterPoint point;
    point.series = static_cast<int>(scatter_.series.indexOf(series));
    if (point.series < 0) {
      point.series = static_cast<int>(scatter_.series.size());
      scatter_.series << series;
    }
    point.label = label;
    point.x = saved;
    point.y = error;
    point.isSummary = spread.has_value();
    point.spread = spread ? spread->deviation.value_or(0) : 0;
    point.help =
        tr("%1, %2: %3 saved, error %4")
            .arg(series, label, QString::fromStdString(percentDigits(saved)), errorText(point));
    scatter_.points.push_back(std::move(point));
  }

 public:
  static QString errorText(const ScatterPoint& point) {
    Spread spread;
    spread.mean = point.y;
    if (point.spread > 0) {
      spread.deviation = point.spread;
    }
    return spreadText(spread, kScorePlaces);
  }

 private:
  std::optional<double> baseScore(const RunSetComparison& set) const {
    for (const RunComparison& comparison : set.comparisons) {
      for (const ScoreError& error : comparison.scores) {
        if (error.criterion == criterion_) {
          return error.base.value;
        }
      }
    }
    return std::nullopt;
  }

  void addMean(const RunSetComparison& set, const RepeatedRuns& group) {
    const auto saved = group.savedOf(measure_.saving, set.comparisons);
    for (const RepeatedError& error : group.scores) {
      if (error.criterion == criterion_ && saved) {
        add(set.runs[group.comparisons.front()].strategy,
            tr("mean of %1").arg(group.comparisons.size()), saved->mean, error.magnitude.mean,
            error.magnitude);
      }
    }
  }

  void addRun(const RunSetComparison& set, size_t i) {
    const Saving* saving = findSaving(set.comparisons[i], measure_.saving);
    for (const ScoreError& error : set.comparisons[i].scores) {
      if (error.criterion == criterion_ && saving != nullptr && saving->saved) {
        add(set.runs[i].strategy, set.runs[i].name, *saving->saved, std::abs(error.absolute), {});
      }
    }
  }

  const SavingMeasure& measure_;
  KillCriterion criterion_;
  Scatter scatter_;
};

}  // namespace

const std::vector<SavingMeasure>& savingMeasures() {
  static const std::vector<SavingMeasure> kMeasures = {
      {tr("evaluated pairs of mutant and input"), "pairs evaluated", true},
      {tr("tested mutants"), "mutants tested", false},
      {tr("arithmetic (FLOP)"), "FLOP", false},
      {tr("time"), "total", false}};
  return kMeasures;
}

Scatter tradeOff(const RunSetComparison* set,
                 const TradeOffTables& tables,
                 const SavingMeasure& measure,
                 KillCriterion criterion) {
  TradeOffMaker maker(measure, criterion);
  if (set != nullptr) {
    maker.addRuns(*set);
  }
  maker.addTable(tables.sweep, tr("sweep: %1"));
  maker.addTable(tables.published, tr("published: %1"));
  if (set != nullptr && tables.averages) {
    maker.addAverages(*set);
  }
  return maker.take();
}

std::vector<TextColumn> tradeOffColumns() {
  return {{tr("Strategy"), {}, false},
          {tr("Point"), {}, false},
          {tr("Saved"), {}, true},
          {tr("Error"), tr("|score - score of the base|; repetitions: mean ± standard deviation"),
           true}};
}

std::vector<TextRow> tradeOffRows(const Scatter& scatter) {
  std::vector<TextRow> rows;
  for (const ScatterPoint& point : scatter.points) {
    TextRow row;
    row.help = point.help;
    row.cells = {scatter.series[point.series], point.label,
                 QString::fromStdString(percentDigits(point.x)), TradeOffMaker::errorText(point)};
    row.isSummary = point.isSummary;
    row.tag = static_cast<int>(rows.size());
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace maacc
