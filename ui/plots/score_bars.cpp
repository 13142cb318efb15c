#include "ui/plots/score_bars.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>

#include "core/report/report_text.h"

namespace maacc {
namespace {

constexpr double kRow = 1.5;         // of the height of a line of text
constexpr double kBarPart = 0.62;    // of a row
constexpr double kScale = 1.5;       // lines below the bars
constexpr double kMostLabels = 0.4;  // of the width
constexpr int kTicks = 5;

// Places in the area.
struct Layout {
  double letter;
  double row;
  QRectF bars;  // between 0 and 1
  double x(double share) const { return bars.left() + std::clamp(share, 0.0, 1.0) * bars.width(); }
};

QString name(const Bar& bar) { return QString::fromStdString(bar.label); }
QString value(double share) { return QString::fromStdString(scoreDigits(share)); }

Layout layOut(const QRectF& area, const ReportChart& chart, const ChartStyle& style) {
  const QFontMetricsF metrics(style.font);
  double labels = 0;
  for (const Bar& bar : chart.bars) {
    labels = std::max(labels, metrics.horizontalAdvance(name(bar)));
  }
  const double letter = metrics.height();
  const double left = std::min(labels, area.width() * kMostLabels) + letter * 0.5;
  const double right = metrics.horizontalAdvance(value(1)) + letter * 0.5;
  const double row = letter * kRow;
  return {letter, row,
          QRectF(area.left() + left, area.top(), std::max(1.0, area.width() - left - right),
                 row * static_cast<double>(chart.bars.size()))};
}

void paintScale(QPainter& painter, const Layout& layout, const ChartStyle& style) {
  const QRectF& bars = layout.bars;
  for (int tick = 0; tick <= kTicks; ++tick) {
    const double share = static_cast<double>(tick) / kTicks;
    const double x = layout.x(share);
    painter.setPen(QPen(tick == 0 ? style.ink : style.grid, layout.letter * 0.06));
    painter.drawLine(QPointF(x, bars.top()), QPointF(x, bars.bottom()));
    painter.setPen(style.ink);
    painter.drawText(QRectF(x - 2 * layout.letter, bars.bottom() + layout.letter * 0.2,
                            4 * layout.letter, layout.letter),
                     Qt::AlignCenter, QString::number(share, 'f', 1));
  }
}

void paintBar(QPainter& painter,
              const Layout& layout,
              double top,
              double left,
              const Bar& bar,
              const ChartStyle& style) {
  const QFontMetricsF metrics(style.font);
  const double middle = top + layout.row / 2;
  const double thickness = layout.row * kBarPart;
  painter.setPen(style.ink);
  const QRectF label(left, top, layout.bars.left() - layout.letter * 0.4 - left, layout.row);
  painter.drawText(label, Qt::AlignRight | Qt::AlignVCenter,
                   metrics.elidedText(name(bar), Qt::ElideRight, label.width()));
  painter.fillRect(QRectF(layout.bars.left(), middle - thickness / 2,
                          layout.x(bar.value) - layout.bars.left(), thickness),
                   style.bar);
  double end = layout.x(bar.value);
  if (bar.low < bar.high) {
    painter.setPen(QPen(style.ink, layout.letter * 0.08));
    painter.drawLine(QPointF(layout.x(bar.low), middle), QPointF(layout.x(bar.high), middle));
    for (const double x : {layout.x(bar.low), layout.x(bar.high)}) {
      painter.drawLine(QPointF(x, middle - thickness / 4), QPointF(x, middle + thickness / 4));
    }
    end = std::max(end, layout.x(bar.high));
  }
  painter.setPen(style.ink);
  painter.drawText(QRectF(end + layout.letter * 0.35, top, 8 * layout.letter, layout.row),
                   Qt::AlignLeft | Qt::AlignVCenter, value(bar.value));
}

}  // namespace

double scoreBarsHeight(const ReportChart& chart, const ChartStyle& style) {
  const double letter = QFontMetricsF(style.font).height();
  return letter * (kRow * static_cast<double>(chart.bars.size()) + kScale);
}

void paintScoreBars(QPainter& painter,
                    const QRectF& area,
                    const ReportChart& chart,
                    const ChartStyle& style) {
  painter.setFont(style.font);
  const Layout layout = layOut(area, chart, style);
  paintScale(painter, layout, style);
  double top = layout.bars.top();
  for (const Bar& bar : chart.bars) {
    paintBar(painter, layout, top, area.left(), bar, style);
    top += layout.row;
  }
}

}  // namespace maacc
