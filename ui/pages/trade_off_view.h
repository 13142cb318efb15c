#pragma once

#include <QWidget>

#include "core/sweep/strategy_points.h"
#include "ui/jobs/background_task.h"
#include "ui/models/trade_off.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace maacc {

class ScatterChart;

// Saving against error as a plot and, beside it, as a table; both select the same point.
class TradeOffView : public QWidget {
  Q_OBJECT

 public:
  explicit TradeOffView(QWidget* parent = nullptr);
  void setComparison(std::shared_ptr<const RunSetComparison> set);
  void setSweep(std::vector<StrategyPoint> points, const QString& path);
  void setCriterion(KillCriterion criterion);
  ScatterChart& chart() { return *chart_; }

 signals:
  void sweepRequested();
  void problem(const QString& sentence);
  void written(const QString& path);

 private:
  QLayout* makeChoices();
  void show();
  void askForFigure();
  const SavingMeasure& measure() const;
  KillCriterion criterion() const;

  std::shared_ptr<const RunSetComparison> set_;
  std::vector<StrategyPoint> sweep_;
  QString sweepPath_;
  BackgroundTask writing_;
  TextTableModel points_;
  QComboBox* measure_;
  QComboBox* criterion_;
  ScatterChart* chart_;
  QTableView* table_;
  QLabel* note_;
};

}  // namespace maacc
