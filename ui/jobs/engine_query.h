#pragma once

#include <QJsonObject>
#include <QObject>
#include <QProcess>

namespace maacc {

// One question to the engine that is answered by one JSON object: `maacc inspect … --json`, `maacc
// environment --json`. A new question replaces an unanswered one, whose answer never comes. Exactly
// one of the signals per answered question.
class EngineQuery : public QObject {
  Q_OBJECT

 public:
  explicit EngineQuery(QObject* parent = nullptr);
  ~EngineQuery() override;

  void start(const QString& program, const QStringList& arguments);
  void cancel();
  bool isActive() const { return process_ != nullptr; }

 signals:
  void answered(const QJsonObject& answer);
  void failed(const QString& sentence);

 private:
  void finish(QProcess& process, int exitCode, QProcess::ExitStatus status);

  QProcess* process_ = nullptr;
};

}  // namespace maacc
