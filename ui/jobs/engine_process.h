#pragma once

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include "ui/jobs/engine_events.h"

namespace maacc {

// How a child process ended. message: one sentence for people; empty when finished.
struct EngineOutcome {
  enum class Kind { Finished, Stopped, Failed };
  Kind kind = Kind::Failed;
  QString message;
  int exitCode = -1;
};

// One `maacc run --progress json` as a child process: turns its lines into signals, sends pause,
// resume and stop, and says in one sentence what went wrong when it crashes, is missing or prints
// something else. Never blocks; whatever happens, `ended` comes exactly once per start. The
// destructor kills the process, which costs at most the batch in flight: the run file stays
// resumable.
class EngineProcess : public QObject {
  Q_OBJECT

 public:
  explicit EngineProcess(QObject* parent = nullptr);
  ~EngineProcess() override;

  void start(const QString& program, const QStringList& arguments);
  void pause() { send("pause\n"); }
  void resume() { send("resume\n"); }

  // Asks first; an engine that does not answer gets SIGTERM and then SIGKILL, each after the grace.
  void stop();
  void setStopGraceMs(int ms) { stopGraceMs_ = ms; }  // default 10,000

  bool isActive() const { return active_; }

 signals:
  void hello(const maacc::EngineHello& hello);
  void stageChanged(const QString& stage);
  void baselineReady(const maacc::EngineBaseline& baseline);
  void planned(const maacc::EnginePlan& plan);
  void progressed(const maacc::EngineProgress& progress);
  void warned(const QString& message);
  void complained(const QString& line);  // a line of standard error
  void ended(const maacc::EngineOutcome& outcome);

 private:
  void send(const QByteArray& line);
  void readOutput();
  void readErrors();
  void passComplaints(bool all);
  void handleLine(const QByteArray& line);
  void handle(const EngineEvent& event);
  void escalateStop();
  void finish(int exitCode, QProcess::ExitStatus status);
  void end(const EngineOutcome& outcome);
  EngineOutcome outcomeOf(int exitCode, QProcess::ExitStatus status) const;

  QProcess process_;
  QTimer stopTimer_;
  int stopGraceMs_ = 10000;
  bool active_ = false;
  bool stopAsked_ = false;
  bool terminated_ = false;
  bool killed_ = false;
  QByteArray pending_;    // an unfinished line
  QByteArray errorTail_;  // the end of standard error
  QByteArray complaint_;  // an unfinished line of it
  QString strangeLine_;   // the first line that was not the protocol's
  std::optional<EngineFinished> finished_;
  std::optional<EngineError> error_;
};

// The last sentence of a program's standard error, without its name in front. Empty when it said
// nothing.
QString lastErrorSentence(const QByteArray& standardError);

}  // namespace maacc
