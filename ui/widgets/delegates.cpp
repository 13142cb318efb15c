#include "ui/widgets/delegates.h"

#include <QApplication>
#include <QPainter>
#include <algorithm>
#include <cstdlib>

#include "ui/models/input_table_model.h"
#include "ui/models/mutant_table_model.h"
#include "ui/theme.h"

namespace maacc {
namespace {

constexpr size_t kMostSquares = 20;
constexpr int kSquare = 8;
constexpr int kGap = 2;

}  // namespace

ProgressDelegate::ProgressDelegate(int permilleRole, QObject* parent)
    : QStyledItemDelegate(parent), permilleRole_(permilleRole) {}

void ProgressDelegate::paint(QPainter* painter,
                             const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
  const int permille = index.data(permilleRole_).toInt();
  QStyleOptionViewItem background = option;
  initStyleOption(&background, index);
  background.text.clear();
  QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);

  QStyleOptionProgressBar bar;
  bar.rect = option.rect.adjusted(3, 3, -3, -3);
  bar.palette = option.palette;
  bar.state = QStyle::State_Enabled | QStyle::State_Horizontal;
  bar.maximum = 1000;
  bar.progress = qMax(0, permille);
  bar.text = index.data().toString();
  bar.textVisible = true;
  bar.textAlignment = Qt::AlignCenter;
  QApplication::style()->drawControl(QStyle::CE_ProgressBar, &bar, painter, option.widget);
}

void ClassSetDelegate::paint(QPainter* painter,
                             const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
  const auto* set = index.data(MutantTableModel::ClassSetRole).value<const ClassSet*>();
  if (set == nullptr || set->size() > kMostSquares) {
    QStyledItemDelegate::paint(painter, option, index);
    return;
  }
  QStyleOptionViewItem item = option;
  initStyleOption(&item, index);
  item.text.clear();
  QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &item, painter, option.widget);

  painter->save();
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  const QColor killed = selected ? option.palette.color(QPalette::HighlightedText)
                                 : verdictColor(Verdict::Killed, option.palette);
  QColor empty = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
  empty.setAlpha(45);
  int x = option.rect.left() + 5;
  const int y = option.rect.center().y() - kSquare / 2 + 1;
  for (const uint8_t dead : *set) {
    painter->fillRect(x, y, kSquare, kSquare, dead != 0 ? killed : empty);
    x += kSquare + kGap;
  }
  const QRect rest = option.rect.adjusted(x - option.rect.left() + 4, 0, -2, 0);
  painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
  // The squares say of how many.
  const auto killedCount = std::count(set->begin(), set->end(), uint8_t{1});
  painter->drawText(rest, Qt::AlignVCenter | Qt::AlignLeft, QString::number(killedCount));
  painter->restore();
}

ShadeDelegate::ShadeDelegate(int shadeRole, QObject* parent)
    : QStyledItemDelegate(parent), shadeRole_(shadeRole) {}

void ShadeDelegate::paint(QPainter* painter,
                          const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
  const double shade = index.data(shadeRole_).toDouble();
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  const QColor base = option.palette.color(QPalette::Base);
  const QColor full = verdictColor(Verdict::Killed, option.palette);
  const auto mix = [shade](int a, int b) { return static_cast<int>(a + shade * (b - a)); };
  const QColor fill(mix(base.red(), full.red()), mix(base.green(), full.green()),
                    mix(base.blue(), full.blue()));
  painter->save();
  painter->fillRect(option.rect.adjusted(0, 0, -1, -1), fill);
  const QColor text = option.palette.color(QPalette::Text);
  const bool readable = std::abs(text.lightness() - fill.lightness()) > 110;
  painter->setPen(shade == 0 ? option.palette.color(QPalette::PlaceholderText)
                             : (readable ? text : base));
  painter->drawText(option.rect, Qt::AlignCenter, index.data().toString());
  if (selected) {
    painter->setPen(QPen(option.palette.color(QPalette::Highlight), 2));
    painter->drawRect(option.rect.adjusted(1, 1, -2, -2));
  }
  painter->restore();
}

QSize InputTileDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
  return {option.decorationSize.width() + 24,
          option.decorationSize.height() + 2 * option.fontMetrics.height() + 12};
}

void InputTileDelegate::paint(QPainter* painter,
                              const QStyleOptionViewItem& option,
                              const QModelIndex& index) const {
  const auto picture = index.data(Qt::DecorationRole).value<QPixmap>();
  painter->save();
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  if (selected) {
    painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
  }
  const int line = option.fontMetrics.height();
  const QRect room = option.rect.adjusted(4, 4, -4, -2 * line - 6);
  if (picture.isNull()) {
    painter->setPen(option.palette.color(QPalette::Mid));
    painter->drawRect(room.adjusted(8, 0, -8, -1));
  } else {
    painter->drawPixmap(room.center() - picture.rect().center(), picture);
  }
  const auto cell = [&index](int column) {
    return index.siblingAtColumn(column).data().toString();
  };
  const auto write = [&](int fromBottom, const QString& text, QPalette::ColorRole role) {
    const QRect place(option.rect.left(), option.rect.bottom() - fromBottom * line - 2,
                      option.rect.width(), line);
    painter->setPen(option.palette.color(selected ? QPalette::HighlightedText : role));
    painter->drawText(place, Qt::AlignCenter, text);
  };
  write(2, tr("kills %1").arg(cell(InputTableModel::Kills)), QPalette::Text);
  write(1, tr("#%1, class %2").arg(cell(InputTableModel::Input), cell(InputTableModel::Class)),
        QPalette::PlaceholderText);
  painter->restore();
}

}  // namespace maacc
