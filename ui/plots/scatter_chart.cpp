#include "ui/plots/scatter_chart.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

namespace maacc {
namespace {

constexpr double kReach = 14;
constexpr double kMargin = 10;

}  // namespace

ScatterChart::ScatterChart(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void ScatterChart::setScatter(Scatter scatter) {
  scatter_ = std::move(scatter);
  selected_ = -1;
  QStringList spoken;
  for (const ScatterPoint& point : scatter_.points) {
    spoken << point.help;
  }
  setAccessibleDescription(spoken.isEmpty() ? tr("Nothing to show.")
                                            : spoken.join(QStringLiteral("; ")));
  update();
}

void ScatterChart::select(int point) {
  if (selected_ != point) {
    selected_ = point;
    update();
  }
}

ScatterPainter ScatterChart::painter() const {
  return {scatter_, QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin),
          screenStyle(palette(), font())};
}

QPointF ScatterChart::positionOf(int point) const {
  return painter().positionOf(scatter_.points[static_cast<size_t>(point)]);
}

void ScatterChart::paintEvent(QPaintEvent*) {
  QPainter drawing(this);
  drawing.fillRect(rect(), palette().base());
  painter().paint(drawing, selected_);
  if (hasFocus()) {
    drawing.setRenderHint(QPainter::Antialiasing, false);
    drawing.setPen(palette().color(QPalette::Highlight));
    drawing.setBrush(Qt::NoBrush);
    drawing.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

void ScatterChart::mousePressEvent(QMouseEvent* event) {
  select(painter().pointAt(event->position(), kReach));
  emit pointSelected(selected_);
}

void ScatterChart::keyPressEvent(QKeyEvent* event) {
  const int count = static_cast<int>(scatter_.points.size());
  const bool forward = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down;
  const bool back = event->key() == Qt::Key_Left || event->key() == Qt::Key_Up;
  if (count == 0 || (!forward && !back)) {
    QWidget::keyPressEvent(event);
    return;
  }
  if (selected_ < 0) {
    select(forward ? 0 : count - 1);
  } else {
    select(std::clamp(selected_ + (forward ? 1 : -1), 0, count - 1));
  }
  emit pointSelected(selected_);
}

bool ScatterChart::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) {
    return QWidget::event(event);
  }
  const auto* help = static_cast<QHelpEvent*>(event);
  const int point = painter().pointAt(help->pos(), kReach);
  if (point >= 0) {
    QToolTip::showText(help->globalPos(), scatter_.points[static_cast<size_t>(point)].help, this);
  } else {
    QToolTip::hideText();
  }
  return true;
}

}  // namespace maacc
