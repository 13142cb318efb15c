#include "ui/plots/dendrogram_canvas.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/clustering/dendrogram_nodes.h"
#include "ui/plots/branch_lines.h"

namespace maacc {
namespace {

constexpr double kRootRoom = 1.06;      // the axis ends a little above the highest merge
constexpr double kSmallestNames = 0.6;  // of the usual size
constexpr int kLeastSize = 60;
constexpr int kGhostLines = 2;
constexpr int kHandle = 8;
constexpr double kPaperPen = 0.5;  // points
constexpr double kDense = 2;       // rows for each pixel

}  // namespace

DendrogramPlot::Canvas::Canvas(DendrogramPlot& owner) : QCustomPlot(&owner), owner_(owner) {
  // The owner handles the mouse and the keys.
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
  setMinimumSize(kLeastSize, kLeastSize);  // QCustomPlot cannot draw into nothing
  setNoAntialiasingOnDrag(true);
  xAxis->setRangeReversed(true);
  yAxis->setRangeReversed(true);
  yAxis->setVisible(false);
  yAxis2->setVisible(true);
  yAxis2->setRangeReversed(true);
  yAxis2->setTicks(true);
  yAxis2->setTickLength(0, 0);
  yAxis2->setSubTicks(false);
  xAxis->grid()->setVisible(false);
  yAxis->grid()->setVisible(false);
  setFonts(owner.font());
  makeLayers();
}

void DendrogramPlot::Canvas::makeLayers() {
  for (const char* name : {"marks", "cut"}) {
    addLayer(name);
    layer(name)->setMode(QCPLayer::lmBuffered);
  }
  new PaintedLayer(this, "main", [this](QCPPainter& painter) {
    if (owner_.tree_ != nullptr) {
      painter.setClipRect(axisRect()->rect());
      paintBranches(painter);
      painter.setClipping(false);
    }
  });
  new PaintedLayer(this, "marks", [this](QCPPainter& painter) {
    if (owner_.tree_ != nullptr) {
      painter.setClipRect(axisRect()->rect());
      paintBands(painter);
      paintFolded(painter);
      paintIds(painter);
      painter.setClipping(false);
      if (!paper_) {
        paintGhosts(painter);
      }
    }
  });
  new PaintedLayer(this, "cut", [this](QCPPainter& painter) {
    if (owner_.tree_ != nullptr) {
      paintCut(painter);
    }
  });
}

void DendrogramPlot::Canvas::setColors(const PlotColors& colors) {
  colors_ = colors;
  setBackground(colors.base);
  for (QCPAxis* axis : {xAxis, yAxis2}) {
    axis->setBasePen(axis == xAxis ? QPen(colors.muted, paper_ ? kPaperPen : 1) : QPen(Qt::NoPen));
    axis->setTickPen(QPen(colors.muted, paper_ ? kPaperPen : 1));
    axis->setSubTickPen(QPen(colors.muted, paper_ ? kPaperPen : 1));
    axis->setTickLabelColor(colors.text);
    axis->setLabelColor(colors.text);
  }
}

void DendrogramPlot::Canvas::replotAll() {
  if (hasRoom()) {
    replot();
  }
}

void DendrogramPlot::Canvas::replotLayer(const char* name) {
  if (hasRoom()) {
    layer(name)->replot();
  }
}

void DendrogramPlot::Canvas::setFonts(const QFont& font) {
  markFont_ = font;
  // Room for the names of suggestions above the tree.
  axisRect()->setMinimumMargins(QMargins(
      kHandle, (paper_ ? 0 : kGhostLines * QFontMetrics(font).height()) + kHandle + 2, kHandle, 0));
  for (QCPAxis* axis : {xAxis, yAxis2}) {
    axis->setTickLabelFont(font);
    axis->setLabelFont(font);
  }
}

void DendrogramPlot::Canvas::fillBranches() {
  branches_.assign(kClusterColors + 1, {});
  if (owner_.tree_ != nullptr) {
    const Dendrogram& tree = owner_.tree_->dendrogram;
    const DendrogramLayout& layout = owner_.layout_;
    const CutLadder& ladder = owner_.tree_->ladder;
    std::vector<int32_t> leafOf(nodeCount(tree));  // any leaf below
    for (size_t node = 0; node < leafOf.size(); ++node) {
      const auto id = static_cast<int32_t>(node);
      leafOf[node] = id < tree.leafCount ? id : leafOf[static_cast<size_t>(mergeOf(tree, id).left)];
    }
    const auto heightOf = [&](int32_t node) {
      return node < tree.leafCount ? 0.0 : mergeOf(tree, node).height;
    };
    for (size_t merge = 0; merge < tree.merges.size(); ++merge) {
      const auto node = static_cast<int32_t>(static_cast<size_t>(tree.leafCount) + merge);
      const Merge& made = tree.merges[merge];
      if (layout.isHidden(made.left)) {
        continue;
      }
      const bool joined = ladder.rungOfMerge(static_cast<int32_t>(merge)) <= owner_.cut_.rung;
      const auto leaf = static_cast<size_t>(leafOf[static_cast<size_t>(node)]);
      const auto cluster = static_cast<size_t>(owner_.partition_.clusterOf[leaf]);
      const size_t color = joined ? static_cast<size_t>(owner_.colors_[cluster]) : kClusterColors;
      branches_[color].push_back({heightOf(made.left), made.height, heightOf(made.right),
                                  layout.place(made.left), layout.place(made.right)});
    }
  }
}

// QCustomPlot's curves take much longer for the same lines.
void DendrogramPlot::Canvas::paintBranches(QCPPainter& painter) const {
  const QCPRange rows = yAxis->range();
  // Where several rows share a pixel, so do most lines.
  const bool dense = !paper_ && rows.size() > kDense * axisRect()->height();
  BranchLines lines(dense ? devicePixelRatioF() : 0);
  for (size_t color = 0; color < branches_.size(); ++color) {
    for (const Branch& branch : branches_[color]) {
      const auto [first, last] = std::minmax(branch.leftPlace, branch.rightPlace);
      if (last < rows.lower || first > rows.upper) {
        continue;
      }
      const double top = yAxis->coordToPixel(branch.leftPlace);
      const double bottom = yAxis->coordToPixel(branch.rightPlace);
      const double x = xAxis->coordToPixel(branch.height);
      lines.addAlong(top, xAxis->coordToPixel(branch.leftHeight), x);
      lines.addAcross(x, top, bottom);
      lines.addAlong(bottom, xAxis->coordToPixel(branch.rightHeight), x);
    }
    const bool above = color + 1 == branches_.size();
    painter.setPen(QPen(above ? colors_.muted : clusterColor(static_cast<int>(color), colors_.dark),
                        paper_ ? kPaperPen : 1, Qt::SolidLine, Qt::SquareCap));
    painter.drawLines(lines.take());
  }
}

void DendrogramPlot::Canvas::showWhole() {
  const double rows = std::max<double>(1, static_cast<double>(owner_.layout_.rows().size()));
  yAxis->setRange(-0.5, rows - 0.5);
  yAxis2->setRange(-0.5, rows - 0.5);
  double highest = 0;
  double lowest = 0;
  if (owner_.tree_ != nullptr) {
    for (const Merge& merge : owner_.tree_->dendrogram.merges) {
      highest = std::max(highest, merge.height);
      lowest = std::min(lowest, merge.height);
    }
  }
  xAxis->setRange(lowest, highest > 0 ? highest * kRootRoom : 1);
}

// Names where there is room for them, smaller ones where it is tight.
void DendrogramPlot::Canvas::labelLeaves() {
  QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
  const QCPRange range = yAxis->range();
  const double pixels = axisRect()->height() / std::max(range.size(), 1e-9);
  const double share = pixels / QFontMetrics(markFont_).height();
  if (owner_.tree_ != nullptr && share >= kSmallestNames) {
    QFont fitting = markFont_;
    const int size = QFontInfo(markFont_).pixelSize();
    fitting.setPixelSize(std::max(1, static_cast<int>(size * std::min(1.0, share))));
    yAxis2->setTickLabelFont(fitting);
    const auto rows = static_cast<int>(owner_.layout_.rows().size());
    const int first = std::clamp(static_cast<int>(std::ceil(range.lower)), 0, rows);
    const int last = std::clamp(static_cast<int>(std::floor(range.upper)), -1, rows - 1);
    for (int row = first; row <= last; ++row) {
      const DendrogramRow& shown = owner_.layout_.rows()[static_cast<size_t>(row)];
      const int32_t leaf = owner_.tree_->leafOrder[static_cast<size_t>(shown.first)];
      ticker->addTick(row, shown.count == 1 ? owner_.tree_->leafNames.value(leaf)
                                            : DendrogramPlot::tr("%1 leaves").arg(shown.count));
    }
  }
  yAxis2->setTickLabels(!ticker->ticks().isEmpty());
  yAxis2->setTicker(ticker);
}

// The rows of the selected cluster.
void DendrogramPlot::Canvas::paintBands(QCPPainter& painter) const {
  if (owner_.selected_ < 0) {
    return;
  }
  QColor fill = colors_.accent;
  fill.setAlpha(60);
  const std::vector<int32_t>& clusterOf = owner_.partition_.clusterOf;
  const QRect area = axisRect()->rect();
  const auto& rows = owner_.layout_.rows();
  for (size_t row = 0; row < rows.size(); ++row) {
    const auto leaf =
        static_cast<size_t>(owner_.tree_->leafOrder[static_cast<size_t>(rows[row].first)]);
    if (clusterOf[leaf] == owner_.selected_) {
      const double top = yAxis->coordToPixel(static_cast<double>(row) - 0.5);
      const double bottom = yAxis->coordToPixel(static_cast<double>(row) + 0.5);
      painter.fillRect(QRectF(area.left(), top, area.width(), std::max(1.0, bottom - top)), fill);
    }
  }
}

// Folded branches end in a wedge.
void DendrogramPlot::Canvas::paintFolded(QCPPainter& painter) const {
  painter.setPen(QPen(colors_.text, 1));
  QColor fill = colors_.muted;
  fill.setAlpha(90);
  painter.setBrush(fill);
  for (const DendrogramRow& row : owner_.layout_.rows()) {
    if (row.count > 1) {
      const double place = owner_.layout_.place(row.node);
      const double height = mergeOf(owner_.tree_->dendrogram, row.node).height;
      painter.drawPolygon(QPolygonF({{xAxis->coordToPixel(height), yAxis->coordToPixel(place)},
                                     {xAxis->coordToPixel(0), yAxis->coordToPixel(place - 0.4)},
                                     {xAxis->coordToPixel(0), yAxis->coordToPixel(place + 0.4)}}));
    }
  }
}

// The number of every cluster that has room for it, where its branch meets the cut.
void DendrogramPlot::Canvas::paintIds(QCPPainter& painter) const {
  struct Extent {
    double first = std::numeric_limits<double>::infinity();
    double last = -1;
  };
  std::vector<Extent> extents(static_cast<size_t>(owner_.partition_.clusters));
  const auto& rows = owner_.layout_.rows();
  for (size_t row = 0; row < rows.size(); ++row) {
    const auto leaf =
        static_cast<size_t>(owner_.tree_->leafOrder[static_cast<size_t>(rows[row].first)]);
    Extent& extent = extents[static_cast<size_t>(owner_.partition_.clusterOf[leaf])];
    extent.first = std::min(extent.first, static_cast<double>(row));
    extent.last = static_cast<double>(row);
  }
  painter.setFont(markFont_);
  const QFontMetrics metrics(markFont_);
  const double x = xAxis->coordToPixel(owner_.cut_.height);
  for (size_t cluster = 0; cluster < extents.size(); ++cluster) {
    const double top = yAxis->coordToPixel(extents[cluster].first - 0.5);
    const double bottom = yAxis->coordToPixel(extents[cluster].last + 0.5);
    if (bottom - top < metrics.height()) {
      continue;
    }
    const QString id = QString::number(cluster);
    const double width = metrics.horizontalAdvance(id) + 2;
    const double height = metrics.ascent();
    const QRectF place(x - width - 4, (top + bottom - height) / 2, width, height);
    painter.fillRect(place, colors_.base);
    const int color = owner_.colors_[cluster];
    painter.setPen(color < 0 ? colors_.muted : clusterColor(color, colors_.dark));
    painter.drawText(place, Qt::AlignCenter, id);
  }
}

// Names stand above their lines, in the lowest line of text that is free there.
void DendrogramPlot::Canvas::paintGhosts(QCPPainter& painter) const {
  painter.setFont(markFont_);
  const QFontMetrics metrics(markFont_);
  const QRect area = axisRect()->rect();
  std::vector<QRectF> taken;
  for (const GhostCut& ghost : owner_.ghosts_) {
    const double x = xAxis->coordToPixel(owner_.tree_->ladder.height(ghost.rung));
    const double width = metrics.horizontalAdvance(ghost.name) + 6;
    const double left = std::clamp(x - width / 2, 0.0, std::max(0.0, viewport().width() - width));
    QRectF place(left, area.top() - kHandle - metrics.height(), width, metrics.height());
    const auto isTaken = [&] {
      return std::any_of(taken.begin(), taken.end(),
                         [&](const QRectF& other) { return other.intersects(place); });
    };
    while (isTaken() && place.top() > 0) {
      place.translate(0, -metrics.height());
    }
    taken.push_back(place);
    painter.setPen(QPen(colors_.muted, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, place.bottom()), QPointF(x, area.bottom()));
    painter.setPen(colors_.muted);
    painter.drawText(place, Qt::AlignCenter, ghost.name);
  }
}

void DendrogramPlot::Canvas::paintCut(QCPPainter& painter) const {
  const QRect area = axisRect()->rect();
  const double x = xAxis->coordToPixel(owner_.cut_.height);
  if (x < area.left() - 1 || x > area.right() + 1) {
    return;
  }
  painter.setPen(QPen(colors_.accent, paper_ ? 1 : 2));
  painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
  if (paper_) {
    return;
  }
  // Handles show that it can be taken, on both axes.
  painter.setBrush(colors_.accent);
  painter.setPen(Qt::NoPen);
  const double y = area.bottom();
  const double top = area.top();
  painter.drawPolygon(QPolygonF({{x, y - 1}, {x - 6, y + kHandle}, {x + 6, y + kHandle}}));
  painter.drawPolygon(QPolygonF({{x, top + 1}, {x - 6, top - kHandle}, {x + 6, top - kHandle}}));
}

}  // namespace maacc
