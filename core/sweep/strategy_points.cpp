#include "core/sweep/strategy_points.h"

#include <fstream>

#include "core/base/error.h"
#include "core/sweep/csv_rows.h"

namespace maacc {

std::vector<StrategyPoint> readStrategyPoints(const std::string& path) {
  if (!std::ifstream(path)) {
    throw Error(ErrorCode::BadInput, path + " cannot be read; check the path");
  }
  CsvRows rows(path, "choose the strategies.csv that maacc sweep wrote");
  std::vector<StrategyPoint> points;
  while (rows.next()) {
    points.push_back({rows.text("strategy"), rows.text("setting"),
                      parseCriterion(rows.text("criterion")), rows.number("share"),
                      rows.number("score"), rows.number("mean_absolute_error"),
                      static_cast<int>(rows.number("trials"))});
  }
  if (points.empty()) {
    throw Error(ErrorCode::BadInput,
                path + " holds no rows; choose the strategies.csv that maacc sweep wrote");
  }
  return points;
}

}  // namespace maacc
