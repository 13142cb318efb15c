#include "ui/jobs/engine_events.h"

#include <QJsonDocument>

namespace maacc {
namespace {

// JSON numbers are doubles in Qt; counts stay exact up to 2^53.
qint64 whole(const QJsonObject& object, const char* key) {
  return object.value(QLatin1String(key)).toInteger();
}

QString text(const QJsonObject& object, const char* key) {
  return object.value(QLatin1String(key)).toString();
}

std::optional<double> number(const QJsonObject& object, const char* key) {
  const QJsonValue value = object.value(QLatin1String(key));
  return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

EngineScores scores(const QJsonObject& object) {
  const QJsonObject score = object.value(QLatin1String("score")).toObject();
  // An estimate is an object with its interval.
  const auto value = [&score](const char* criterion) {
    const QJsonValue entry = score.value(QLatin1String(criterion));
    return entry.isObject() ? number(entry.toObject(), "value") : number(score, criterion);
  };
  return {value("true-class"), value("predicted-class")};
}

EngineHello hello(const QJsonObject& o) {
  return {text(o, "version"),
          text(o, "torch"),
          text(o, "blas"),
          text(o, "device"),
          static_cast<int>(whole(o, "threads")),
          whole(o, "pid")};
}

EngineBaseline baseline(const QJsonObject& o) {
  return {whole(o, "inputs"), whole(o, "correct"), number(o, "accuracy").value_or(0),
          static_cast<int>(whole(o, "classes"))};
}

EngineProgress progress(const QJsonObject& o) {
  EngineProgress p;
  p.stage = text(o, "stage");
  p.done = whole(o, "done");
  p.total = whole(o, "total");
  p.killed = whole(o, "killed");
  p.survived = whole(o, "survived");
  p.undecided = whole(o, "undecided");
  p.errors = whole(o, "errors");
  p.scores = scores(o);
  p.mutantsPerSecond = number(o, "mutants_per_second").value_or(0);
  p.etaSeconds = number(o, "eta_seconds");
  p.elapsedSeconds = number(o, "elapsed_seconds").value_or(0);
  p.paused = o.value(QLatin1String("paused")).toBool();
  return p;
}

EngineFinished finished(const QJsonObject& o) {
  EngineFinished f;
  f.stopped = text(o, "state") == QLatin1String("stopped");
  f.run = text(o, "run");
  f.scores = scores(o);
  f.killed = whole(o, "killed");
  f.survived = whole(o, "survived");
  f.undecided = whole(o, "undecided");
  f.errors = whole(o, "errors");
  f.exitCode = static_cast<int>(whole(o, "exit_code"));
  return f;
}

}  // namespace

std::optional<EngineEvent> parseEngineLine(const QByteArray& line) {
  const QJsonDocument document = QJsonDocument::fromJson(line);
  const QJsonObject o = document.object();
  const QString event = text(o, "event");
  if (event.isEmpty()) {
    return std::nullopt;
  }
  if (event == QLatin1String("hello")) return hello(o);
  if (event == QLatin1String("stage")) return EngineStage{text(o, "stage")};
  if (event == QLatin1String("baseline")) return baseline(o);
  if (event == QLatin1String("plan")) {
    return EnginePlan{text(o, "run"), whole(o, "mutants"), whole(o, "remaining")};
  }
  if (event == QLatin1String("progress")) return progress(o);
  if (event == QLatin1String("warning")) return EngineWarning{text(o, "message")};
  if (event == QLatin1String("error")) {
    return EngineError{text(o, "message"), static_cast<int>(whole(o, "exit_code"))};
  }
  if (event == QLatin1String("finished")) return finished(o);
  return EngineUnknown{event};
}

}  // namespace maacc
