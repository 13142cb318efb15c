#pragma once

#include <QImage>
#include <QWidget>
#include <functional>
#include <memory>

#include "ui/jobs/background_task.h"

namespace maacc {

// A part of a matrix in cells.
struct CellRange {
  int64_t firstRow = 0;
  int64_t rows = 0;
  int64_t firstColumn = 0;
  int64_t columns = 0;
  bool operator==(const CellRange&) const = default;
};

// What a matrix map shows. Painting runs on a pool thread: it must own what it reads.
struct MatrixMapData {
  int64_t rows = 0;
  int64_t columns = 0;
  // The cells of the range into a picture of the size, in values 0 (background) to 255 (full) of
  // Format_Grayscale8; several cells in one pixel are averaged.
  std::function<QImage(const CellRange&, QSize)> paint;
  std::function<QString(int64_t row, int64_t column)> describe;  // one line, in the window's thread
  std::function<QString(int64_t column)> columnName = {};        // above it, where there is room
};

// A matrix that may be much larger than the screen. Wheel or + and - zoom, 0 shows everything, a
// drag moves, arrows move the cursor, click or Return chooses a cell.
class MatrixMap : public QWidget {
  Q_OBJECT

 public:
  explicit MatrixMap(const QString& accessibleName, QWidget* parent = nullptr);

  // Shows everything; of a matrix of the same size what was shown.
  void setData(MatrixMapData matrix);
  const CellRange& shown() const { return shown_; }
  void show(const CellRange& range);
  void zoom(double factor, QPointF fixed);  // fixed: in the widget
  void showAll();
  void setCursorCell(int64_t row, int64_t column);  // says nothing
  QRectF cellRect(int64_t row, int64_t column) const;
  bool isPainting() const { return painting_.isBusy(); }
  QSize sizeHint() const override { return {480, 320}; }

 signals:
  void cellHovered(const QString& text);  // empty: none
  void cellChosen(qint64 row, qint64 column);
  void painted();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  struct Cell {
    int64_t row = -1;
    int64_t column = -1;
  };
  QRectF plot() const;  // where the cells are
  Cell cellAt(QPointF position) const;
  void paintColumnNames(QPainter& painter) const;
  void moveCursor(int64_t rows, int64_t columns);
  void describe();  // to screen readers
  void requestPicture();
  void recolour();

  std::shared_ptr<const MatrixMapData> data_;
  CellRange shown_;
  CellRange painted_;  // what the picture shows
  QImage levels_;      // 8 bits
  QImage picture_;     // in colours of the palette
  Cell cursor_;
  QPoint pressed_;
  CellRange pressedRange_;
  bool dragging_ = false;
  BackgroundTask painting_;
};

}  // namespace maacc
