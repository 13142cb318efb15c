#pragma once

#include <QObject>
#include <QTimer>
#include <deque>
#include <optional>
#include <set>

#include "ui/jobs/background_task.h"
#include "ui/jobs/model_inspection.h"
#include "ui/jobs/session_record.h"
#include "ui/workspace.h"

namespace maacc {

// Keeps in the settings what is open, while it changes, so that a crash of the window costs
// nothing; and opens it again. Never waits for a file or for the engine.
class SessionKeeper : public QObject {
  Q_OBJECT

 public:
  explicit SessionKeeper(Workspace& workspace, QObject* parent = nullptr);

  static bool isWantedAtStart();  // default yes
  static void setWantedAtStart(bool wanted);

  // What of the workspace is seen.
  void setView(const QString& shownRun, const QString& page);
  void keep();
  // The window ends: jobs that stop from now on count as unfinished.
  void holdWork();

  // Opens the runs, then the models one after another, the current one first.
  void reopen();

 signals:
  // The runs of the last session are open, if not loaded yet; the files that are gone were told.
  void reopened(const maacc::SessionRecord& record);
  void inspecting(const QString& modelPath);  // empty: no longer
  void problem(const QString& sentence);
  // Nobody works any more on a run that the last session had not finished.
  void interrupted(const QString& runPath);

 private:
  SessionRecord current() const;
  void openAgain(SessionRecord record, const QStringList& missing);
  void openRuns(const SessionRecord& record);
  void inspectNext();
  void take(const ModelInfo& info);
  void lookForWork(const QString& runPath);

  Workspace& workspace_;
  QString shownRun_;
  QString page_;
  QTimer timer_;
  std::optional<QStringList> heldWork_;
  BackgroundTask looking_;
  ModelInspection inspection_;
  std::deque<ModelRequest> toInspect_;
  QString wantedModel_;        // to become the current one
  std::set<QString> unclear_;  // runs that were worked on, until it is known whether they still are
};

}  // namespace maacc
