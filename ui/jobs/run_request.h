#pragma once

#include <QString>
#include <QStringList>

#include "core/reduction/reduction_settings.h"
#include "core/store/run_file.h"

namespace maacc {

// A model and the data it is tested with, as a person names them.
struct ModelRequest {
  QString modelPath;
  QString dataPath;
  QString labelsPath;  // empty: in the data file
  QString dataKey;     // empty: guessed
  QString labelsKey;
  QString preprocessing;
  int labelsFrom = 0;  // the label of the first class
  bool operator==(const ModelRequest&) const = default;
};

// Everything a run needs, copied out of the widgets before it starts.
struct RunRequest {
  ModelRequest model;
  QStringList operators;  // canonical texts, "CW:0.2"
  QStringList layers;     // names; empty: all
  KillCriterion criterion = KillCriterion::TrueClass;
  Evidence evidence = Evidence::Score;
  ReductionSettings reduction;  // its seed does not matter
  quint64 seed = 0;
  qint64 limitInputs = 0;  // 0: all
  int threads = 0;         // 0: the engine decides
  QString device = QStringLiteral("auto");
  QString runPath;
  bool resume = false;
};

// Command lines of `maacc`; the only place in the window that knows its options.
QStringList inspectArguments(const ModelRequest& request);
QStringList runArguments(const RunRequest& request);
QStringList environmentArguments();

// What finishes a stopped run: its own settings with `resume` set.
RunRequest requestToResume(const RunSettings& settings, const QString& runPath);

// A path that does not exist yet and is none of `taken`: next to the model where that folder can be
// written, otherwise in the documents folder.
QString suggestRunPath(const QString& modelPath, const QStringList& taken = {});

}  // namespace maacc
