#pragma once

#include <QMainWindow>
#include <QPointer>
#include <vector>

#include "ui/jobs/background_task.h"
#include "ui/jobs/model_inspection.h"
#include "ui/samples.h"
#include "ui/session_keeper.h"
#include "ui/severity.h"
#include "ui/workspace.h"

class QMessageBox;
class QProgressBar;
class QTabWidget;

namespace maacc {

class Banner;
class ClustersPage;
class ComparePage;
class InspectorDock;
class JobsDock;
class LogDock;
class ModelPage;
class PlanPage;
class ProjectDock;
class ReportPage;
class ResultsPage;
class RunPage;
class WelcomePage;

// The shell: pages in the middle, docks around them, menus. Wires what is open (Workspace) to what
// shows it.
class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  // samplesFolder: empty for the usual places.
  explicit MainWindow(const QString& samplesFolder = {}, QWidget* parent = nullptr);
  ~MainWindow() override;

  // What the command line names; where it names nothing, the last session if that is wanted.
  void openAtStart(const QStringList& files, const QString& sample = {});
  // Whatever it is: content decides. Problems are shown, not thrown.
  void openFile(const QString& path);
  void openSample(const QString& id);
  void openRun(const QString& path);
  // The current model, or the mutant selected in the results, as .onnx or .keras. Returns at once.
  void convertModel(const QString& target);
  void exportMutant(const QString& target);

  Workspace& workspace() { return workspace_; }

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  enum Page { Welcome, Model, Clusters, Plan, Run, Results, Compare, Report };

  void makePages();
  void makeDocks();

  // Who hears whom, in main_window_wiring.cpp.
  void connectPages();
  void connectClustersPage();
  void connectPlanPage();
  void connectRunPage();
  void connectReportPages();
  void connectDocks();
  void connectWorkspace();
  void connectJobs();
  void connectSession();
  void connectLog();
  void connectModelExport();

  void showPage(Page page);

  // Menus, in main_window_actions.cpp.
  struct Actions;
  void makeActions();
  void makeFileMenu();
  void makeEditMenu();
  void makeViewMenu();
  void makeAppearanceMenu(QMenu& view);
  void makeModelAndRunMenus();
  void makeClusterMenu();
  void makeResultsMenu();
  void makeHelpMenu();
  QAction* addAction(QMenu& menu,
                     const QString& text,
                     const QKeySequence& shortcut,
                     const std::function<void()>& run);
  void fillRecentMenu();
  void updateActions();
  void updateUndo();
  void resetLayout();
  void saveLayout() const;
  void restoreLayout();

  void askForModel();
  void askForRun();
  void askForEngine();
  void askForModelData(const ModelRequest& request, bool checkNow);
  void acceptModel(const ModelInfo& info);
  void inspect(const ModelRequest& request);
  void newRun();
  void startPlan();  // or shows it, where it is not seen
  void startRun(const RunRequest& request);
  void continueRun(const QString& path);
  void continueJob(JobId id);
  void offerToContinue(const QString& runPath);
  void showReopened(const SessionRecord& record);
  QString pageName(int page) const;  // for the record of the session
  void togglePause();
  void stopCurrentJob();
  void exportRecords();
  void askForConversion();
  void askForMutantExport();
  void writeModel(const QStringList& command, const QString& target);
  void copySummary();
  void showModels();
  void showRuns();
  void showJob(int row);
  void showMutant(qint64 mutantIndex);
  // In the first of the runs that is open and has it.
  void showMutantOf(const QStringList& runPaths, const QString& mutantId);
  void say(const QString& sentence);  // a problem
  void log(Severity severity, const QString& text);
  void setBusy(const QString& sentence);  // empty: not
  void askBeforeClosing(int unfinished);
  const JobInfo* currentJob() const;

  Workspace workspace_;
  std::vector<Sample> samples_;
  ModelInspection inspection_;
  BackgroundTask export_;
  EngineQuery modelExport_;
  SessionKeeper* keeper_;
  QStringList interrupted_;  // runs that are offered to be continued
  std::unique_ptr<Actions> actions_;
  QByteArray firstLayout_;
  QPointer<QMessageBox> question_;
  bool closing_ = false;

  Banner* message_ = nullptr;
  QProgressBar* busy_ = nullptr;
  QTabWidget* pages_ = nullptr;
  WelcomePage* welcome_ = nullptr;
  ModelPage* model_ = nullptr;
  ClustersPage* clusters_ = nullptr;
  PlanPage* plan_ = nullptr;
  RunPage* run_ = nullptr;
  ResultsPage* results_ = nullptr;
  ComparePage* compare_ = nullptr;
  ReportPage* report_ = nullptr;
  ProjectDock* project_ = nullptr;
  InspectorDock* inspector_ = nullptr;
  JobsDock* jobsDock_ = nullptr;
  LogDock* logDock_ = nullptr;
};

}  // namespace maacc
