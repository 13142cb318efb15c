#pragma once

#include <string>
#include <vector>

#include "core/analysis/kill_record.h"

namespace maacc {

// One line of the table strategies.csv that `maacc sweep` writes: what a strategy costs and by how
// much its score is off, as means over trials.
struct StrategyPoint {
  std::string strategy;  // "stratified sample"
  std::string setting;   // "5 %"
  KillCriterion criterion = KillCriterion::TrueClass;
  double share = 0;  // of the evaluations that testing every mutant on every input takes
  double score = 0;
  double absoluteError = 0;  // of the score
  int trials = 0;
};

// In the order of the file. Throws Error{BadInput} where the file cannot be read or is another
// table, naming it.
std::vector<StrategyPoint> readStrategyPoints(const std::string& path);

}  // namespace maacc
