#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

class QPainter;

namespace maacc {

// How charts look that are drawn on the screen, on reports and on figures by the same code.
struct ChartStyle {
  QFont font;
  QColor ink;
  QColor muted;
  QColor grid;
  QColor paper;
  QColor bar;
  bool grey = false;  // nothing is told by colour alone, and colours are greys
};

// Sizes of letters that figures are offered in, in points.
constexpr int kSmallestLetters = 5;
constexpr int kUsualLetters = 8;
constexpr int kLargestLetters = 14;

ChartStyle screenStyle(const QPalette& palette, const QFont& font);
// For white paper; letters of that many pixels, which are points where the painter's unit is one.
ChartStyle paperStyle(int letterSize, bool grey);

// Colour and shape of the n-th series; colours of Okabe and Ito, shapes that differ in grey.
QColor seriesColor(const ChartStyle& style, int series);
// Shapes repeat after some series; those are drawn hollow.
bool isHollow(int series);
// Around the point, in the painter's pen and brush.
void drawMarker(QPainter& painter, int series, const QPointF& at, double radius);

}  // namespace maacc
