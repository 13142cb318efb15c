#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include "ui/jobs/run_session.h"
#include "ui/models/group_table_model.h"
#include "ui/models/mutant_table_model.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTabWidget;

namespace maacc {

class Banner;
class MutantFilterBar;
class PageHeader;
class StatTile;

// What a run found: scores with their formulas, and the mutants, survivors first. Follows a run
// that goes on.
class ResultsPage : public QWidget {
  Q_OBJECT

 public:
  explicit ResultsPage(QWidget* parent = nullptr);

  void setSession(RunSession* session);
  RunSession* session() const { return session_; }
  // Whether a job works on the run right now; decides what "not finished" means.
  void setBusy(bool busy);

  void goToSurvivor(int step);
  void focusSearch();
  void resetFilters();
  MutantTableModel& mutants() { return mutants_; }
  QTableView* mutantTable() const { return table_; }

 signals:
  void openRunRequested();
  void continueRequested(const QString& runPath);
  void mutantSelected(qint64 mutantIndex);  // -1: none

 private:
  QWidget* makeContent();
  QLayout* makeTiles();
  QWidget* makeMutantTab();
  QTableView* makeGroupTab(GroupTableModel& model, const QString& name);
  void showRun();
  void showHeader();
  void showSummary();
  void takeRecords();
  void applyFilter(const MutantFilter& filter);
  void showShown();
  int64_t currentMutant() const;
  void select(int64_t mutant);

  QPointer<RunSession> session_;
  MutantTableModel mutants_;
  GroupTableModel byLayer_;
  GroupTableModel byOperator_;
  bool busy_ = false;
  bool restoring_ = false;
  QTimer refresh_;
  QStackedWidget* stack_;
  PageHeader* header_;
  Banner* banner_;
  QPushButton* continue_;
  StatTile* trueScore_;
  StatTile* predictedScore_;
  StatTile* tested_;
  StatTile* survived_;
  StatTile* killed_;
  StatTile* errors_;
  QTabWidget* tabs_;
  MutantFilterBar* filters_;
  QTableView* table_;
  QLabel* shown_;
};

}  // namespace maacc
