#include "ui/widgets/delegates.h"

#include <QApplication>
#include <QPainter>

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
  const QString text = std::exchange(item.text, {});
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
  painter->drawText(rest, Qt::AlignVCenter | Qt::AlignLeft, text);
  painter->restore();
}

}  // namespace maacc
