#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <map>
#include <optional>
#include <vector>

#include "core/mutation/operator.h"
#include "core/report/model_report.h"
#include "core/store/run_file.h"
#include "ui/jobs/run_request.h"

namespace maacc {

// One layer as the layer table shows it.
struct LayerInfo {
  LayerSummary summary;
  QString whyNoUnits;                       // empty where there are units, or where nobody knows
  bool hasBias = false;                     // of its units
  bool outputLayer = false;                 // no other layer with mutable units reads it
  std::map<OperatorKind, QString> without;  // operators that make no mutants of it, and why
  std::optional<PairFlops> flops;           // of a mutant of one unit on one input
};

// The data as the engine read it.
struct DataInfo {
  QString path;
  qint64 samples = 0;
  Shape sampleShape;
  QString elementType;
  std::vector<qint64> labelsPerClass;
  QString preprocessing;
  qint64 checked = 0;  // of the samples, spread evenly
  qint64 correct = 0;  // of the checked
  double accuracy = 0;
  double chance = 0;
};

// A model that was looked at: the answer to `maacc inspect --json`.
struct ModelInfo {
  ModelRequest request;
  QString hash;
  Shape inputShape;
  int classes = 0;
  qint64 parameters = 0;
  int units = 0;
  double forwardFlops = 0;  // of one input
  std::vector<LayerInfo> layers;
  std::optional<DataInfo> data;
  QStringList warnings;

  QString name() const;                            // file name without folder
  std::vector<const LayerInfo*> weighted() const;  // those with mutable units, in order
};

// Throws Error{System} when the answer lacks the model or what its mutants are counted by (another
// version of the engine).
ModelInfo parseModelInfo(const QJsonObject& answer, const ModelRequest& request);

// The engine's machine: the answer to `maacc environment --json`.
struct EngineEnvironment {
  QString version;
  QString torch;
  QString blas;
  bool referenceBlas = false;  // the slow one
  double gflops = 0;
  QStringList devices;
  int threads = 0;
  QStringList warnings;
};
EngineEnvironment parseEnvironment(const QJsonObject& answer);

}  // namespace maacc
