#include "ui/plots/kill_matrix_picture.h"

#include <algorithm>

namespace maacc {
namespace {

constexpr uint32_t kFull = 255;
constexpr uint32_t kUndecided = 70;

// Adds up cells per pixel; a picture has no more pixels than cells in either direction.
class Averages {
 public:
  Averages(const CellRange& range, QSize size)
      : range_(range),
        size_(size),
        sums_(static_cast<size_t>(size.width()) * static_cast<size_t>(size.height())) {}

  void add(int64_t row, int64_t column, uint32_t level) {
    const int64_t y = (row - range_.firstRow) * size_.height() / range_.rows;
    const int64_t x = (column - range_.firstColumn) * size_.width() / range_.columns;
    sums_[static_cast<size_t>(y * size_.width() + x)] += level;
  }

  QImage image() const {
    QImage image(size_, QImage::Format_Grayscale8);
    for (int y = 0; y < size_.height(); ++y) {
      const int64_t rows = cellsIn(y, size_.height(), range_.rows);
      for (int x = 0; x < size_.width(); ++x) {
        const int64_t cells = rows * cellsIn(x, size_.width(), range_.columns);
        const auto sum =
            static_cast<int64_t>(sums_[static_cast<size_t>(y) * static_cast<size_t>(size_.width()) +
                                       static_cast<size_t>(x)]);
        // Something is never nothing.
        image.scanLine(y)[x] = static_cast<uchar>((sum + cells - 1) / cells);
      }
    }
    return image;
  }

 private:
  // Cells c with c * pixels / cells == pixel.
  static int64_t cellsIn(int64_t pixel, int64_t pixels, int64_t cells) {
    const auto first = [&](int64_t p) { return (p * cells + pixels - 1) / pixels; };
    return std::max<int64_t>(1, first(pixel + 1) - first(pixel));
  }

  CellRange range_;
  QSize size_;
  std::vector<uint64_t> sums_;
};

int64_t endRow(const CellRange& range, const std::vector<uint32_t>& rows) {
  return std::min(range.firstRow + range.rows, static_cast<int64_t>(rows.size()));
}

}  // namespace

QImage paintClassKills(const ClassKills& kills,
                       const std::vector<uint32_t>& rows,
                       const CellRange& range,
                       QSize size) {
  Averages averages(range, size);
  for (int64_t row = range.firstRow; row < endRow(range, rows); ++row) {
    for (int64_t c = range.firstColumn; c < range.firstColumn + range.columns; ++c) {
      const ClassVerdict verdict = kills.of(rows[static_cast<size_t>(row)], static_cast<int>(c));
      if (verdict != ClassVerdict::Spared) {
        averages.add(row, c, verdict == ClassVerdict::Killed ? kFull : kUndecided);
      }
    }
  }
  return averages.image();
}

QImage paintInputKills(const KillEvidence& evidence,
                       const std::vector<uint32_t>& rows,
                       const std::vector<int32_t>& columnOf,
                       const CellRange& range,
                       QSize size) {
  Averages averages(range, size);
  for (int64_t row = range.firstRow; row < endRow(range, rows); ++row) {
    for (const Flip& flip : evidence.byMutant.of(rows[static_cast<size_t>(row)])) {
      const int64_t column = columnOf[static_cast<size_t>(flip.input)];
      if (column >= range.firstColumn && column < range.firstColumn + range.columns) {
        averages.add(row, column, kFull);
      }
    }
  }
  return averages.image();
}

}  // namespace maacc
