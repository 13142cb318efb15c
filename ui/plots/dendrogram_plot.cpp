#include "ui/plots/dendrogram_plot.h"

#include <QAccessible>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "core/clustering/dendrogram_nodes.h"
#include "ui/plots/dendrogram_canvas.h"
#include "ui/text.h"

namespace maacc {
namespace {

constexpr double kFewestRows = 3;  // as close as it gets

}  // namespace

DendrogramPlot::DendrogramPlot(QWidget* parent)
    : QWidget(parent), canvas_(std::make_unique<Canvas>(*this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(canvas_.get());
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  canvas_->setColors(plotColors(palette()));
  canvas_->xAxis->setLabel(tr("Height of the merge"));
  describe();
  relayout();
}

DendrogramPlot::~DendrogramPlot() = default;

void DendrogramPlot::setTree(std::shared_ptr<const ClusterTree> tree,
                             const std::optional<CutPosition>& cut) {
  tree_ = std::move(tree);
  collapsed_.clear();
  ghosts_.clear();
  moveBegan_.reset();
  drag_ = Drag::None;
  selected_ = -1;
  const CutPosition whole =
      tree_ == nullptr ? CutPosition{} : positionOf(tree_->ladder, tree_->ladder.top());
  cut_ = cut.value_or(whole);
  relayout();
}

void DendrogramPlot::relayout() {
  layout_ = tree_ == nullptr ? DendrogramLayout()
                             : DendrogramLayout(tree_->dendrogram, tree_->leafOrder, collapsed_);
  canvas_->showWhole();
  canvas_->labelLeaves();
  emit rowsChanged();
  showClusters();
  emit leafViewChanged();
}

void DendrogramPlot::setCut(const CutPosition& cut) {
  if (tree_ == nullptr || (cut == cut_ && !moveBegan_)) {
    return;
  }
  moveBegan_.reset();
  cut_ = cut;
  selected_ = -1;
  showClusters();
}

void DendrogramPlot::setGhosts(std::vector<GhostCut> ghosts) {
  ghosts_ = std::move(ghosts);
  canvas_->replotMarks();
}

void DendrogramPlot::showClusters() {
  if (tree_ != nullptr) {
    partition_ = tree_->ladder.partition(tree_->dendrogram, cut_.rung);
    colors_ = colorClusters(partition_, tree_->leafOrder);
  }
  canvas_->fillBranches();
  canvas_->replotAll();
  describe();
  emit clustersShown();
}

LeafView DendrogramPlot::leafView() const {
  const QCPRange range = canvas_->yAxis->range();
  const QRect area = canvas_->axisRect()->rect();
  return {range.lower, range.upper, area.top(), area.bottom() + 1};
}

void DendrogramPlot::selectCluster(int cluster) {
  if (cluster == selected_ || tree_ == nullptr) {
    return;
  }
  selected_ = cluster < partition_.clusters ? cluster : -1;
  if (selected_ >= 0) {
    const auto leaf =
        std::find(partition_.clusterOf.begin(), partition_.clusterOf.end(), selected_);
    const double row = layout_.rowOfLeaf(static_cast<int32_t>(leaf - partition_.clusterOf.begin()));
    const QCPRange range = canvas_->yAxis->range();
    if (!range.contains(row)) {
      scrollLeaves(row - range.center());
    }
  }
  canvas_->replotMarks();
}

void DendrogramPlot::setCollapsed(std::set<int32_t> nodes) {
  collapsed_ = std::move(nodes);
  relayout();
}

void DendrogramPlot::showAllLeaves() { zoomLeaves(1e9, 0); }

void DendrogramPlot::scrollLeaves(double rows) {
  const QCPRange range = canvas_->yAxis->range();
  const double end = static_cast<double>(layout_.rows().size()) - 0.5;
  const double move = std::clamp(rows, -0.5 - range.lower, std::max(-0.5, end - range.upper));
  if (range.size() >= end + 0.5 || move == 0) {
    return;
  }
  canvas_->yAxis->setRange(range + move);
  canvas_->yAxis2->setRange(range + move);
  canvas_->labelLeaves();
  canvas_->replotAll();
  emit leafViewChanged();
}

void DendrogramPlot::zoomLeaves(double factor, double centre) {
  const double rows = std::max<double>(1, static_cast<double>(layout_.rows().size()));
  const QCPRange range = canvas_->yAxis->range();
  const double size = std::clamp(range.size() * factor, std::min(rows, kFewestRows), rows);
  const double share = range.size() > 0 ? (centre - range.lower) / range.size() : 0.5;
  const double lower = std::clamp(centre - share * size, -0.5, rows - 0.5 - size);
  canvas_->yAxis->setRange(lower, lower + size);
  canvas_->yAxis2->setRange(lower, lower + size);
  canvas_->labelLeaves();
  canvas_->replotAll();
  emit leafViewChanged();
}

int DendrogramPlot::pixelOfHeight(double height) const {
  return static_cast<int>(std::lround(canvas_->xAxis->coordToPixel(height)));
}
int DendrogramPlot::pixelOfRow(double row) const {
  return static_cast<int>(std::lround(canvas_->yAxis->coordToPixel(row)));
}
double DendrogramPlot::heightAt(int pixel) const { return canvas_->xAxis->pixelToCoord(pixel); }
double DendrogramPlot::rowAt(int pixel) const { return canvas_->yAxis->pixelToCoord(pixel); }

LeafView DendrogramPlot::paintFigure(QPainter& painter,
                                     const QSize& size,
                                     const PlotColors& colors,
                                     const QFont& font) {
  const PlotColors before = canvas_->plotColors();
  const QRect viewport = canvas_->viewport();
  const int selected = std::exchange(selected_, -1);
  canvas_->setPaper(true);
  canvas_->setColors(colors);
  canvas_->setFonts(font);
  // The layout of the sheet decides which names have room, and where the leaves are.
  canvas_->setViewport(QRect(QPoint(0, 0), size));
  canvas_->labelLeaves();
  canvas_->layOut();
  canvas_->labelLeaves();
  canvas_->layOut();
  const LeafView view = leafView();
  QPicture picture;
  QCPPainter recorder(&picture);
  recorder.setMode(QCPPainter::pmVectorized);
  recorder.setMode(QCPPainter::pmNoCaching);
  canvas_->toPainter(&recorder, size.width(), size.height());
  recorder.end();
  // Qt magnifies a picture by the resolution of the device; the sheet has its own units already.
  painter.save();
  painter.scale(static_cast<double>(picture.logicalDpiX()) / painter.device()->logicalDpiX(),
                static_cast<double>(picture.logicalDpiY()) / painter.device()->logicalDpiY());
  painter.drawPicture(0, 0, picture);
  painter.restore();
  selected_ = selected;
  canvas_->setPaper(false);
  canvas_->setViewport(viewport);
  canvas_->setColors(before);
  canvas_->setFonts(this->font());
  canvas_->layOut();
  canvas_->labelLeaves();
  canvas_->replotAll();
  return view;
}

void DendrogramPlot::describe() {
  if (tree_ == nullptr) {
    setAccessibleName(tr("Dendrogram"));
    setAccessibleDescription(tr("Nothing is clustered yet."));
    return;
  }
  setAccessibleName(tr("Dendrogram of %1").arg(tree_->name));
  setAccessibleDescription(
      tr("%1 leaves, cut at height %2 into %3 clusters. Arrow keys move the cut.")
          .arg(countText(tree_->ladder.leaves()), QLocale().toString(cut_.height, 'g', 4),
               countText(partition_.clusters)));
  QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&changed);
}

void DendrogramPlot::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  canvas_->resize(size().expandedTo(canvas_->minimumSize()));
  canvas_->labelLeaves();
  canvas_->replotAll();
  emit leafViewChanged();
}

void DendrogramPlot::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
    canvas_->setColors(plotColors(palette()));
    canvas_->setFonts(font());
    canvas_->replotAll();
  }
}

}  // namespace maacc
