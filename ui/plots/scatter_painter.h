#pragma once

#include <QPointF>
#include <QRectF>
#include <QString>
#include <QStringList>
#include <vector>

#include "ui/plots/chart_style.h"

class QPainter;

namespace maacc {

struct ScatterPoint {
  int series = 0;
  QString label;  // short, beside the point where there is room
  QString help;   // all about it
  double x = 0;   // a share
  double y = 0;
  double spread = 0;       // half the length of a line through the point; 0: none
  bool isSummary = false;  // larger than the others
};

struct Scatter {
  QString xTitle;
  QString yTitle;
  QStringList series;  // names
  std::vector<ScatterPoint> points;
};

// Steps of 1, 2 or 5 times a power of ten that cover [low, high], at most that many intervals.
std::vector<double> niceTicks(double low, double high, int most);

// Points in a frame, y from zero (or below, where values are), and the names of the series below.
class ScatterPainter {
 public:
  // Lays out at once; borrows the data.
  ScatterPainter(const Scatter& scatter, const QRectF& area, const ChartStyle& style);

  // selected: a point with a ring around it; -1: none.
  void paint(QPainter& painter, int selected) const;
  QPointF positionOf(const ScatterPoint& point) const;
  // The nearest point within reach; -1: none.
  int pointAt(const QPointF& position, double reach) const;

 private:
  void layOutLegend();
  void layOutAxes();
  void paintAxes(QPainter& painter) const;
  void paintLegend(QPainter& painter) const;
  void paintPoint(QPainter& painter, const ScatterPoint& point) const;
  void paintLabels(QPainter& painter) const;
  double radiusOf(const ScatterPoint& point) const;

  const Scatter& scatter_;
  QRectF area_;
  ChartStyle style_;
  double letter_;  // height of a line of text
  QRectF frame_;
  std::vector<double> xTicks_;
  std::vector<double> yTicks_;
  std::vector<QRectF> legend_;  // by series
};

}  // namespace maacc
