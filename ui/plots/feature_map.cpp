#include "ui/plots/feature_map.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "ui/text.h"

namespace maacc {
namespace {

constexpr int kMostColumns = 512;
constexpr int kStripe = 8;
constexpr int kScaleHeight = 8;
constexpr int kVectorCells = 20000;  // more than that is an image on paper
constexpr double kOutermost = 0.01;
constexpr size_t kMostSampled = 200000;
constexpr Eigen::Index kCellsAtOnce = 200000;  // a few milliseconds
constexpr double kWheelNotch = 120;
constexpr double kZoomStep = 0.8;
constexpr double kRowsPerNotch = 0.12;

// Nuñez, Anderton and Renslow (2018): cividis, at nine equal steps.
struct Rgb {
  int red, green, blue;
};
constexpr std::array<Rgb, 9> kCividis = {{{0, 32, 76},
                                          {0, 55, 107},
                                          {59, 77, 108},
                                          {93, 98, 110},
                                          {123, 121, 120},
                                          {154, 144, 119},
                                          {189, 169, 108},
                                          {226, 197, 88},
                                          {255, 234, 70}}};

QRgb cividis(double share) {
  const double place = std::clamp(share, 0.0, 1.0) * (kCividis.size() - 1);
  const auto below = std::min(static_cast<size_t>(place), kCividis.size() - 2);
  const double rest = place - static_cast<double>(below);
  const Rgb& a = kCividis[below];
  const Rgb& b = kCividis[below + 1];
  const auto mix = [rest](int from, int to) {
    return static_cast<int>(std::lround(from + rest * (to - from)));
  };
  return qRgb(mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue));
}

// The smallest and the largest value but for the outermost hundredths.
std::pair<double, double> rangeOf(const FeatureMatrix& rows) {
  const double* values = rows.data();
  const auto size = static_cast<size_t>(rows.size());
  const size_t step = std::max<size_t>(1, size / kMostSampled);
  std::vector<double> sample;
  sample.reserve(size / step + 1);
  for (size_t i = 0; i < size; i += step) {
    sample.push_back(values[i]);
  }
  const auto quantile = [&](double share) {
    const auto place =
        sample.begin() + static_cast<ptrdiff_t>(share * static_cast<double>(sample.size() - 1));
    std::nth_element(sample.begin(), place, sample.end());
    return *place;
  };
  const double low = quantile(kOutermost);
  const double high = quantile(1 - kOutermost);
  return {low, high > low ? high : low + 1};
}

double meanOf(const ClusterTree& tree, const DendrogramRow& row, int column, int perPixel) {
  const Eigen::Index first = Eigen::Index{column} * perPixel;
  const Eigen::Index last = std::min<Eigen::Index>(first + perPixel, tree.rows.cols());
  double sum = 0;
  for (int32_t i = row.first; i < row.first + row.count; ++i) {
    const int32_t leaf = tree.leafOrder[static_cast<size_t>(i)];
    for (Eigen::Index feature = first; feature < last; ++feature) {
      sum += tree.rows(leaf, feature);
    }
  }
  return sum / (static_cast<double>(last - first) * row.count);
}

}  // namespace

FeatureMap::Cells FeatureMap::paintCells(const ClusterTree& tree,
                                         const std::vector<DendrogramRow>& rows) {
  Cells cells;
  std::tie(cells.low, cells.high) = rangeOf(tree.rows);
  const auto columns = static_cast<int>(tree.rows.cols());
  cells.perPixel = (columns + kMostColumns - 1) / kMostColumns;
  cells.image = QImage((columns + cells.perPixel - 1) / cells.perPixel,
                       static_cast<int>(rows.size()), QImage::Format_RGB32);
  for (int row = 0; row < cells.image.height(); ++row) {
    auto* line = reinterpret_cast<QRgb*>(cells.image.scanLine(row));
    for (int column = 0; column < cells.image.width(); ++column) {
      const double mean = meanOf(tree, rows[static_cast<size_t>(row)], column, cells.perPixel);
      line[column] = cividis((mean - cells.low) / (cells.high - cells.low));
    }
  }
  return cells;
}

FeatureMap::FeatureMap(QWidget* parent) : QWidget(parent), painting_(this) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAccessibleName(tr("Heat map of the features"));
}

void FeatureMap::setTree(std::shared_ptr<const ClusterTree> tree,
                         const std::vector<DendrogramRow>& rows) {
  const bool another = tree != tree_;
  tree_ = std::move(tree);
  rows_ = rows;
  stripe_.clear();
  selected_ = -1;
  fillCells(another);
  setAccessibleDescription(tree_ == nullptr ? QString()
                                            : tr("%1 leaves by %2 features, in the order of the "
                                                 "tree. The table \"Features\" has the numbers.")
                                                  .arg(countText(tree_->ladder.leaves()),
                                                       countText(tree_->rows.cols())));
  update();
}

void FeatureMap::setView(const LeafView& view) {
  view_ = view;
  update();
}

void FeatureMap::setStripe(std::vector<int> colorByRow) {
  stripe_ = std::move(colorByRow);
  update();
}

void FeatureMap::selectRow(int row) {
  selected_ = row;
  update();
}

double FeatureMap::cell(int row, int column) const {
  return meanOf(*tree_, rows_[static_cast<size_t>(row)], column, cells_.perPixel);
}

// A large image is painted on a pool thread; until it comes, only the stripe is there.
void FeatureMap::fillCells(bool another) {
  painting_.cancel();
  if (tree_ == nullptr || tree_->rows.size() == 0 || rows_.empty()) {
    cells_ = {};
    return;
  }
  auto paint = [tree = tree_, rows = rows_] { return paintCells(*tree, rows); };
  if (tree_->rows.size() <= kCellsAtOnce) {
    cells_ = paint();
    return;
  }
  if (another || cells_.image.height() != static_cast<int>(rows_.size())) {
    cells_ = {};
  }
  painting_.start(
      std::move(paint),
      [this](Cells&& cells) {
        cells_ = std::move(cells);
        update();
      },
      [](const QString& sentence) { qWarning("%s", qPrintable(sentence)); });
}

QRectF FeatureMap::cellArea() const {
  return {kStripe + 2.0, static_cast<double>(view_.top), width() - kStripe - 4.0,
          static_cast<double>(view_.bottom - view_.top)};
}

void FeatureMap::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const PlotColors colors = plotColors(palette());
  painter.fillRect(rect(), colors.base);
  if (cells_.image.isNull()) {
    return;
  }
  const QRectF area = cellArea();
  const double rowHeight = area.height() / (view_.last - view_.first);
  painter.setRenderHint(QPainter::SmoothPixmapTransform, rowHeight < 1);
  painter.drawImage(area, cells_.image,
                    QRectF(0, view_.first + 0.5, cells_.image.width(), view_.last - view_.first));
  for (int row = std::max(0, rowAt(area.top())); row <= rowAt(area.bottom()); ++row) {
    if (static_cast<size_t>(row) >= stripe_.size()) {
      break;
    }
    const int shade = stripe_[static_cast<size_t>(row)];
    if (shade >= 0) {
      painter.fillRect(QRectF(1, area.top() + (row - 0.5 - view_.first) * rowHeight, kStripe - 1,
                              std::max(1.0, rowHeight)),
                       clusterColor(shade, colors.dark));
    }
  }
  if (selected_ >= 0) {
    painter.setClipRect(area.adjusted(-kStripe - 2, 0, 2, 0));
    painter.setPen(QPen(hasFocus() ? colors.accent : colors.text, 2));
    painter.drawRect(QRectF(1, area.top() + (selected_ - 0.5 - view_.first) * rowHeight,
                            width() - 3.0, std::max(2.0, rowHeight)));
    painter.setClipping(false);
  }
  paintScale(painter, QRectF(area.left(), area.bottom() + 6, area.width(), kScaleHeight), colors);
}

// The colours with the values at their ends.
void FeatureMap::paintScale(QPainter& painter, const QRectF& area, const PlotColors& colors) const {
  QLinearGradient gradient(area.topLeft(), area.topRight());
  for (size_t i = 0; i < kCividis.size(); ++i) {
    const double share = static_cast<double>(i) / (kCividis.size() - 1);
    gradient.setColorAt(share, QColor(cividis(share)));
  }
  painter.fillRect(area, gradient);
  painter.setPen(colors.text);
  const QRectF text = area.translated(0, area.height() + 1)
                          .adjusted(0, 0, 0, painter.fontMetrics().height() - area.height());
  painter.drawText(text, Qt::AlignLeft, QLocale().toString(cells_.low, 'g', 3));
  painter.drawText(text, Qt::AlignRight, QLocale().toString(cells_.high, 'g', 3));
  painter.drawText(text, Qt::AlignHCenter, tr("%1 features").arg(countText(tree_->rows.cols())));
}

void FeatureMap::paintFigure(QPainter& painter, const QRectF& area, const PlotColors& colors) {
  if (painting_.isBusy()) {
    painting_.cancel();
    cells_ = paintCells(*tree_, rows_);
  }
  if (cells_.image.isNull()) {
    return;
  }
  const int first = std::max(0, static_cast<int>(std::ceil(view_.first)));
  const int last = std::min(cells_.image.height() - 1, static_cast<int>(std::floor(view_.last)));
  const double rowHeight = area.height() / (view_.last - view_.first);
  const double columnWidth = area.width() / cells_.image.width();
  const double top = area.top() + (first - 0.5 - view_.first) * rowHeight;
  const QRectF shown(area.left(), top, area.width(), (last - first + 1) * rowHeight);
  if ((last - first + 1) * cells_.image.width() > kVectorCells) {
    painter.drawImage(shown, cells_.image,
                      QRectF(0, first, cells_.image.width(), last - first + 1));
  } else {
    for (int row = first; row <= last; ++row) {
      for (int column = 0; column < cells_.image.width(); ++column) {
        painter.fillRect(QRectF(area.left() + column * columnWidth, top + (row - first) * rowHeight,
                                columnWidth, rowHeight),
                         QColor(cells_.image.pixel(column, row)));
      }
    }
  }
  paintScale(painter, QRectF(area.left(), area.bottom() + 4, area.width(), kScaleHeight / 2.0),
             colors);
}

int FeatureMap::rowAt(double y) const {
  const QRectF area = cellArea();
  const double share = (y - area.top()) / std::max(1.0, area.height());
  return static_cast<int>(std::lround(view_.first + share * (view_.last - view_.first)));
}

void FeatureMap::choose(int row) {
  if (row < 0 || row >= static_cast<int>(rows_.size()) || tree_ == nullptr) {
    return;
  }
  selectRow(row);
  if (row < view_.first || row > view_.last) {
    emit scrolled(row - (view_.first + view_.last) / 2);
  }
  emit leafClicked(tree_->leafOrder[static_cast<size_t>(rows_[static_cast<size_t>(row)].first)]);
}

void FeatureMap::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) {
    choose(rowAt(event->position().y()));
  }
}

void FeatureMap::wheelEvent(QWheelEvent* event) {
  const double notches = event->angleDelta().y() / kWheelNotch;
  if ((event->modifiers() & Qt::ControlModifier) != 0) {
    const QRectF area = cellArea();
    const double share = (event->position().y() - area.top()) / std::max(1.0, area.height());
    emit zoomed(std::pow(kZoomStep, notches), view_.first + share * (view_.last - view_.first));
  } else {
    emit scrolled(-notches * std::max(1.0, kRowsPerNotch * (view_.last - view_.first)));
  }
  event->accept();
}

void FeatureMap::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Up:
      choose(std::max(0, selected_ - 1));
      return;
    case Qt::Key_Down:
      choose(selected_ + 1);
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

QString FeatureMap::tipAt(const QPoint& point) const {
  const QRectF area = cellArea();
  const int row = rowAt(point.y());
  if (cells_.image.isNull() || !area.contains(point) || row < 0 || row >= cells_.image.height()) {
    return {};
  }
  const auto column =
      static_cast<int>((point.x() - area.left()) / area.width() * cells_.image.width());
  const DendrogramRow& shown = rows_[static_cast<size_t>(row)];
  const QString name =
      shown.count == 1 ? tree_->leafNames.value(tree_->leafOrder[static_cast<size_t>(shown.first)])
                       : tr("mean of %1 leaves").arg(shown.count);
  const int first = column * cells_.perPixel;
  const auto last = std::min(first + cells_.perPixel, static_cast<int>(tree_->rows.cols())) - 1;
  const QString value =
      QLocale().toString(cell(row, std::min(column, cells_.image.width() - 1)), 'g', 4);
  return first == last
             ? tr("%1, feature %2: %3").arg(name).arg(first).arg(value)
             : tr("%1, features %2 to %3: mean %4").arg(name).arg(first).arg(last).arg(value);
}

bool FeatureMap::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), tipAt(help->pos()), this);  // without text it is hidden
    return true;
  }
  return QWidget::event(event);
}

}  // namespace maacc
