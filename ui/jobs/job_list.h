#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "ui/jobs/engine_process.h"
#include "ui/jobs/run_request.h"
#include "ui/severity.h"

namespace maacc {

struct JobId {
  int value = 0;
  auto operator<=>(const JobId&) const = default;
};

enum class JobState {
  Queued,
  Starting,
  Running,
  Pausing,
  Paused,
  Stopping,
  Stopped,
  Finished,
  Failed
};

// Has a process, or waits for one.
bool isUnfinished(JobState state);
QString jobStateText(JobState state);

// What the window knows about one run job.
struct JobInfo {
  JobId id;
  QString title;  // file name of the run
  QString runPath;
  RunRequest request;
  JobState state = JobState::Queued;
  bool runFileReady = false;  // the engine has written the plan
  EngineHello engine;
  std::optional<EngineBaseline> baseline;
  EngineProgress progress;
  QStringList warnings;
  QString message;      // why it failed or was stopped
  bool silent = false;  // no news for a while, though not paused
};

// All run jobs of this session, oldest first. Runs one at a time: two would only share the
// machine's cores. Owns the child processes.
class JobList : public QObject {
  Q_OBJECT

 public:
  explicit JobList(QObject* parent = nullptr);
  ~JobList() override;

  // The program is asked for when a job's turn comes.
  JobId start(const RunRequest& request, const QString& program);
  void pause(JobId id);
  void resume(JobId id);
  void stop(JobId id);
  void stopAll();
  // Takes a job that waits, or has ended, off the list. A running one stays.
  void remove(JobId id);
  void removeFinished();

  // The queue: jobs that wait start in the order of their rows.
  int queuePlace(JobId id) const;  // 1: the next one; 0: does not wait
  int waitingCount() const;
  bool canMove(JobId id, int step) const { return rowToMoveTo(id, step) >= 0; }
  void move(JobId id, int step);  // -1: one place nearer to the start; 1: one later
  // Stopped or failed, and no later job has the same run.
  bool canContinue(JobId id) const;

  int count() const { return static_cast<int>(jobs_.size()); }
  const JobInfo& at(int row) const { return jobs_[static_cast<size_t>(row)]->info; }
  const JobInfo* find(JobId id) const;
  const JobInfo* unfinishedFor(const QString& runPath) const;
  int unfinishedCount() const;

  void setSilenceMs(int ms) { silenceTimer_.setInterval(ms); }  // default 15,000
  void setStopGraceMs(int ms) { stopGraceMs_ = ms; }

 signals:
  void jobAboutToBeAdded(int row);
  void jobAdded(int row);
  void jobChanged(int row);
  void jobAboutToBeRemoved(int row);
  void jobRemoved();
  void jobAboutToBeMoved(int from, int to);  // to: its row afterwards
  void jobMoved();
  void queueChanged();  // places, or what can be done to jobs
  void runFileReady(maacc::JobId id, const QString& runPath);
  void jobEnded(maacc::JobId id);
  // For the log: what the engine said about the job, and what happened to it.
  void noted(maacc::JobId id, maacc::Severity severity, const QString& text);

 private:
  struct Job {
    JobInfo info;
    QString program;
    std::unique_ptr<EngineProcess> process;
    bool heard = false;  // any event since the last look
  };

  int rowOf(JobId id) const;
  int rowToMoveTo(JobId id, int step) const;  // -1: nowhere
  void removeRow(int row);
  Job* jobOf(JobId id);
  void startNext();
  void launch(Job& job);
  void connectProcess(Job& job);
  void connectNotes(Job& job);
  void noteEnd(const JobInfo& job);
  void update(JobId id, const std::function<void(JobInfo&)>& change);
  void takeProgress(JobInfo& info, const EngineProgress& progress);
  void end(JobId id, const EngineOutcome& outcome);
  void lookForSilence();

  std::vector<std::unique_ptr<Job>> jobs_;
  QTimer silenceTimer_;
  int nextId_ = 1;
  int stopGraceMs_ = 10000;
};

}  // namespace maacc
