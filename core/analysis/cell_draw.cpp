#include "core/analysis/cell_draw.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "core/base/error.h"
#include "core/base/random_stream.h"

namespace maacc {
namespace {

// Shares of the cells, and of the kills that are expected in them: on the networks of the paper
// most of what probing had missed was among the most urgent cells.
struct StratumShare {
  const char* name;
  double cells;
  double kills;
};
constexpr std::array<StratumShare, 4> kStrata = {{
    {"most urgent 5 %", 0.05, 0.5},
    {"next 15 %", 0.15, 0.3},
    {"next 30 %", 0.3, 0.15},
    {"least urgent 50 %", 0.5, 0.05},
}};

double killsAt(std::span<const int64_t> evaluated, std::span<const int64_t> kills, double pairs) {
  double beforePairs = 0;
  double beforeKills = 0;
  for (std::size_t i = 0; i < evaluated.size(); ++i) {
    const auto here = static_cast<double>(evaluated[i]);
    const auto found = static_cast<double>(kills[i]);
    if (here >= pairs) {
      const double step = here - beforePairs;
      return step > 0 ? beforeKills + (found - beforeKills) * (pairs - beforePairs) / step : found;
    }
    beforePairs = here;
    beforeKills = found;
  }
  return beforeKills;
}

}  // namespace

double expectedKills(std::span<const int64_t> evaluated, std::span<const int64_t> kills) {
  MAACC_CHECK(evaluated.size() == kills.size());
  if (evaluated.empty()) {
    return 0.5;
  }
  const double quarter = 0.75 * static_cast<double>(evaluated.back());
  return static_cast<double>(kills.back()) - killsAt(evaluated, kills, quarter) + 0.5;
}

CellSample drawCells(std::span<const UndecidedCell> cells, double expected, uint64_t seed) {
  std::vector<UndecidedCell> sorted(cells.begin(), cells.end());
  std::sort(sorted.begin(), sorted.end(), [](const UndecidedCell& a, const UndecidedCell& b) {
    return std::tie(a.urgency, a.mutantIndex, a.classIndex) <
           std::tie(b.urgency, b.mutantIndex, b.classIndex);
  });
  CellSample sample;
  std::vector<std::vector<CellSample::Cell>> queues;
  const auto total = static_cast<double>(sorted.size());
  double upTo = 0;
  std::size_t first = 0;
  for (const StratumShare& share : kStrata) {
    upTo += share.cells;
    const std::size_t last = &share == &kStrata.back()
                                 ? sorted.size()
                                 : static_cast<std::size_t>(std::ceil(upTo * total));
    if (last <= first) {
      continue;
    }
    const auto stratum = static_cast<int32_t>(sample.strata.size());
    const auto count = static_cast<int>(last - first);
    const double kills = std::min(expected * share.kills, 0.5 * count);
    sample.strata.push_back({share.name, count, kills});
    std::vector<CellSample::Cell>& queue = queues.emplace_back();
    for (int i : RandomStream(seed, std::string("cells: ") + share.name).permutation(count)) {
      const UndecidedCell& cell = sorted[first + static_cast<std::size_t>(i)];
      queue.push_back({cell.mutantIndex, cell.classIndex, stratum});
    }
    first = last;
  }
  for (std::size_t turn = 0; sample.cells.size() < sorted.size(); ++turn) {
    for (const std::vector<CellSample::Cell>& queue : queues) {
      if (turn < queue.size()) {
        sample.cells.push_back(queue[turn]);
      }
    }
  }
  return sample;
}

}  // namespace maacc
