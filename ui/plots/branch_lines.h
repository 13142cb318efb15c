#pragma once

#include <QLineF>
#include <QVector>
#include <vector>

namespace maacc {

// The lines of branches, in pixels. Those that would cover each other are drawn once: of a tree
// with 16,384 leaves, twenty lie on every row of pixels.
class BranchLines {
 public:
  // scale: pixels of the device for each one here; 0: every line is kept as it is.
  explicit BranchLines(double scale) : scale_(scale) {}

  void addAlong(double y, double from, double to);
  void addAcross(double x, double from, double to);
  QVector<QLineF> take();  // those that were added since the last time

 private:
  struct Span {
    int row;  // of pixels
    float y;
    float from;
    float to;
  };

  double scale_;
  std::vector<Span> along_;
  QVector<QLineF> lines_;
};

}  // namespace maacc
