#pragma once

#include <QWidget>

#include "core/sweep/strategy_points.h"
#include "ui/jobs/background_task.h"
#include "ui/models/trade_off.h"

class QAction;
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
  void setPublished(std::vector<StrategyPoint> points, const QString& folder);
  void setCriterion(KillCriterion criterion);
  ScatterChart& chart() { return *chart_; }

 signals:
  void sweepRequested();
  void publishedRequested();
  void problem(const QString& sentence);
  void written(const QString& path);

 private:
  QLayout* makeChoices();
  QWidget* makeTableMenu();
  void show();
  QStringList notes(bool isEmpty) const;
  void askForFigure();
  const SavingMeasure& measure() const;
  KillCriterion criterion() const;

  std::shared_ptr<const RunSetComparison> set_;
  TradeOffTables tables_;
  QString sweepPath_;
  QString publishedFolder_;
  BackgroundTask writing_;
  TextTableModel points_;
  QComboBox* measure_;
  QComboBox* criterion_;
  QAction* averages_;
  ScatterChart* chart_;
  QTableView* table_;
  QLabel* note_;
};

}  // namespace maacc
