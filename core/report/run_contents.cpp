#include "core/report/run_contents.h"

#include <numeric>

namespace maacc {

RunContents readRunContents(const RunFile& run) {
  RunContents contents{run.settings(), run.layers(),     {},           run.baseline(), run.plan(),
                       run.sample(),   run.cellSample(), run.records()};
  for (const LayerSummary& layer : contents.layers) {
    if (layer.weightedLayer >= 0) {
      contents.weightedLayerNames.push_back(layer.name);
    }
  }
  return contents;
}

ScoreBasis scoreBasis(const RunContents& contents) {
  return {contents.settings, contents.plan, contents.sample, contents.cells,
          contents.baseline.classes};
}

int64_t mutantsToTest(const RunContents& contents) {
  const std::vector<int64_t>& toTest = contents.sample.toTest;
  return toTest.empty() ? static_cast<int64_t>(contents.plan.mutants.size())
                        : std::accumulate(toTest.begin(), toTest.end(), int64_t{0});
}

std::vector<MutantEntry> testedMutants(const RunContents& contents) {
  std::vector<MutantEntry> entries;
  entries.reserve(contents.records.size());
  for (const KillRecord& record : contents.records) {
    entries.push_back(
        {contents.plan.mutants[static_cast<std::size_t>(record.mutantIndex)], record});
  }
  return entries;
}

std::string unitsText(const Mutant& mutant, const std::string& separator) {
  std::string text;
  for (int unit : mutant.units) {
    text += (text.empty() ? "" : separator) + std::to_string(unit);
  }
  return text;
}

}  // namespace maacc
