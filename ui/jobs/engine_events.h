#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <optional>
#include <variant>

namespace maacc {

// The lines of `maacc run --progress json`, as docs/engine_protocol.md defines them.
struct EngineHello {
  QString version;
  QString torch;
  QString blas;
  QString device;
  int threads = 0;
  qint64 pid = 0;
};

struct EngineStage {
  QString stage;
};

struct EngineBaseline {
  qint64 inputs = 0;
  qint64 correct = 0;
  double accuracy = 0;
  int classes = 0;
};

struct EnginePlan {
  QString run;
  qint64 mutants = 0;
  qint64 remaining = 0;
};

struct EngineScores {
  std::optional<double> trueClass;
  std::optional<double> predictedClass;
};

struct EngineProgress {
  QString stage;
  qint64 done = 0;
  qint64 total = 0;
  qint64 killed = 0;
  qint64 survived = 0;
  qint64 undecided = 0;
  qint64 errors = 0;
  EngineScores scores;
  double mutantsPerSecond = 0;
  std::optional<double> etaSeconds;
  double elapsedSeconds = 0;
  bool paused = false;
};

struct EngineWarning {
  QString message;
};

struct EngineError {
  QString message;
  int exitCode = 0;
};

struct EngineFinished {
  bool stopped = false;
  QString run;
  EngineScores scores;
  qint64 killed = 0;
  qint64 survived = 0;
  qint64 undecided = 0;
  qint64 errors = 0;
  int exitCode = 0;
};

// A line of a newer engine: valid, but of no meaning to this window.
struct EngineUnknown {
  QString event;
};

using EngineEvent = std::variant<EngineHello,
                                 EngineStage,
                                 EngineBaseline,
                                 EnginePlan,
                                 EngineProgress,
                                 EngineWarning,
                                 EngineError,
                                 EngineFinished,
                                 EngineUnknown>;

// Nothing when the line is not an object with an `event`.
std::optional<EngineEvent> parseEngineLine(const QByteArray& line);

}  // namespace maacc
