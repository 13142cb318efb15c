#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include "ui/jobs/run_session.h"
#include "ui/models/mutant_table_model.h"

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTabWidget;

namespace maacc {

class Banner;
class InputView;
class MutantView;
class PageHeader;
class ResultsView;
class StatTile;

// What a run found: scores with their formulas, as counted and without marked mutants; the mutants,
// survivors first; charts, classes, the kill matrix and the inputs. Follows a run that goes on.
class ResultsPage : public QWidget {
  Q_OBJECT

 public:
  enum View { Mutants, Charts, Classes, KillMatrix, Inputs, ViewCount };

  explicit ResultsPage(QWidget* parent = nullptr);

  void setSession(RunSession* session);
  RunSession* session() const { return session_; }
  // Whether a job works on the run right now; decides what "not finished" means.
  void setBusy(bool busy);

  void showView(View view);
  void showMutant(qint64 mutantIndex);
  void goToSurvivor(int step);
  void markSelected();              // asks how and why
  QString currentMutantId() const;  // empty: none
  void focusSearch();
  void resetFilters();
  MutantTableModel& mutants() { return mutants_; }
  QTableView* mutantTable() const;

 signals:
  void openRunRequested();
  void continueRequested(const QString& runPath);
  void mutantSelected(qint64 mutantIndex);  // -1: none
  void inputSelected(qint64 input);         // a position among the correct inputs
  void pairSelected(qint64 input);          // with the mutant that was selected just before

 private:
  QWidget* makeContent();
  QLayout* makeTiles();
  void makeTabs();
  void connectViews();
  void connectSession();
  void showRun();
  void showHeader();
  void showSummary();
  void showMarkedScores();
  void takeRecords();
  void takeMarks();
  void refreshViews();
  void mark(const std::vector<int64_t>& mutants);

  QPointer<RunSession> session_;
  MutantTableModel mutants_;
  bool busy_ = false;
  QTimer refresh_;
  QStackedWidget* stack_;
  PageHeader* header_;
  Banner* banner_;
  Banner* marksBanner_;
  QPushButton* continue_;
  StatTile* trueScore_;
  StatTile* predictedScore_;
  StatTile* tested_;
  StatTile* trueWithout_;
  StatTile* predictedWithout_;
  StatTile* marked_;
  QTabWidget* tabs_;
  MutantView* mutantView_;
  std::vector<ResultsView*> views_;  // the other tabs
  InputView* inputView_;
};

}  // namespace maacc
