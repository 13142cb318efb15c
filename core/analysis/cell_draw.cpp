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

// Kills that nothing predicted: of the few that probing misses on the networks of the paper, about
// as many were found in any part of the cells.
constexpr double kUnforeseenKills = 1;

// What is drawn at once: a cell, or all cells of a mutant.
struct DrawnUnit {
  float urgency = 0;
  int64_t mutantIndex = -1;
  std::vector<int32_t> classes;
};

std::vector<DrawnUnit> unitsByUrgency(std::span<const UndecidedCell> cells, CellUnit unit) {
  std::vector<UndecidedCell> sorted(cells.begin(), cells.end());
  std::sort(sorted.begin(), sorted.end(), [](const UndecidedCell& a, const UndecidedCell& b) {
    return std::tie(a.mutantIndex, a.classIndex) < std::tie(b.mutantIndex, b.classIndex);
  });
  std::vector<DrawnUnit> units;
  for (const UndecidedCell& cell : sorted) {
    if (unit == CellUnit::Cell || units.empty() || units.back().mutantIndex != cell.mutantIndex) {
      units.push_back({cell.urgency, cell.mutantIndex, {}});
    }
    units.back().urgency = std::min(units.back().urgency, cell.urgency);
    units.back().classes.push_back(cell.classIndex);
  }
  std::stable_sort(units.begin(), units.end(),
                   [](const DrawnUnit& a, const DrawnUnit& b) { return a.urgency < b.urgency; });
  return units;
}

// Kills per doubling of the pairs, by those of the doubling before: above this what is to come is
// anybody's guess.
constexpr double kSlowestDecline = 0.8;

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

std::optional<double> expectedKills(std::span<const int64_t> evaluated,
                                    std::span<const int64_t> kills) {
  MAACC_CHECK(evaluated.size() == kills.size());
  if (evaluated.empty()) {
    return std::nullopt;
  }
  const auto pairs = static_cast<double>(evaluated.back());
  const double half = killsAt(evaluated, kills, pairs / 2);
  const double last = static_cast<double>(kills.back()) - half;
  const double before = half - killsAt(evaluated, kills, pairs / 4);
  const double ratio = (last + 0.5) / (before + 1);
  if (ratio > kSlowestDecline) {
    return std::nullopt;
  }
  return last * ratio / (1 - ratio);
}

CellSample drawCells(std::span<const UndecidedCell> cells,
                     CellUnit unit,
                     std::optional<double> expected,
                     uint64_t seed) {
  const std::vector<DrawnUnit> units = unitsByUrgency(cells, unit);
  CellSample sample;
  std::vector<std::vector<const DrawnUnit*>> queues;
  const auto total = static_cast<double>(units.size());
  double upTo = 0;
  std::size_t first = 0;
  for (const StratumShare& share : kStrata) {
    upTo += share.cells;
    const std::size_t last = &share == &kStrata.back()
                                 ? units.size()
                                 : static_cast<std::size_t>(std::ceil(upTo * total));
    if (last <= first) {
      continue;
    }
    std::vector<const DrawnUnit*>& queue = queues.emplace_back();
    int64_t count = 0;
    const auto members = static_cast<int>(last - first);
    for (int i : RandomStream(seed, std::string("cells: ") + share.name).permutation(members)) {
      queue.push_back(&units[first + static_cast<std::size_t>(i)]);
      count += static_cast<int64_t>(queue.back()->classes.size());
    }
    const double surprise =
        kUnforeseenKills * static_cast<double>(count) / static_cast<double>(cells.size());
    const double kills =
        expected ? std::min(*expected * share.kills + surprise, 0.5 * static_cast<double>(count))
                 : 0;
    sample.strata.push_back({share.name, count, kills});
    first = last;
  }
  for (std::size_t turn = 0; sample.cells.size() < cells.size(); ++turn) {
    for (std::size_t h = 0; h < queues.size(); ++h) {
      if (turn >= queues[h].size()) {
        continue;
      }
      const DrawnUnit& drawn = *queues[h][turn];
      for (int32_t c : drawn.classes) {
        sample.cells.push_back({drawn.mutantIndex, c, static_cast<int32_t>(h)});
      }
    }
  }
  return sample;
}

}  // namespace maacc
