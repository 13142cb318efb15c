#pragma once

#include <QWidget>

#include "ui/plots/scatter_painter.h"

namespace maacc {

// A scatter plot with tool tips; a click or the arrow keys select a point.
class ScatterChart : public QWidget {
  Q_OBJECT

 public:
  explicit ScatterChart(QWidget* parent = nullptr);
  void setScatter(Scatter scatter);
  const Scatter& scatter() const { return scatter_; }
  int selected() const { return selected_; }
  void select(int point);  // -1: none
  QPointF positionOf(int point) const;
  QSize sizeHint() const override { return {560, 340}; }
  QSize minimumSizeHint() const override { return {260, 190}; }

 signals:
  void pointSelected(int point);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  ScatterPainter painter() const;

  Scatter scatter_;
  int selected_ = -1;
};

}  // namespace maacc
