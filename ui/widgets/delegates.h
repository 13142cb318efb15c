#pragma once

#include <QStyledItemDelegate>

namespace maacc {

// A progress bar from an item's permille role, with the item's text on it.
class ProgressDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  ProgressDelegate(int permilleRole, QObject* parent);
  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;

 private:
  int permilleRole_;
};

// One small square per class, filled where the class was killed, and the count. Falls back to the
// count for many classes.
class ClassSetDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
};

// A cell shaded by a role in [0, 1], like a heat map, with its text on it.
class ShadeDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  ShadeDelegate(int shadeRole, QObject* parent);
  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;

 private:
  int shadeRole_;
};

// A picture of an input, below it its place and class, and how many mutants it kills.
class InputTileDelegate : public QStyledItemDelegate {
  Q_OBJECT

 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
};

}  // namespace maacc
