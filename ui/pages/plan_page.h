#pragma once

#include <QWidget>
#include <optional>
#include <set>

#include "ui/jobs/model_info.h"
#include "ui/jobs/run_request.h"
#include "ui/jobs/run_work.h"
#include "ui/jobs/speed_book.h"
#include "ui/models/plan_table_model.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace maacc {

class CommandPanel;
class CostPanel;
class CutList;
class OperatorPicker;
class PageHeader;
class RunOptions;
class StrategyPicker;

// What a new run should do, and what it will be, before anything runs: mutants by layer and
// operator, cost, and the command line.
class PlanPage : public QWidget {
  Q_OBJECT

 public:
  explicit PlanPage(QWidget* parent = nullptr);

  // Choices are kept where it is the same model.
  void setModel(const ModelInfo& info);
  void setDevices(const QStringList& devices);
  void setEngine(const QString& program);  // empty: not found
  // Those that are open: finished ones tell how long another one takes.
  void setRuns(const std::vector<const RunSession*>& runs);
  SpeedBook& speeds() { return speeds_; }
  StrategyPicker& strategy() { return *strategy_; }

  RunRequest request() const;
  const RunWork& work() const { return work_; }
  bool canStart() const;
  void start();  // where it can

 signals:
  void openModelRequested();
  void populationChanged();  // operators, or the seed that decides their draws
  void clustersPageRequested();
  void startRequested(const maacc::RunRequest& request);
  void said(const QString& sentence);

 private:
  QWidget* makeContent();
  QWidget* makeTableGroup();
  QWidget* makeFooter();
  void connectParts();
  void chooseLayer(int weightedLayer, bool chosen);
  void suggestPath();
  void showPlan();
  void showTable();
  void showFooter();
  std::vector<const LayerInfo*> chosenLayers() const;
  QStringList chosenLayerNames() const;  // as the engine's option wants them; empty: all
  QString obstacle() const;              // why it cannot start, or nothing

  std::optional<ModelInfo> info_;
  std::set<int> chosen_;  // weighted layers
  QString engine_;
  QStringList started_;  // run files
  SpeedBook speeds_;
  RunWork work_;
  PlanTableModel table_;
  QStackedWidget* stack_;
  PageHeader* header_;
  OperatorPicker* operators_;
  StrategyPicker* strategy_;
  CutList* cuts_;
  QTableView* view_ = nullptr;
  RunOptions* options_;
  CostPanel* cost_;
  CommandPanel* command_;
  QLabel* summary_ = nullptr;
  QPushButton* start_ = nullptr;
};

}  // namespace maacc
