#pragma once

#include <QString>
#include <QStringList>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/analysis/run_comparison.h"
#include "core/report/seed_groups.h"

namespace maacc {

// What the window needs to know of a run that was compared, beside the comparison.
struct RunFacts {
  QString path;
  QString modelPath;
  QString name;      // told apart from the others
  QString strategy;  // "two-phase"
  QString criterion;
  quint64 seed = 0;
};

// Runs beside the first one.
struct RunSetComparison {
  RunFacts base;
  std::vector<RunFacts> runs;              // one per comparison
  std::vector<RunComparison> comparisons;  // all of them, also those that the notes refuse
  std::vector<RepeatedRuns> repetitions;
  bool force = false;  // refused comparisons are to be shown all the same
  bool isShown(std::size_t comparison) const;
};

// A run that cannot be read is left out and its sentence kept.
struct RunSetAnswer {
  std::shared_ptr<const RunSetComparison> comparison;  // null where fewer than two can be read
  QStringList problems;
};

// Reads the files and compares; for a pool thread. The first path is the base: throws Error where
// it cannot be read.
RunSetAnswer compareRunSet(const QStringList& paths, bool force);

}  // namespace maacc
