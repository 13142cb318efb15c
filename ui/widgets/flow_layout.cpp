#include "ui/widgets/flow_layout.h"

#include <QWidget>
#include <algorithm>

namespace maacc {
namespace {

bool expands(const QLayoutItem& item) {
  return item.expandingDirections().testFlag(Qt::Horizontal);
}

}  // namespace

FlowLayout::FlowLayout(QWidget* parent) : QLayout(parent) { setContentsMargins(0, 0, 0, 0); }

FlowLayout::~FlowLayout() = default;

void FlowLayout::addItem(QLayoutItem* item) {
  items_.emplace_back(item);
  invalidate();
}

QLayoutItem* FlowLayout::itemAt(int index) const {
  return index < 0 || index >= count() ? nullptr : items_[static_cast<size_t>(index)].get();
}

QLayoutItem* FlowLayout::takeAt(int index) {
  if (index < 0 || index >= count()) {
    return nullptr;
  }
  QLayoutItem* item = items_[static_cast<size_t>(index)].release();
  items_.erase(items_.begin() + index);
  invalidate();
  return item;
}

std::vector<FlowLayout::Row> FlowLayout::rowsFor(int width) const {
  std::vector<Row> rows;
  for (const auto& item : items_) {
    if (item->isEmpty()) {  // hidden
      continue;
    }
    const QSize size = item->sizeHint();
    if (rows.empty() || rows.back().width + spacing() + size.width() > width) {
      rows.push_back({{}, -spacing(), 0});
    }
    Row& row = rows.back();
    row.items.push_back(item.get());
    row.width += spacing() + size.width();
    row.height = std::max(row.height, size.height());
  }
  return rows;
}

int FlowLayout::heightForWidth(int width) const {
  const QMargins margins = contentsMargins();
  int height = margins.top() + margins.bottom();
  const std::vector<Row> rows = rowsFor(width - margins.left() - margins.right());
  for (const Row& row : rows) {
    height += row.height;
  }
  return height + std::max(0, static_cast<int>(rows.size()) - 1) * spacing();
}

QSize FlowLayout::minimumSize() const {
  QSize size;
  for (const auto& item : items_) {
    size = size.expandedTo(item->minimumSize());
  }
  return size.grownBy(contentsMargins());
}

QSize FlowLayout::sizeHint() const {
  QSize size;
  for (const Row& row : rowsFor(QLAYOUTSIZE_MAX)) {
    size = {row.width, row.height};
  }
  return size.grownBy(contentsMargins());
}

void FlowLayout::setGeometry(const QRect& area) {
  QLayout::setGeometry(area);
  const QRect inner = area.marginsRemoved(contentsMargins());
  QPoint start = inner.topLeft();
  for (const Row& row : rowsFor(inner.width())) {
    place(row, start, inner.width());
    start.ry() += row.height + spacing();
  }
}

void FlowLayout::place(const Row& row, const QPoint& start, int width) const {
  const auto expanding = std::count_if(row.items.begin(), row.items.end(),
                                       [](const QLayoutItem* item) { return expands(*item); });
  const int more = expanding > 0 ? std::max(0, width - row.width) / static_cast<int>(expanding) : 0;
  int x = start.x();
  for (QLayoutItem* item : row.items) {
    const QSize size = item->sizeHint();
    const int wide = std::min(width, size.width() + (expands(*item) ? more : 0));
    // Controls of unlike height stand on a common middle.
    const int high = item->widget() != nullptr ? size.height() : row.height;
    item->setGeometry({x, start.y() + (row.height - high) / 2, wide, high});
    x += wide + spacing();
  }
}

}  // namespace maacc
