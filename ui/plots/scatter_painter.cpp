#include "ui/plots/scatter_painter.h"

#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace maacc {
namespace {

constexpr int kMostTicks = 6;
constexpr double kLeastRange = 0.02;
constexpr double kMarker = 0.32;  // radius in lines of text
constexpr double kOutline = 0.09;

QString tickText(double value, double step) {
  const int digits = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  return QLocale().toString(std::abs(value) < step * 1e-6 ? 0 : value, 'f', digits);
}

QString shareText(double value, double step) {
  return tickText(value * 100, step * 100) + QStringLiteral(" %");
}

double stepOf(const std::vector<double>& ticks) { return ticks[1] - ticks[0]; }

}  // namespace

std::vector<double> niceTicks(double low, double high, int most) {
  const double range = std::max(high - low, 1e-12);
  double step = std::pow(10, std::floor(std::log10(range / most)));
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    const double wider = step * factor;
    if (std::ceil(high / wider - 1e-9) - std::floor(low / wider + 1e-9) <= most) {
      step = wider;
      break;
    }
  }
  const auto first = static_cast<int64_t>(std::floor(low / step + 1e-9));
  const auto last = std::max(static_cast<int64_t>(std::ceil(high / step - 1e-9)), first + 1);
  std::vector<double> ticks;
  ticks.reserve(static_cast<size_t>(last - first + 1));
  for (int64_t tick = first; tick <= last; ++tick) {
    ticks.push_back(static_cast<double>(tick) * step);
  }
  return ticks;
}

ScatterPainter::ScatterPainter(const Scatter& scatter, const QRectF& area, const ChartStyle& style)
    : scatter_(scatter), area_(area), style_(style), letter_(QFontMetricsF(style.font).height()) {
  layOutLegend();
  layOutAxes();
}

void ScatterPainter::layOutLegend() {
  const QFontMetricsF metrics(style_.font);
  double x = area_.left();
  double y = 0;
  for (const QString& name : scatter_.series) {
    const double width = std::min(area_.width(), metrics.horizontalAdvance(name) + 2.2 * letter_);
    if (x + width > area_.right() && x > area_.left()) {
      x = area_.left();
      y += letter_ * 1.15;
    }
    legend_.emplace_back(x, y, width, letter_);
    x += width;
  }
  const double height = legend_.empty() ? 0 : legend_.back().bottom();
  for (QRectF& entry : legend_) {
    entry.translate(0, area_.bottom() - height);
  }
}

void ScatterPainter::layOutAxes() {
  // Savings are often near one another and far from zero; errors are measured from zero.
  double left = scatter_.points.empty() ? 0 : scatter_.points.front().x;
  double right = scatter_.points.empty() ? 1 : left;
  double low = 0;
  double high = 0;
  for (const ScatterPoint& point : scatter_.points) {
    left = std::min(left, point.x);
    right = std::max(right, point.x);
    low = std::min({low, point.y, point.y - point.spread});
    high = std::max(high, point.y + point.spread);
  }
  if (right - left < kLeastRange) {
    left -= kLeastRange;
  }
  xTicks_ = niceTicks(left, right, kMostTicks);
  yTicks_ = niceTicks(low, high > low ? high : low + 0.01, kMostTicks);
  const QFontMetricsF metrics(style_.font);
  double labels = 0;
  for (const double tick : yTicks_) {
    labels = std::max(labels, metrics.horizontalAdvance(tickText(tick, stepOf(yTicks_))));
  }
  const double bottom = legend_.empty() ? area_.bottom() : legend_.front().top() - letter_ * 0.4;
  const double margin = metrics.horizontalAdvance(shareText(1, 1)) / 2;
  frame_ = QRectF(QPointF(area_.left() + labels + letter_ * 0.6, area_.top() + letter_ * 1.8),
                  QPointF(area_.right() - margin, bottom - letter_ * 2.6));
}

QPointF ScatterPainter::positionOf(const ScatterPoint& point) const {
  const double x = (point.x - xTicks_.front()) / (xTicks_.back() - xTicks_.front());
  const double y = (point.y - yTicks_.front()) / (yTicks_.back() - yTicks_.front());
  return {frame_.left() + x * frame_.width(), frame_.bottom() - y * frame_.height()};
}

int ScatterPainter::pointAt(const QPointF& position, double reach) const {
  int nearest = -1;
  double least = reach;
  for (size_t i = 0; i < scatter_.points.size(); ++i) {
    const QPointF way = positionOf(scatter_.points[i]) - position;
    const double distance = std::hypot(way.x(), way.y());
    if (distance <= least) {
      least = distance;
      nearest = static_cast<int>(i);
    }
  }
  return nearest;
}

double ScatterPainter::radiusOf(const ScatterPoint& point) const {
  return letter_ * kMarker * (point.isSummary ? 1.35 : 1);
}

void ScatterPainter::paint(QPainter& painter, int selected) const {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(style_.font);
  paintAxes(painter);
  paintLegend(painter);
  for (const ScatterPoint& point : scatter_.points) {
    paintPoint(painter, point);
  }
  paintLabels(painter);
  if (selected >= 0 && selected < static_cast<int>(scatter_.points.size())) {
    const ScatterPoint& point = scatter_.points[static_cast<size_t>(selected)];
    painter.setPen(QPen(style_.ink, letter_ * 0.12));
    painter.setBrush(Qt::NoBrush);
    const double ring = radiusOf(point) + letter_ * 0.3;
    painter.drawEllipse(positionOf(point), ring, ring);
  }
}

void ScatterPainter::paintAxes(QPainter& painter) const {
  const double thin = letter_ * 0.05;
  for (const double tick : yTicks_) {
    const double y = positionOf({0, {}, {}, xTicks_.front(), tick}).y();
    painter.setPen(QPen(tick == 0 ? style_.muted : style_.grid, thin));
    painter.drawLine(QPointF(frame_.left(), y), QPointF(frame_.right(), y));
    painter.setPen(style_.ink);
    painter.drawText(QRectF(area_.left(), y - letter_, frame_.left() - letter_ * 0.4 - area_.left(),
                            2 * letter_),
                     Qt::AlignRight | Qt::AlignVCenter, tickText(tick, stepOf(yTicks_)));
  }
  for (const double tick : xTicks_) {
    const double x = positionOf({0, {}, {}, tick, yTicks_.front()}).x();
    painter.setPen(QPen(tick == 0 ? style_.muted : style_.grid, thin));
    painter.drawLine(QPointF(x, frame_.top()), QPointF(x, frame_.bottom()));
    painter.setPen(style_.ink);
    painter.drawText(
        QRectF(x - 4 * letter_, frame_.bottom() + letter_ * 0.15, 8 * letter_, letter_),
        Qt::AlignCenter, shareText(tick, stepOf(xTicks_)));
  }
  painter.setPen(style_.ink);
  painter.drawText(QRectF(area_.left(), area_.top(), area_.width(), letter_), Qt::AlignLeft,
                   scatter_.yTitle);
  painter.drawText(QRectF(frame_.left(), frame_.bottom() + letter_ * 1.25, frame_.width(), letter_),
                   Qt::AlignCenter, scatter_.xTitle);
}

void ScatterPainter::paintLegend(QPainter& painter) const {
  const QFontMetricsF metrics(style_.font);
  for (size_t i = 0; i < legend_.size(); ++i) {
    const int series = static_cast<int>(i);
    const QRectF& entry = legend_[i];
    const QColor color = seriesColor(style_, series);
    painter.setPen(QPen(color, letter_ * kOutline));
    painter.setBrush(isHollow(series) ? style_.paper : color);
    drawMarker(painter, series, {entry.left() + letter_ * 0.5, entry.center().y()},
               letter_ * kMarker);
    painter.setPen(style_.ink);
    const QRectF room = entry.adjusted(letter_ * 1.1, 0, 0, 0);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(scatter_.series[series], Qt::ElideRight, room.width()));
  }
}

void ScatterPainter::paintPoint(QPainter& painter, const ScatterPoint& point) const {
  const QPointF at = positionOf(point);
  const QColor color = seriesColor(style_, point.series);
  if (point.spread > 0) {
    ScatterPoint end = point;
    end.y = point.y + point.spread;
    const double high = positionOf(end).y();
    end.y = point.y - point.spread;
    const double low = positionOf(end).y();
    painter.setPen(QPen(color, letter_ * 0.1));
    painter.drawLine(QPointF(at.x(), low), QPointF(at.x(), high));
    for (const double y : {low, high}) {
      painter.drawLine(QPointF(at.x() - letter_ * 0.25, y), QPointF(at.x() + letter_ * 0.25, y));
    }
  }
  QColor fill = isHollow(point.series) ? style_.paper : color;
  fill.setAlpha(point.isSummary || style_.grey ? 255 : 170);
  painter.setPen(QPen(point.isSummary ? style_.ink : color, letter_ * kOutline));
  painter.setBrush(fill);
  drawMarker(painter, point.series, at, radiusOf(point));
}

// Greedy: a label that would cover a point, another label or the frame's edge is left to tool tip
// and table.
void ScatterPainter::paintLabels(QPainter& painter) const {
  const QFontMetricsF metrics(style_.font);
  std::vector<QRectF> taken;
  for (const ScatterPoint& point : scatter_.points) {
    const double radius = radiusOf(point);
    const QPointF at = positionOf(point);
    taken.emplace_back(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius);
  }
  painter.setPen(style_.ink);
  for (const bool summaries : {true, false}) {
    for (const ScatterPoint& point : scatter_.points) {
      if (point.isSummary != summaries || point.label.isEmpty()) {
        continue;
      }
      const QPointF at = positionOf(point);
      const QSizeF size(metrics.horizontalAdvance(point.label), letter_);
      const double gap = radiusOf(point) + letter_ * 0.25;
      const std::array<QPointF, 4> corners{
          QPointF(at.x() + gap, at.y() - size.height() / 2),
          QPointF(at.x() - gap - size.width(), at.y() - size.height() / 2),
          QPointF(at.x() - size.width() / 2, at.y() - gap - size.height()),
          QPointF(at.x() - size.width() / 2, at.y() + gap)};
      for (const QPointF& corner : corners) {
        const QRectF place(corner, size);
        const bool isFree = frame_.contains(place) &&
                            std::none_of(taken.begin(), taken.end(), [&place](const QRectF& other) {
                              return other.intersects(place);
                            });
        if (isFree) {
          painter.drawText(place, Qt::AlignCenter, point.label);
          taken.push_back(place);
          break;
        }
      }
    }
  }
}

}  // namespace maacc
