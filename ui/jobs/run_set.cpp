#include "ui/jobs/run_set.h"

#include "core/base/error.h"
#include "core/report/reported_run.h"

namespace maacc {
namespace {

RunFacts factsOf(const ReportedRun& run) {
  const RunSettings& settings = run.contents.settings;
  return {QString::fromStdString(run.path),
          QString::fromStdString(settings.modelPath),
          QString::fromStdString(run.name),
          QString::fromStdString(settings.strategy),
          QString::fromStdString(criterionName(settings.criterion)),
          settings.seed};
}

}  // namespace

bool RunSetComparison::isShown(std::size_t comparison) const {
  return force || !whyNotComparable(comparisons[comparison]);
}

RunSetAnswer compareRunSet(const QStringList& paths, bool force) {
  RunSetAnswer answer;
  std::vector<ReportedRun> runs;
  for (const QString& path : paths) {
    const std::string file = path.toStdString();
    try {
      runs.push_back(readReportedRun(RunFile::openForReading(file), file));
    } catch (const Error& error) {
      if (runs.empty()) {
        throw;
      }
      answer.problems << QString::fromUtf8(error.what());
    }
  }
  if (runs.size() < 2) {
    return answer;
  }
  tellApart(runs);
  auto set = std::make_shared<RunSetComparison>();
  set->force = force;
  set->base = factsOf(runs.front());
  const ComparedRun base = comparedRun(runs.front());
  std::vector<std::string> keys;
  for (std::size_t i = 1; i < runs.size(); ++i) {
    set->runs.push_back(factsOf(runs[i]));
    set->comparisons.push_back(compareRuns(base, comparedRun(runs[i])));
    keys.push_back(settingsButSeed(runs[i].contents.settings));
  }
  set->repetitions = repeatedRuns(set->comparisons, keys);
  answer.comparison = std::move(set);
  return answer;
}

}  // namespace maacc
