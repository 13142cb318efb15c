#pragma once

#include <QPointer>
#include <QWidget>

#include "ui/jobs/job_list.h"
#include "ui/jobs/run_session.h"

class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace maacc {

class Banner;
class PageHeader;
class StatTile;

// A run while it goes on, and how it ended.
class RunProgressPanel : public QWidget {
  Q_OBJECT

 public:
  explicit RunProgressPanel(QWidget* parent = nullptr);

  void setJob(const JobInfo& job);
  JobId job() const { return job_; }
  // Scores with formula and denominator come from the run file.
  void setSession(RunSession* session);

 signals:
  void pauseRequested(maacc::JobId id);
  void resumeRequested(maacc::JobId id);
  void stopRequested(maacc::JobId id);
  void continueRequested(const QString& runPath);  // finish a stopped run
  void resultsRequested(const QString& runPath);
  void newRunRequested();

 private:
  QWidget* makeTiles();
  QLayout* makeButtons();
  void showNumbers(const JobInfo& job);
  void showMessages(const JobInfo& job);
  void showButtons(const JobInfo& job);
  void showScores();

  JobId job_;
  QString runPath_;
  QPointer<RunSession> session_;
  PageHeader* header_;
  Banner* banner_;
  QProgressBar* bar_;
  StatTile* done_;
  StatTile* killed_;
  StatTile* survived_;
  StatTile* errors_;
  StatTile* speed_;
  StatTile* left_;
  StatTile* trueScore_;
  StatTile* predictedScore_;
  QPushButton* pause_;
  QPushButton* stop_;
  QPushButton* continue_;
  QPushButton* results_;
  QPushButton* newRun_;
};

}  // namespace maacc
