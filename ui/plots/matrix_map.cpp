#include "ui/plots/matrix_map.h"

#include <QApplication>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/text.h"
#include "ui/theme.h"

namespace maacc {
namespace {

constexpr double kZoomStep = 1.5;

// As many cells of `all` around the middle, inside [0, all).
void clampRange(int64_t& first, int64_t& count, int64_t all) {
  count = std::clamp<int64_t>(count, std::min<int64_t>(all, 4), std::max<int64_t>(all, 1));
  first = std::clamp<int64_t>(first, 0, std::max<int64_t>(0, all - count));
}

}  // namespace

MatrixMap::MatrixMap(const QString& accessibleName, QWidget* parent)
    : QWidget(parent), painting_(this) {
  setAccessibleName(accessibleName);
  setFocusPolicy(Qt::StrongFocus);
  describe();
  setMouseTracking(true);
  setMinimumSize(160, 120);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void MatrixMap::setData(MatrixMapData matrix) {
  const bool same =
      data_ && matrix.rows > 0 && data_->rows == matrix.rows && data_->columns == matrix.columns;
  data_ = std::make_shared<const MatrixMapData>(std::move(matrix));
  if (same) {
    describe();
    requestPicture();
    return;
  }
  painting_.cancel();
  cursor_ = {};
  levels_ = picture_ = QImage();
  describe();
  showAll();
}

void MatrixMap::showAll() {
  if (data_) {
    show({0, data_->rows, 0, data_->columns});
  }
}

void MatrixMap::show(const CellRange& range) {
  if (!data_) {
    return;
  }
  shown_ = range;
  clampRange(shown_.firstRow, shown_.rows, data_->rows);
  clampRange(shown_.firstColumn, shown_.columns, data_->columns);
  requestPicture();
  update();
}

void MatrixMap::zoom(double factor, QPointF fixed) {
  if (!data_) {
    return;
  }
  const QRectF area = plot();
  const double x = std::clamp((fixed.x() - area.left()) / area.width(), 0.0, 1.0);
  const double y = std::clamp((fixed.y() - area.top()) / area.height(), 0.0, 1.0);
  const auto part = [factor](int64_t& first, int64_t& count, double at) {
    const double middle = static_cast<double>(first) + at * static_cast<double>(count);
    count = std::llround(static_cast<double>(count) / factor);
    first = std::llround(middle - at * static_cast<double>(count));
  };
  CellRange next = shown_;
  part(next.firstRow, next.rows, y);
  part(next.firstColumn, next.columns, x);
  show(next);
}

QRectF MatrixMap::plot() const {
  const bool named = data_ && data_->columnName != nullptr;
  return QRectF(rect()).adjusted(0, named ? fontMetrics().height() + 4 : 0, 0, 0);
}

QRectF MatrixMap::cellRect(int64_t row, int64_t column) const {
  const QRectF area = plot();
  const double w = area.width() / std::max<double>(1, static_cast<double>(shown_.columns));
  const double h = area.height() / std::max<double>(1, static_cast<double>(shown_.rows));
  return {area.left() + static_cast<double>(column - shown_.firstColumn) * w,
          area.top() + static_cast<double>(row - shown_.firstRow) * h, w, h};
}

MatrixMap::Cell MatrixMap::cellAt(QPointF position) const {
  if (!data_ || shown_.rows <= 0 || shown_.columns <= 0 || !plot().contains(position)) {
    return {};
  }
  const auto at = [](double share, int64_t first, int64_t count) {
    return first +
           std::min<int64_t>(count - 1, static_cast<int64_t>(share * static_cast<double>(count)));
  };
  const QRectF area = plot();
  return {at((position.y() - area.top()) / area.height(), shown_.firstRow, shown_.rows),
          at((position.x() - area.left()) / area.width(), shown_.firstColumn, shown_.columns)};
}

void MatrixMap::requestPicture() {
  if (!data_ || !data_->paint || shown_.rows <= 0 || shown_.columns <= 0 || size().isEmpty()) {
    return;
  }
  const QSize device = (plot().size() * devicePixelRatioF()).toSize();
  if (device.isEmpty()) {
    return;
  }
  // Cells larger than a pixel are stretched when they are drawn.
  const QSize pixels(static_cast<int>(std::min<int64_t>(device.width(), shown_.columns)),
                     static_cast<int>(std::min<int64_t>(device.height(), shown_.rows)));
  painting_.start([matrix = data_, range = shown_, pixels] { return matrix->paint(range, pixels); },
                  [this, range = shown_](QImage&& image) {
                    levels_ = std::move(image);
                    painted_ = range;
                    recolour();
                    update();
                    emit painted();
                  },
                  [](const QString& sentence) { qWarning("%s", qPrintable(sentence)); });
}

void MatrixMap::recolour() {
  if (levels_.isNull()) {
    return;
  }
  const QColor from = palette().color(QPalette::Base);
  const QColor to = verdictColor(Verdict::Killed, palette());
  QList<QRgb> colours;
  for (int level = 0; level < 256; ++level) {
    // The square root keeps a single kill among hundreds of cells visible.
    const double share = std::sqrt(level / 255.0);
    const auto mix = [share](int a, int b) { return static_cast<int>(a + share * (b - a)); };
    colours << qRgb(mix(from.red(), to.red()), mix(from.green(), to.green()),
                    mix(from.blue(), to.blue()));
  }
  picture_ = QImage(levels_.constBits(), levels_.width(), levels_.height(),
                    static_cast<int>(levels_.bytesPerLine()), QImage::Format_Indexed8);
  picture_.setColorTable(colours);
}

void MatrixMap::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), palette().color(QPalette::Base));
  if (!picture_.isNull()) {
    // Until the picture of this part comes, the part of the old one.
    const QRectF target(
        cellRect(painted_.firstRow, painted_.firstColumn).topLeft(),
        cellRect(painted_.firstRow + painted_.rows, painted_.firstColumn + painted_.columns)
            .topLeft());
    painter.setClipRect(plot());
    painter.drawImage(target, picture_);
    painter.setClipping(false);
  }
  paintColumnNames(painter);
  if (cursor_.row >= 0) {
    QRectF cell = cellRect(cursor_.row, cursor_.column);
    painter.setPen(QPen(toneColor(Tone::Warning, palette()), 1));
    painter.drawLine(QPointF(cell.center().x(), plot().top()),
                     QPointF(cell.center().x(), height()));
    painter.drawLine(QPointF(0, cell.center().y()), QPointF(width(), cell.center().y()));
    if (cell.width() >= 4 && cell.height() >= 4) {
      painter.setPen(QPen(toneColor(Tone::Warning, palette()), 2));
      painter.drawRect(cell);
    }
  }
  painter.setPen(palette().color(hasFocus() ? QPalette::Highlight : QPalette::Mid));
  painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void MatrixMap::paintColumnNames(QPainter& painter) const {
  if (!data_ || data_->columnName == nullptr || shown_.columns <= 0) {
    return;
  }
  painter.setPen(palette().color(QPalette::PlaceholderText));
  // Every so many columns that a name fits.
  const double room = cellRect(0, 0).width();
  const int wide = fontMetrics().horizontalAdvance(data_->columnName(data_->columns - 1)) + 6;
  const auto step = static_cast<int64_t>(std::max(1.0, std::ceil(wide / room)));
  const double top = plot().top();
  for (int64_t c = shown_.firstColumn; c < shown_.firstColumn + shown_.columns; c += step) {
    const double middle = cellRect(0, c).center().x();
    painter.drawText(QRectF(middle - wide, 0, 2 * wide, top), Qt::AlignCenter,
                     data_->columnName(c));
  }
}

void MatrixMap::resizeEvent(QResizeEvent*) { requestPicture(); }

void MatrixMap::wheelEvent(QWheelEvent* event) {
  zoom(event->angleDelta().y() > 0 ? kZoomStep : 1 / kZoomStep, event->position());
  event->accept();
}

void MatrixMap::mousePressEvent(QMouseEvent* event) {
  pressed_ = event->pos();
  pressedRange_ = shown_;
  dragging_ = false;
}

void MatrixMap::mouseMoveEvent(QMouseEvent* event) {
  const Cell cell = cellAt(event->position());
  emit cellHovered(cell.row < 0 ? QString() : data_->describe(cell.row, cell.column));
  if (!event->buttons().testFlag(Qt::LeftButton)) {
    return;
  }
  const QPoint moved = event->pos() - pressed_;
  dragging_ = dragging_ || moved.manhattanLength() > QApplication::startDragDistance();
  if (dragging_) {
    CellRange next = pressedRange_;
    next.firstRow -= moved.y() * next.rows / std::max(1, static_cast<int>(plot().height()));
    next.firstColumn -= moved.x() * next.columns / std::max(1, width());
    show(next);
  }
}

void MatrixMap::mouseReleaseEvent(QMouseEvent* event) {
  const Cell cell = cellAt(event->position());
  if (event->button() == Qt::LeftButton && !std::exchange(dragging_, false) && cell.row >= 0) {
    setCursorCell(cell.row, cell.column);
    emit cellChosen(cell.row, cell.column);
  }
}

void MatrixMap::leaveEvent(QEvent*) { emit cellHovered({}); }

void MatrixMap::setCursorCell(int64_t row, int64_t column) {
  cursor_ = {row, column};
  describe();
  update();
}

void MatrixMap::describe() {
  if (!data_ || data_->rows == 0) {
    setAccessibleDescription(tr("Nothing to show."));
  } else if (cursor_.row >= 0) {
    setAccessibleDescription(data_->describe(cursor_.row, cursor_.column));
  } else {
    setAccessibleDescription(tr("%1 rows by %2 columns. Arrow keys walk the cells.")
                                 .arg(countText(data_->rows), countText(data_->columns)));
  }
}

void MatrixMap::moveCursor(int64_t rows, int64_t columns) {
  if (!data_ || data_->rows == 0 || data_->columns == 0) {
    return;
  }
  const int64_t row = cursor_.row < 0 ? shown_.firstRow : cursor_.row + rows;
  const int64_t column = cursor_.row < 0 ? shown_.firstColumn : cursor_.column + columns;
  setCursorCell(std::clamp<int64_t>(row, 0, data_->rows - 1),
                std::clamp<int64_t>(column, 0, data_->columns - 1));
  CellRange next = shown_;
  const auto follow = [](int64_t cell, int64_t& first, int64_t count) {
    first = std::clamp(first, cell - count + 1, cell);
  };
  follow(cursor_.row, next.firstRow, next.rows);
  follow(cursor_.column, next.firstColumn, next.columns);
  if (!(next == shown_)) {
    show(next);
  }
  emit cellHovered(data_->describe(cursor_.row, cursor_.column));
}

void MatrixMap::keyPressEvent(QKeyEvent* event) {
  const QPointF middle =
      cursor_.row >= 0 ? cellRect(cursor_.row, cursor_.column).center() : plot().center();
  const int64_t page = std::max<int64_t>(1, shown_.rows / 2);
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoom(kZoomStep, middle);
    case Qt::Key_Minus:
      return zoom(1 / kZoomStep, middle);
    case Qt::Key_0:
      return showAll();
    case Qt::Key_Left:
      return moveCursor(0, -1);
    case Qt::Key_Right:
      return moveCursor(0, 1);
    case Qt::Key_Up:
      return moveCursor(-1, 0);
    case Qt::Key_Down:
      return moveCursor(1, 0);
    case Qt::Key_PageUp:
      return moveCursor(-page, 0);
    case Qt::Key_PageDown:
      return moveCursor(page, 0);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
      if (cursor_.row >= 0) {
        emit cellChosen(cursor_.row, cursor_.column);
      }
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void MatrixMap::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) {
    recolour();
    update();
  }
}

bool MatrixMap::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const Cell cell = cellAt(help->pos());
    if (cell.row >= 0) {
      QToolTip::showText(help->globalPos(), data_->describe(cell.row, cell.column), this);
    }
    return true;
  }
  return QWidget::event(event);
}

}  // namespace maacc
