#include "core/analysis/cell_counts.h"

#include <algorithm>
#include <unordered_map>

namespace maacc {
namespace {

bool contains(const ClassSet& set, std::size_t index) {
  return index < set.size() && set[index] != 0;
}

int64_t countMembers(const ClassSet& set) {
  return std::count_if(set.begin(), set.end(), [](uint8_t member) { return member != 0; });
}

}  // namespace

CellCounts countCells(std::span<const KillRecord> records,
                      const CellSample& sample,
                      KillCriterion criterion,
                      int classes) {
  CellCounts counts;
  int64_t undecided = 0;
  std::unordered_map<int64_t, const KillRecord*> withVerdict;  // by mutant
  for (const KillRecord& record : records) {
    const ClassSet& killed = killedClasses(record, criterion);
    if (record.status == MutantStatus::Error || killed.empty()) {
      continue;
    }
    withVerdict.emplace(record.mutantIndex, &record);
    counts.cells += classes;
    counts.killed += countMembers(killed);
    undecided += countMembers(record.undecided);
  }
  for (const CellSample::Stratum& stratum : sample.strata) {
    counts.strata.push_back({stratum.cells, 0, 0, stratum.expectedKills});
  }
  std::vector<bool> hasGap(counts.strata.size(), false);
  for (const CellSample::Cell& cell : sample.cells) {
    const auto h = static_cast<std::size_t>(cell.stratum);
    const auto c = static_cast<std::size_t>(cell.classIndex);
    CellStratum& stratum = counts.strata.at(h);
    const auto record = withVerdict.find(cell.mutantIndex);
    const bool known = record != withVerdict.end();
    if (known && contains(record->second->undecided, c)) {
      hasGap[h] = true;
    } else if (!known || hasGap[h]) {
      --stratum.cells;
    } else {
      const int64_t killed = contains(killedClasses(*record->second, criterion), c) ? 1 : 0;
      ++stratum.sampled;
      stratum.killed += killed;
      counts.killed -= killed;
    }
  }
  for (const CellStratum& stratum : counts.strata) {
    undecided -= stratum.cells - stratum.sampled;
  }
  if (undecided > 0) {
    counts.strata.push_back({undecided, 0, 0, 0});
  }
  return counts;
}

}  // namespace maacc
