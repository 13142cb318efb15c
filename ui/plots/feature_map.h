#pragma once

#include <QImage>
#include <QWidget>
#include <memory>
#include <vector>

#include "ui/jobs/background_task.h"
#include "ui/jobs/cluster_tree.h"
#include "ui/plots/cluster_colors.h"
#include "ui/plots/dendrogram_layout.h"
#include "ui/plots/dendrogram_plot.h"

namespace maacc {

// The features of a tree's leaves in the rows of the drawn tree; folded branches show their mean.
// Colours go from the smallest to the largest value but for the outermost hundredths (cividis:
// readable for the colour-blind and in print). A click, or the arrow keys, choose a leaf.
class FeatureMap : public QWidget {
  Q_OBJECT

 public:
  explicit FeatureMap(QWidget* parent = nullptr);

  void setTree(std::shared_ptr<const ClusterTree> tree, const std::vector<DendrogramRow>& rows);
  void setView(const LeafView& view);
  // A stripe beside the rows in the colours of their clusters; by row, -1: none.
  void setStripe(std::vector<int> colorByRow);
  bool isPainting() const { return painting_.isBusy(); }
  void selectRow(int row);  // -1: none
  int selectedRow() const { return selected_; }

  // The same on paper: as rectangles where there are few cells, else as an image.
  void paintFigure(QPainter& painter, const QRectF& area, const PlotColors& colors);

  QSize sizeHint() const override { return {320, 420}; }
  QSize minimumSizeHint() const override { return {120, 160}; }

 signals:
  void leafClicked(int leaf);
  void scrolled(double rows);
  void zoomed(double factor, double centre);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  // The features as a picture.
  struct Cells {
    QImage image;      // one pixel per row and column; columns are binned where there are many
    int perPixel = 1;  // columns per pixel
    double low = 0;    // has the first colour
    double high = 1;   // has the last one
  };
  static Cells paintCells(const ClusterTree& tree, const std::vector<DendrogramRow>& rows);

  void fillCells(bool another);
  double cell(int row, int column) const;
  QRectF cellArea() const;
  int rowAt(double y) const;
  void choose(int row);
  void paintScale(QPainter& painter, const QRectF& area, const PlotColors& colors) const;
  QString tipAt(const QPoint& point) const;

  std::shared_ptr<const ClusterTree> tree_;
  std::vector<DendrogramRow> rows_;
  std::vector<int> stripe_;
  Cells cells_;
  BackgroundTask painting_;
  LeafView view_;
  int selected_ = -1;
};

}  // namespace maacc
