#include "tests/ui/run_set_fixtures.h"

#include "tests/support/sample_run.h"

namespace maacc::test {
namespace {

RunSettings settingsOf(const RunVariant& variant) {
  RunSettings settings = sampleSettings();
  settings.strategy = variant.strategy;
  settings.seed = variant.seed;
  settings.modelHash = std::string(64, variant.model);
  settings.evidence = Evidence::Score;
  settings.criterion = KillCriterion::TrueClass;
  settings.reduction = variant.strategy == "exhaustive"
                           ? ""
                           : "{\"strategy\":\"" + variant.strategy +
                                 "\",\"seed\":" + std::to_string(variant.seed) + "}";
  return settings;
}

KillRecord recordOf(int64_t mutant, int64_t flipFrom) {
  const bool survives = (mutant % 3 == 0) != (mutant >= flipFrom);
  KillRecord record = survives ? survivedRecord(mutant) : killedRecord(mutant);
  record.flips.clear();
  return record;
}

}  // namespace

void writeVariant(const QString& path, const RunVariant& variant) {
  const bool isSample = variant.strategy == "sample";
  RunPlan plan{samplePlan()};
  if (isSample) {
    plan.sample = sampleGroups();
  }
  RunFile file = RunFile::create(path.toStdString(), settingsOf(variant), sampleLayers(),
                                 sampleBaseline(), plan);
  std::vector<KillRecord> records;
  for (int64_t mutant = 0; mutant < static_cast<int64_t>(plan.mutants.mutants.size()); ++mutant) {
    const bool isDrawn = mutant >= 10 || mutant == 7 || mutant == 0 || mutant == 3;
    if (!isSample || isDrawn) {
      records.push_back(recordOf(mutant, variant.flipFrom));
    }
  }
  file.setEnvironment({"0.1.0", "1.13.1", "OpenBLAS", "cpu", 2, 64});
  file.append(records);
  file.addTime("mutants", isSample ? 3.0 + static_cast<double>(variant.seed) : 16.0);
  file.addCount("pairs_evaluated", isSample ? 400 + static_cast<int64_t>(variant.seed) * 50 : 2000);
  file.setState(RunState::Finished);
}

QStringList writeRunSet(const QString& folder) {
  const auto path = [&folder](const char* name) { return folder + '/' + name + ".maacc"; };
  QStringList paths;
  for (const char* name : {"exhaustive", "sample-1", "sample-2", "neurons", "other"}) {
    paths << path(name);
  }
  writeVariant(paths[0], {});
  writeVariant(paths[1], {"sample", 1, 18, 'a'});
  writeVariant(paths[2], {"sample", 2, 16, 'a'});
  writeVariant(paths[3], {"neuron-clusters", 1, 1000, 'a'});
  writeVariant(paths[4], {"exhaustive", 1, 1000, 'z'});
  return paths;
}

std::vector<RunComparison> comparisonsOf(const QStringList& paths) {
  std::vector<std::string> files;
  for (const QString& path : paths) {
    files.push_back(path.toStdString());
  }
  const std::vector<ReportedRun> runs = readReportedRuns(files);
  std::vector<RunComparison> comparisons;
  for (size_t i = 1; i < runs.size(); ++i) {
    comparisons.push_back(compareRuns(comparedRun(runs.front()), comparedRun(runs[i])));
  }
  return comparisons;
}

}  // namespace maacc::test
