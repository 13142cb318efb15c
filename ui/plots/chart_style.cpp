#include "ui/plots/chart_style.h"

#include <QPainter>
#include <QPolygonF>
#include <array>

#include "ui/theme.h"

namespace maacc {
namespace {

constexpr size_t kSeries = 7;
constexpr std::array<QRgb, kSeries> kOnLight{0x0072b2, 0xd55e00, 0x00795a, 0xa8457f,
                                             0xb07400, 0x3a3f47, 0x2b8cc4};
constexpr std::array<QRgb, kSeries> kOnDark{0x56b4e9, 0xf0913a, 0x35b58d, 0xd98bb8,
                                            0xe6b84a, 0xd5dae2, 0x8ccdf2};
constexpr std::array<QRgb, kSeries> kGreys{0x1b1b1b, 0x8a8a8a, 0x555555, 0xa5a5a5,
                                           0x3a3a3a, 0x707070, 0x000000};

QPolygonF regularShape(int corners, double turn, const QPointF& at, double radius) {
  QPolygonF shape;
  for (int corner = 0; corner < corners; ++corner) {
    QTransform rotation;
    rotation.rotate(turn + 360.0 * corner / corners);
    shape << at + rotation.map(QPointF(0, -radius));
  }
  return shape;
}

}  // namespace

ChartStyle screenStyle(const QPalette& palette, const QFont& font) {
  QColor grid = palette.color(QPalette::Mid);
  grid.setAlpha(110);
  return {font, palette.color(QPalette::Text), palette.color(QPalette::PlaceholderText),
          grid, palette.color(QPalette::Base), palette.color(QPalette::Highlight),
          false};
}

ChartStyle paperStyle(int letterSize, bool grey) {
  QFont font(QStringLiteral("DejaVu Sans"));
  font.setPixelSize(letterSize);
  return {font,
          QColor(0x1b, 0x1b, 0x1b),
          QColor(0x50, 0x50, 0x50),
          QColor(0xd8, 0xd8, 0xd8),
          Qt::white,
          grey ? QColor(0x70, 0x70, 0x70) : QColor(0x2f, 0x6f, 0x9f),
          grey};
}

QColor seriesColor(const ChartStyle& style, int series) {
  const auto place = static_cast<size_t>(series) % kSeries;
  if (style.grey) {
    return {kGreys[place]};
  }
  return {style.paper.lightness() < style.ink.lightness() ? kOnDark[place] : kOnLight[place]};
}

bool isHollow(int series) { return static_cast<size_t>(series) / kSeries % 2 == 1; }

void drawMarker(QPainter& painter, int series, const QPointF& at, double radius) {
  switch (static_cast<size_t>(series) % kSeries) {
    case 0:
      painter.drawEllipse(at, radius, radius);
      return;
    case 1:
      painter.drawPolygon(regularShape(4, 45, at, radius * 1.2));
      return;
    case 2:
      painter.drawPolygon(regularShape(3, 0, at, radius * 1.25));
      return;
    case 3:
      painter.drawPolygon(regularShape(4, 0, at, radius * 1.25));
      return;
    case 4:
      painter.drawPolygon(regularShape(3, 180, at, radius * 1.25));
      return;
    case 5:
      painter.drawPolygon(regularShape(5, 0, at, radius * 1.15));
      return;
    default:
      painter.drawPolygon(regularShape(6, 30, at, radius * 1.15));
      return;
  }
}

}  // namespace maacc
