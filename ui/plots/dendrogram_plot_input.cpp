// How a DendrogramPlot is used with mouse and keyboard.
#include <QHelpEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "ui/plots/dendrogram_canvas.h"
#include "ui/text.h"

namespace maacc {
namespace {

constexpr int kGrabPixels = 8;
constexpr int kClickPixels = 4;
constexpr int kPageMerges = 10;
constexpr double kZoomStep = 0.8;
constexpr double kWheelNotch = 120;
constexpr double kRowsPerNotch = 0.12;  // of those that are seen

bool wantsFree(const QInputEvent& event) {
  // Many window managers keep Alt with the mouse for themselves.
  return (event.modifiers() & (Qt::AltModifier | Qt::ShiftModifier)) != 0;
}

}  // namespace

void DendrogramPlot::beginMove() {
  if (!moveBegan_) {
    moveBegan_ = cut_;
  }
}

void DendrogramPlot::moveCut(const CutPosition& cut) {
  if (cut == cut_) {
    return;
  }
  cut_ = cut;
  canvas_->replotCut();
  emit cutChanged(cut_);
}

void DendrogramPlot::moveCutTo(int pixel, bool free) {
  const CutLadder& ladder = tree_->ladder;
  const double height = std::clamp(heightAt(pixel), 0.0, canvas_->xAxis->range().upper);
  moveCut(free ? CutPosition{ladder.rungAt(height), height}
               : positionOf(ladder, ladder.nearestRung(height)));
}

void DendrogramPlot::commitMove() {
  if (!moveBegan_) {
    return;
  }
  const CutPosition before = *moveBegan_;
  moveBegan_.reset();
  if (before == cut_) {
    return;
  }
  if (before.rung != cut_.rung) {
    selected_ = -1;
  }
  showClusters();
  emit cutCommitted(before, cut_);
}

void DendrogramPlot::cancelMove() {
  if (moveBegan_) {
    const CutPosition before = *moveBegan_;
    moveCut(before);
    moveBegan_.reset();
  }
  drag_ = Drag::None;
}

bool DendrogramPlot::isNearCut(const QPoint& point) const {
  return tree_ != nullptr && std::abs(point.x() - pixelOfHeight(cut_.height)) <= kGrabPixels;
}

void DendrogramPlot::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || tree_ == nullptr) {
    return;
  }
  pressed_ = event->pos();
  pressedRow_ = rowAt(pressed_.y());
  const QRect area = canvas_->axisRect()->rect();
  const bool onAxis = pressed_.y() > area.bottom() || pressed_.y() < area.top();
  if (isNearCut(pressed_) || onAxis) {
    drag_ = Drag::Cut;
    beginMove();
    grabOffset_ = isNearCut(pressed_) ? pixelOfHeight(cut_.height) - pressed_.x() : 0;
    if (!isNearCut(pressed_)) {
      moveCutTo(pressed_.x(), wantsFree(*event));
    }
  } else {
    drag_ = Drag::Leaves;
  }
}

void DendrogramPlot::mouseMoveEvent(QMouseEvent* event) {
  switch (drag_) {
    case Drag::None:
      setCursor(isNearCut(event->pos()) ? Qt::SplitHCursor : Qt::ArrowCursor);
      return;
    case Drag::Cut:
      moveCutTo(event->pos().x() + grabOffset_, wantsFree(*event));
      return;
    case Drag::Leaves:
      if ((event->pos() - pressed_).manhattanLength() > kClickPixels) {
        scrollLeaves(pressedRow_ - rowAt(event->pos().y()));
      }
      return;
  }
}

void DendrogramPlot::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) {
    return;
  }
  const Drag drag = std::exchange(drag_, Drag::None);
  if (drag == Drag::Cut) {
    commitMove();
  } else if (drag == Drag::Leaves && (event->pos() - pressed_).manhattanLength() <= kClickPixels) {
    click(event->pos());
  }
}

void DendrogramPlot::click(const QPoint& point) {
  const auto row = static_cast<int64_t>(std::lround(rowAt(point.y())));
  if (row < 0 || row >= static_cast<int64_t>(layout_.rows().size())) {
    return;
  }
  const DendrogramRow& shown = layout_.rows()[static_cast<size_t>(row)];
  const int32_t leaf = tree_->leafOrder[static_cast<size_t>(shown.first)];
  selectCluster(partition_.clusterOf[static_cast<size_t>(leaf)]);
  emit clusterClicked(selected_, leaf);
}

void DendrogramPlot::mouseDoubleClickEvent(QMouseEvent* event) {
  if (tree_ == nullptr || event->button() != Qt::LeftButton || isNearCut(event->pos())) {
    return;
  }
  const auto row = static_cast<int64_t>(std::lround(rowAt(event->pos().y())));
  if (row < 0 || row >= static_cast<int64_t>(layout_.rows().size())) {
    return;
  }
  const int32_t node = layout_.nodeAt(tree_->dendrogram, static_cast<int32_t>(row),
                                      std::max(0.0, heightAt(event->pos().x())));
  std::set<int32_t> nodes = collapsed_;
  if (node >= tree_->dendrogram.leafCount) {
    if (nodes.erase(node) == 0) {
      nodes.insert(node);
    }
    setCollapsed(std::move(nodes));
  }
}

void DendrogramPlot::wheelEvent(QWheelEvent* event) {
  const double notches = event->angleDelta().y() / kWheelNotch;
  if ((event->modifiers() & Qt::ControlModifier) != 0) {
    zoomLeaves(std::pow(kZoomStep, notches), rowAt(static_cast<int>(event->position().y())));
  } else {
    scrollLeaves(-notches * std::max(1.0, kRowsPerNotch * canvas_->yAxis->range().size()));
  }
  event->accept();
}

std::optional<int32_t> DendrogramPlot::rungForKey(int key) const {
  const int32_t rung = cut_.rung;
  switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Up:
      return rung + 1;
    case Qt::Key_Right:
    case Qt::Key_Down:
      return rung - 1;
    case Qt::Key_PageUp:
      return rung + kPageMerges;
    case Qt::Key_PageDown:
      return rung - kPageMerges;
    case Qt::Key_Home:
      return tree_->ladder.top();
    case Qt::Key_End:
      return 0;
    default:
      return std::nullopt;
  }
}

bool DendrogramPlot::zoomByKey(int key) {
  const double centre = canvas_->yAxis->range().center();
  switch (key) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      zoomLeaves(kZoomStep, centre);
      return true;
    case Qt::Key_Minus:
      zoomLeaves(1 / kZoomStep, centre);
      return true;
    case Qt::Key_0:
      showAllLeaves();
      return true;
    default:
      return false;
  }
}

void DendrogramPlot::keyPressEvent(QKeyEvent* event) {
  if (tree_ == nullptr) {
    QWidget::keyPressEvent(event);
    return;
  }
  if (event->key() == Qt::Key_Escape && moveBegan_) {
    cancelMove();
    return;
  }
  const bool scrolls = (event->modifiers() & Qt::ControlModifier) != 0;
  if (scrolls && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down)) {
    const double rows = std::max(1.0, kRowsPerNotch * canvas_->yAxis->range().size());
    scrollLeaves(event->key() == Qt::Key_Up ? -rows : rows);
    return;
  }
  if (const std::optional<int32_t> rung = rungForKey(event->key())) {
    beginMove();
    moveCut(positionOf(tree_->ladder, std::clamp(*rung, 0, tree_->ladder.top())));
    return;
  }
  if (!zoomByKey(event->key())) {
    QWidget::keyPressEvent(event);
  }
}

// A key that is held down makes one step to undo.
void DendrogramPlot::keyReleaseEvent(QKeyEvent* event) {
  if (!event->isAutoRepeat() && drag_ != Drag::Cut) {
    commitMove();
  }
  QWidget::keyReleaseEvent(event);
}

void DendrogramPlot::focusOutEvent(QFocusEvent* event) {
  if (drag_ != Drag::Cut) {
    commitMove();
  }
  QWidget::focusOutEvent(event);
}

QString DendrogramPlot::tipAt(const QPoint& point) const {
  const auto row = static_cast<int64_t>(std::lround(rowAt(point.y())));
  if (tree_ == nullptr || row < 0 || row >= static_cast<int64_t>(layout_.rows().size())) {
    return {};
  }
  const DendrogramRow& shown = layout_.rows()[static_cast<size_t>(row)];
  const int32_t leaf = tree_->leafOrder[static_cast<size_t>(shown.first)];
  const int32_t cluster = partition_.clusterOf[static_cast<size_t>(leaf)];
  const auto size = std::count(partition_.clusterOf.begin(), partition_.clusterOf.end(), cluster);
  if (isNearCut(point)) {
    return tr("Drag to cut elsewhere; Alt or Shift leaves the merges");
  }
  return tr("%1, in cluster %2 of %3").arg(tree_->leafNames.value(leaf)).arg(cluster).arg(size);
}

bool DendrogramPlot::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);  // without text it is hidden
    return true;
  }
  return QWidget::event(event);
}

}  // namespace maacc
