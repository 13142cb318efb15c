#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "ui/jobs/cluster_tree.h"
#include "ui/plots/cluster_colors.h"
#include "ui/plots/dendrogram_layout.h"

namespace maacc {

// A cut that something suggests, drawn as a thin line.
struct GhostCut {
  QString name;
  int32_t rung = 0;
};

// Which part of the leaf axis is seen, and where: row `first` (fractional; row r reaches from
// r - 0.5 to r + 0.5) is at the upper pixel. What is beside the tree keeps to it.
struct LeafView {
  double first = -0.5;
  double last = 0.5;
  int top = 0;
  int bottom = 0;
  bool operator==(const LeafView&) const = default;
};

// A tree, root on the left and leaves on the right, with a cut line that is dragged, or moved with
// the arrow keys (one merge), PageUp and PageDown (ten), Home (everything joined) and End. It snaps
// to merges; Alt or Shift frees it. The wheel scrolls the leaves, with Ctrl it zooms; dragging
// beside the line scrolls. A double click folds a branch. While the line moves only the line is
// drawn; colours follow when it rests.
class DendrogramPlot : public QWidget {
  Q_OBJECT

 public:
  explicit DendrogramPlot(QWidget* parent = nullptr);
  ~DendrogramPlot() override;

  // Null: nothing is shown. cut: emits nothing; absent: above the highest merge.
  void setTree(std::shared_ptr<const ClusterTree> tree,
               const std::optional<CutPosition>& cut = std::nullopt);
  const ClusterTree* tree() const { return tree_.get(); }
  void setCut(const CutPosition& cut);  // emits nothing
  const CutPosition& cut() const { return cut_; }
  void setGhosts(std::vector<GhostCut> ghosts);

  // The clusters that are coloured: those of the last cut that came to rest.
  const Partition& partition() const { return partition_; }
  const std::vector<int>& colors() const { return colors_; }  // by cluster, as colorClusters
  const DendrogramLayout& layoutOfLeaves() const { return layout_; }
  LeafView leafView() const;

  void selectCluster(int cluster);  // of partition(); -1: none. Scrolls there.
  int selectedCluster() const { return selected_; }
  void setCollapsed(std::set<int32_t> nodes);
  const std::set<int32_t>& collapsed() const { return collapsed_; }
  void showAllLeaves();
  void scrollLeaves(double rows);
  void zoomLeaves(double factor, double centre);  // factor below 1: closer

  // Where a height, or a row, is on the widget.
  int pixelOfHeight(double height) const;
  int pixelOfRow(double row) const;
  double heightAt(int pixel) const;
  double rowAt(int pixel) const;

  // As lines and text, however the window looks; returns where the leaves are on the sheet.
  LeafView paintFigure(QPainter& painter,
                       const QSize& size,
                       const PlotColors& colors,
                       const QFont& font);

  QSize sizeHint() const override { return {520, 420}; }
  QSize minimumSizeHint() const override { return {200, 160}; }

 signals:
  void cutChanged(const maacc::CutPosition& cut);  // while the line moves
  void cutCommitted(const maacc::CutPosition& before, const maacc::CutPosition& after);
  void clusterClicked(int cluster, int leaf);
  void clustersShown();  // partition() and colors() are those of the cut again
  void leafViewChanged();
  void rowsChanged();  // branches were folded or unfolded

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  class Canvas;
  enum class Drag { None, Cut, Leaves };

  void moveCut(const CutPosition& cut);
  void moveCutTo(int pixel, bool free);
  void beginMove();
  void commitMove();
  void cancelMove();
  std::optional<int32_t> rungForKey(int key) const;
  bool zoomByKey(int key);
  bool isNearCut(const QPoint& point) const;
  void showClusters();
  void replotBranches();
  void replotMarks();
  void relayout();
  void click(const QPoint& point);
  void describe();
  QString tipAt(const QPoint& point) const;

  std::unique_ptr<Canvas> canvas_;
  std::shared_ptr<const ClusterTree> tree_;
  DendrogramLayout layout_;
  std::set<int32_t> collapsed_;
  CutPosition cut_;
  std::optional<CutPosition> moveBegan_;
  std::vector<GhostCut> ghosts_;
  Partition partition_;
  std::vector<int> colors_;
  int selected_ = -1;
  Drag drag_ = Drag::None;
  QPoint pressed_;
  int grabOffset_ = 0;
  double pressedRow_ = 0;
};

}  // namespace maacc
