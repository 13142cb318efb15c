#include "ui/jobs/engine_query.h"

#include <QDir>
#include <QJsonDocument>

#include "ui/jobs/engine_process.h"

namespace maacc {

EngineQuery::EngineQuery(QObject* parent) : QObject(parent) {}

EngineQuery::~EngineQuery() { cancel(); }

void EngineQuery::start(const QString& program, const QStringList& arguments) {
  cancel();
  auto* process = new QProcess(this);
  process_ = process;
  connect(
      process, &QProcess::finished, this,
      [this, process](int code, QProcess::ExitStatus status) { finish(*process, code, status); });
  connect(process, &QProcess::errorOccurred, this, [this, process](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) {
      const QString sentence =
          tr("The engine %1 could not be started: %2.")
              .arg(QDir::toNativeSeparators(process->program()), process->errorString());
      cancel();
      emit failed(sentence);
    }
  });
  process->start(program, arguments);
  process->closeWriteChannel();
}

void EngineQuery::cancel() {
  if (process_ == nullptr) {
    return;
  }
  // Reaped by the event loop: waiting here would block the window.
  QProcess* process = std::exchange(process_, nullptr);
  process->disconnect(this);
  if (process->state() == QProcess::NotRunning) {
    process->deleteLater();
    return;
  }
  connect(process, &QProcess::finished, process, &QObject::deleteLater);
  process->kill();
}

void EngineQuery::finish(QProcess& process, int exitCode, QProcess::ExitStatus status) {
  const QByteArray output = process.readAllStandardOutput();
  const QString said = lastErrorSentence(process.readAllStandardError());
  cancel();
  const QJsonDocument document = QJsonDocument::fromJson(output);
  if (status == QProcess::CrashExit) {
    emit failed(said.isEmpty() ? tr("The engine crashed.")
                               : tr("The engine crashed; it said last: %1").arg(said));
  } else if (exitCode != 0) {
    const QString message = document.object().value(QLatin1String("message")).toString();
    const QString sentence = message.isEmpty() ? said : message;
    emit failed(sentence.isEmpty() ? tr("The engine ended with exit code %1.").arg(exitCode)
                                   : sentence);
  } else if (!document.isObject()) {
    emit failed(
        tr("The engine's answer is not the JSON object that was expected; is it another version?"));
  } else {
    emit answered(document.object());
  }
}

}  // namespace maacc
