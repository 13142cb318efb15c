#pragma once

#include <QString>
#include <QStringList>

#include "core/analysis/run_comparison.h"
#include "core/report/reported_run.h"

namespace maacc::test {

struct RunVariant {
  std::string strategy = "exhaustive";
  uint64_t seed = 1;
  int64_t flipFrom = 1000;  // mutants from this one on have the other verdict
  char model = 'a';
};

// A finished run of samplePlan(): every third mutant survives. A sample tests what sampleGroups()
// drew.
void writeVariant(const QString& path, const RunVariant& variant);

// exhaustive.maacc, sample-1.maacc and sample-2.maacc (differing in the seed, the verdicts of the
// last mutants are not the base's), neurons.maacc and other.maacc, which is of another model.
QStringList writeRunSet(const QString& folder);

// As `maacc compare` does it.
std::vector<RunComparison> comparisonsOf(const QStringList& paths);

}  // namespace maacc::test
