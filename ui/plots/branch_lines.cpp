#include "ui/plots/branch_lines.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace maacc {

void BranchLines::addAlong(double y, double from, double to) {
  if (scale_ <= 0) {
    lines_ << QLineF(from, y, to, y);
    return;
  }
  const auto [first, last] = std::minmax(from, to);
  along_.push_back({static_cast<int>(std::lround(y * scale_)), static_cast<float>(y),
                    static_cast<float>(first), static_cast<float>(last)});
}

void BranchLines::addAcross(double x, double from, double to) {
  // Within a pixel the lines that it joins are enough.
  if (scale_ <= 0 || std::abs(to - from) * scale_ >= 1) {
    lines_ << QLineF(x, from, x, to);
  }
}

QVector<QLineF> BranchLines::take() {
  std::sort(along_.begin(), along_.end(), [](const Span& a, const Span& b) {
    return std::tie(a.row, a.from) < std::tie(b.row, b.from);
  });
  for (size_t i = 0; i < along_.size();) {
    Span joined = along_[i];
    for (++i; i < along_.size() && along_[i].row == joined.row && along_[i].from <= joined.to;
         ++i) {
      joined.to = std::max(joined.to, along_[i].to);
    }
    lines_ << QLineF(joined.from, joined.y, joined.to, joined.y);
  }
  along_.clear();
  return std::exchange(lines_, {});
}

}  // namespace maacc
