#include "ui/plots/count_chart.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>

#include "ui/text.h"

namespace maacc {

CountChart::CountChart(const QString& title, QWidget* parent) : QWidget(parent), title_(title) {
  setFixedHeight(sizeHint().height());
  setAccessibleName(title);
  hide();
}

void CountChart::setTitle(const QString& title) {
  title_ = title;
  setAccessibleName(title);
  update();
}

void CountChart::setEnds(const QString& low, const QString& high) {
  low_ = low;
  high_ = high;
  update();
}

void CountChart::setBars(const QStringList& names, const std::vector<double>& values) {
  names_ = names;
  values_ = values;
  QStringList spoken;
  for (size_t i = 0; i < values.size(); ++i) {
    spoken << QStringLiteral("%1: %2").arg(names_[static_cast<int>(i)]).arg(values[i]);
  }
  setAccessibleDescription(spoken.join(QStringLiteral(", ")));
  setVisible(!values.empty());
  update();
}

// Where a bar and its name are.
QRectF CountChart::slot(size_t bar) const {
  const double top = fontMetrics().height() + 4;
  const double width = this->width() / std::max<double>(1, static_cast<double>(values_.size()));
  return {static_cast<double>(bar) * width, top, width, height() - top};
}

void CountChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::PlaceholderText));
  painter.drawText(QRect(0, 0, width(), fontMetrics().height()), Qt::AlignLeft,
                   fontMetrics().elidedText(title_, Qt::ElideRight, width()));
  if (values_.empty()) {
    return;
  }
  const double largest = std::max(1.0, *std::max_element(values_.begin(), values_.end()));
  const double nameHeight = fontMetrics().height() + 2;
  QColor fill = palette().color(QPalette::Highlight);
  fill.setAlpha(190);
  const QRectF below(0, height() - nameHeight, width(), nameHeight);
  painter.drawText(below, Qt::AlignLeft, low_);
  painter.drawText(below, Qt::AlignRight, high_);
  for (size_t i = 0; i < values_.size(); ++i) {
    const QRectF area = slot(i);
    const double room = area.height() - nameHeight;
    const double length = room * values_[i] / largest;
    const double margin = std::min(6.0, area.width() * 0.12);
    painter.fillRect(
        QRectF(area.left() + margin, area.top() + room - length, area.width() - 2 * margin, length),
        fill);
    if (area.width() > fontMetrics().horizontalAdvance(names_[static_cast<int>(i)]) + 2) {
      painter.drawText(QRectF(area.left(), area.bottom() - nameHeight, area.width(), nameHeight),
                       Qt::AlignCenter, names_[static_cast<int>(i)]);
    }
  }
}

bool CountChart::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    for (size_t i = 0; i < values_.size(); ++i) {
      if (slot(i).contains(help->pos())) {
        QToolTip::showText(help->globalPos(),
                           tr("%1: %2").arg(names_[static_cast<int>(i)],
                                            countText(static_cast<qint64>(values_[i]))));
        return true;
      }
    }
    QToolTip::hideText();
    return true;
  }
  return QWidget::event(event);
}

}  // namespace maacc
