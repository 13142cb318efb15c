#include "ui/jobs/engine_process.h"

#include <QDir>

namespace maacc {
namespace {

constexpr qsizetype kLongestLine = 1 << 20;  // a sane line has a few hundred bytes
constexpr qsizetype kErrorTail = 16 << 10;

}  // namespace

QString lastErrorSentence(const QByteArray& standardError) {
  QString last;
  for (const QByteArray& line : standardError.split('\n')) {
    const QString text = QString::fromUtf8(line).trimmed();
    last = text.isEmpty() ? last : text;
  }
  for (const QString& prefix : {QStringLiteral("maacc: "), QStringLiteral("error: ")}) {
    if (last.startsWith(prefix, Qt::CaseInsensitive)) {
      last.remove(0, prefix.size());
    }
  }
  return last;
}

EngineProcess::EngineProcess(QObject* parent) : QObject(parent) {
  stopTimer_.setSingleShot(true);
  connect(&stopTimer_, &QTimer::timeout, this, &EngineProcess::escalateStop);
  connect(&process_, &QProcess::readyReadStandardOutput, this, &EngineProcess::readOutput);
  connect(&process_, &QProcess::readyReadStandardError, this, &EngineProcess::readErrors);
  connect(&process_, &QProcess::finished, this, &EngineProcess::finish);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) {
      end({EngineOutcome::Kind::Failed,
           tr("The engine %1 could not be started: %2.")
               .arg(QDir::toNativeSeparators(process_.program()), process_.errorString()),
           -1});
    }
  });
}

EngineProcess::~EngineProcess() {
  process_.disconnect(this);
  if (process_.state() != QProcess::NotRunning) {
    process_.kill();
    process_.waitForFinished(2000);
  }
}

void EngineProcess::start(const QString& program, const QStringList& arguments) {
  Q_ASSERT(!active_);
  active_ = true;
  stopAsked_ = terminated_ = killed_ = false;
  pending_.clear();
  errorTail_.clear();
  complaint_.clear();
  strangeLine_.clear();
  finished_.reset();
  error_.reset();
  process_.start(program, arguments);
}

void EngineProcess::stop() {
  if (!active_) {
    return;
  }
  stopAsked_ = true;
  send("stop\n");
  if (!stopTimer_.isActive()) {
    stopTimer_.start(stopGraceMs_);
  }
}

void EngineProcess::escalateStop() {
  if (!active_) {
    return;
  }
  if (terminated_) {
    killed_ = true;
    process_.kill();
    return;
  }
  terminated_ = true;
  process_.terminate();
  stopTimer_.start(stopGraceMs_);
}

void EngineProcess::send(const QByteArray& line) {
  if (active_) {
    process_.write(line);
  }
}

void EngineProcess::readErrors() {
  const QByteArray news = process_.readAllStandardError();
  errorTail_ += news;
  if (errorTail_.size() > kErrorTail) {
    errorTail_ = errorTail_.last(kErrorTail);
  }
  complaint_ += news;
  passComplaints(complaint_.size() > kErrorTail);
}

void EngineProcess::passComplaints(bool all) {
  const qsizetype end = all ? complaint_.size() : complaint_.lastIndexOf('\n') + 1;
  const QList<QByteArray> lines = complaint_.first(end).split('\n');
  complaint_.remove(0, end);
  for (const QByteArray& line : lines) {
    if (const QString text = QString::fromUtf8(line).trimmed(); !text.isEmpty()) {
      emit complained(text);
    }
  }
}

void EngineProcess::readOutput() {
  pending_ += process_.readAllStandardOutput();
  qsizetype start = 0;
  for (qsizetype end = pending_.indexOf('\n'); end >= 0; end = pending_.indexOf('\n', start)) {
    handleLine(pending_.sliced(start, end - start));
    start = end + 1;
  }
  pending_.remove(0, start);
  if (pending_.size() > kLongestLine) {
    handleLine(pending_);
    pending_.clear();
  }
}

void EngineProcess::handleLine(const QByteArray& line) {
  if (line.trimmed().isEmpty()) {
    return;
  }
  if (const std::optional<EngineEvent> event = parseEngineLine(line)) {
    handle(*event);
  } else if (strangeLine_.isEmpty()) {
    strangeLine_ = QString::fromUtf8(line.first(qMin<qsizetype>(line.size(), 120))).trimmed();
  }
}

void EngineProcess::handle(const EngineEvent& event) {
  if (const auto* progress = std::get_if<EngineProgress>(&event)) {
    emit progressed(*progress);
  } else if (const auto* helloEvent = std::get_if<EngineHello>(&event)) {
    emit hello(*helloEvent);
  } else if (const auto* stage = std::get_if<EngineStage>(&event)) {
    emit stageChanged(stage->stage);
  } else if (const auto* baseline = std::get_if<EngineBaseline>(&event)) {
    emit baselineReady(*baseline);
  } else if (const auto* plan = std::get_if<EnginePlan>(&event)) {
    emit planned(*plan);
  } else if (const auto* warning = std::get_if<EngineWarning>(&event)) {
    emit warned(warning->message);
  } else if (const auto* error = std::get_if<EngineError>(&event)) {
    error_ = *error;
  } else if (const auto* finished = std::get_if<EngineFinished>(&event)) {
    finished_ = *finished;
  }
}

void EngineProcess::finish(int exitCode, QProcess::ExitStatus status) {
  readErrors();
  passComplaints(true);
  readOutput();
  handleLine(pending_);
  end(outcomeOf(exitCode, status));
}

EngineOutcome EngineProcess::outcomeOf(int exitCode, QProcess::ExitStatus status) const {
  using Kind = EngineOutcome::Kind;
  if (error_) {
    return {Kind::Failed, error_->message, exitCode};
  }
  if (status == QProcess::CrashExit) {
    if (stopAsked_ && terminated_) {
      return {Kind::Stopped,
              tr("The engine did not answer and was ended; what it had written is kept."),
              exitCode};
    }
    const QString said = lastErrorSentence(errorTail_);
    const QString crash =
        tr("The engine crashed or was killed by the system; what it had written is kept.");
    return {Kind::Failed, said.isEmpty() ? crash : tr("%1 It said last: %2").arg(crash, said),
            exitCode};
  }
  if (finished_ && exitCode == 0 && !finished_->stopped) {
    return {Kind::Finished, {}, exitCode};
  }
  if (exitCode == 3 || (finished_ && finished_->stopped)) {
    return {Kind::Stopped, {}, exitCode};
  }
  if (const QString said = lastErrorSentence(errorTail_); exitCode != 0 && !said.isEmpty()) {
    return {Kind::Failed, said, exitCode};
  }
  if (!strangeLine_.isEmpty()) {
    return {Kind::Failed,
            tr("The program %1 does not speak the protocol of the engine; it printed \"%2\".")
                .arg(QDir::toNativeSeparators(process_.program()), strangeLine_),
            exitCode};
  }
  return {Kind::Failed,
          tr("The engine ended with exit code %1 and without a result.").arg(exitCode), exitCode};
}

void EngineProcess::end(const EngineOutcome& outcome) {
  if (!active_) {
    return;
  }
  active_ = false;
  stopTimer_.stop();
  emit ended(outcome);
}

}  // namespace maacc
