#pragma once

#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

#include "ui/jobs/run_work.h"

class QSettings;

namespace maacc {

class RunSession;

// How long a finished run took, and for what.
struct RunSpeed {
  QString run;  // file name
  QString modelHash;
  WorkKind kind = WorkKind::SingleUnits;
  Evidence evidence = Evidence::Score;
  QStringList operators;
  qint64 mutants = 0;           // tested
  qint64 inputs = 0;            // classified correctly
  std::optional<double> flops;  // as RunWork counts them
  double startSeconds = 0;      // loading, the original network, planning
  double seconds = 0;           // finding verdicts
  bool operator==(const RunSpeed&) const = default;
};

// Absent while the run is not finished or tested nothing. info: its model, where it is open.
std::optional<RunSpeed> speedOf(const RunSession& run, const ModelInfo* info);

// Seconds that a run will take, and which run says so.
struct TimeForecast {
  double low = 0;
  double high = 0;
  bool testingOnly = false;  // without loading and the original network
  RunSpeed basis;
  bool sameModel = false;
};

// From the run that is most like it. Runs of another model count where testing took long enough to
// tell. Absent where none is of use. The widths are those that were measured between runs of small
// networks: docs/window.md.
std::optional<TimeForecast> forecastTime(const RunWork& work, const std::vector<RunSpeed>& known);

// The last run of this machine, kept from session to session.
void rememberSpeed(QSettings& settings, const RunSpeed& speed);
std::optional<RunSpeed> rememberedSpeed(const QSettings& settings);

}  // namespace maacc
