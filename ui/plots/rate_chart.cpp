#include "ui/plots/rate_chart.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

#include "ui/text.h"
#include "ui/theme.h"

namespace maacc {
namespace {

constexpr int kGap = 8;

}  // namespace

RateChart::RateChart(const QString& accessibleName, QWidget* parent) : QAbstractScrollArea(parent) {
  setAccessibleName(accessibleName);
  setFocusPolicy(Qt::StrongFocus);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  viewport()->setBackgroundRole(QPalette::Base);
  viewport()->setAutoFillBackground(true);
  viewport()->setCursor(Qt::PointingHandCursor);
  describe();
}

void RateChart::setBars(std::vector<RateBar> bars, std::function<QString(int bar)> note) {
  bars_ = std::move(bars);
  note_ = std::move(note);
  current_ = std::min(current_, static_cast<int>(bars_.size()) - 1);
  updateScrollBar();
  describe();
  viewport()->update();
}

void RateChart::setCurrent(int bar) {
  if (bar == current_ || bar >= static_cast<int>(bars_.size())) {
    return;
  }
  current_ = bar;
  describe();
  viewport()->update();
}

int RateChart::rowHeight() const { return fontMetrics().height() + 10; }

int RateChart::nameWidth() const {
  // Of the first ones: measuring ten thousand names takes longer than painting.
  constexpr size_t kMeasured = 200;
  int width = fontMetrics().averageCharWidth() * 6;
  for (size_t i = 0; i < std::min(bars_.size(), kMeasured); ++i) {
    width = std::max(width, fontMetrics().horizontalAdvance(bars_[i].name));
  }
  return std::min(width + kGap, viewport()->width() / 3);
}

QRect RateChart::barRect(int bar) const {
  return {0, bar * rowHeight() - verticalScrollBar()->value(), viewport()->width(), rowHeight()};
}

int RateChart::barAt(const QPoint& position) const {
  const int bar = (position.y() + verticalScrollBar()->value()) / rowHeight();
  return bar >= 0 && bar < static_cast<int>(bars_.size()) ? bar : -1;
}

void RateChart::updateScrollBar() {
  verticalScrollBar()->setPageStep(viewport()->height());
  verticalScrollBar()->setSingleStep(rowHeight());
  verticalScrollBar()->setRange(
      0, std::max(0, static_cast<int>(bars_.size()) * rowHeight() - viewport()->height()));
}

void RateChart::describe() {
  if (current_ < 0) {
    setAccessibleDescription(tr("%1 bars").arg(bars_.size()));
    return;
  }
  const RateBar& bar = bars_[static_cast<size_t>(current_)];
  setAccessibleDescription(tr("%1: %2").arg(bar.name, note(current_)));
}

void RateChart::paintBar(QPainter& painter, int index, int names) const {
  const RateBar& bar = bars_[static_cast<size_t>(index)];
  const QRect row = barRect(index);
  const bool chosen = index == current_;
  if (chosen) {
    painter.fillRect(row, palette().color(QPalette::Highlight));
  }
  const QColor text = palette().color(chosen ? QPalette::HighlightedText : QPalette::Text);
  const int valueWidth = fontMetrics().horizontalAdvance(QStringLiteral("0.00000"));
  painter.setPen(text);
  painter.drawText(QRect(kGap, row.top(), names, row.height()), Qt::AlignLeft | Qt::AlignVCenter,
                   fontMetrics().elidedText(bar.name, Qt::ElideMiddle, names));
  painter.drawText(QRect(row.right() - valueWidth - kGap, row.top(), valueWidth, row.height()),
                   Qt::AlignRight | Qt::AlignVCenter,
                   bar.known ? scoreText(bar.value) : dashText());
  const int left = names + 2 * kGap;
  const double room = row.right() - valueWidth - 3 * kGap - left;
  QColor rest = text;
  rest.setAlpha(28);
  const QRectF all(left, row.top() + 4, room, row.height() - 8);
  painter.fillRect(all, rest);
  if (!bar.known) {
    return;
  }
  const QColor fill = chosen ? text : verdictColor(Verdict::Killed, palette());
  painter.fillRect(QRectF(all.left(), all.top(), room * bar.value, all.height()), fill);
  if (bar.high > bar.low) {
    painter.setPen(QPen(text, 1.4));
    const double middle = all.center().y();
    const double low = all.left() + room * bar.low;
    const double high = all.left() + room * bar.high;
    painter.drawLine(QPointF(low, middle), QPointF(high, middle));
    for (const double end : {low, high}) {
      painter.drawLine(QPointF(end, middle - 4), QPointF(end, middle + 4));
    }
  }
}

void RateChart::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  painter.setRenderHint(QPainter::Antialiasing);
  if (bars_.empty()) {
    return;
  }
  const int names = nameWidth();
  const int first = std::max(0, barAt({0, 0}));
  for (int bar = first; bar < static_cast<int>(bars_.size()); ++bar) {
    if (barRect(bar).top() > viewport()->height()) {
      break;
    }
    paintBar(painter, bar, names);
  }
  if (hasFocus()) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(palette().color(QPalette::Highlight));
    painter.drawRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

void RateChart::resizeEvent(QResizeEvent*) { updateScrollBar(); }

void RateChart::choose(int bar) {
  if (bars_.empty()) {
    return;
  }
  const int next = std::clamp(bar, 0, static_cast<int>(bars_.size()) - 1);
  setCurrent(next);
  const QRect row = barRect(next);
  if (row.top() < 0) {
    verticalScrollBar()->setValue(next * rowHeight());
  } else if (row.bottom() > viewport()->height()) {
    verticalScrollBar()->setValue((next + 1) * rowHeight() - viewport()->height());
  }
  emit currentChanged(next);
}

void RateChart::mousePressEvent(QMouseEvent* event) {
  const int bar = barAt(event->pos());
  if (bar >= 0 && event->button() == Qt::LeftButton) {
    choose(bar);
    emit activated(bar);
  }
}

void RateChart::keyPressEvent(QKeyEvent* event) {
  const int page = std::max(1, viewport()->height() / rowHeight() - 1);
  switch (event->key()) {
    case Qt::Key_Up:
      return choose(current_ - 1);
    case Qt::Key_Down:
      return choose(current_ + 1);
    case Qt::Key_PageUp:
      return choose(current_ - page);
    case Qt::Key_PageDown:
      return choose(current_ + page);
    case Qt::Key_Home:
      return choose(0);
    case Qt::Key_End:
      return choose(static_cast<int>(bars_.size()) - 1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      if (current_ >= 0) {
        emit activated(current_);
      }
      return;
    default:
      QAbstractScrollArea::keyPressEvent(event);
  }
}

bool RateChart::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int bar = barAt(help->pos());
    if (bar < 0) {
      QToolTip::hideText();
    } else {
      const RateBar& hovered = bars_[static_cast<size_t>(bar)];
      QToolTip::showText(help->globalPos(), tr("%1: %2").arg(hovered.name, note(bar)), this);
    }
    return true;
  }
  return QAbstractScrollArea::viewportEvent(event);
}

void RateChart::changeEvent(QEvent* event) {
  QAbstractScrollArea::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
    updateScrollBar();
    viewport()->update();
  }
}

}  // namespace maacc
