#pragma once

#include <QLayout>
#include <memory>
#include <vector>

namespace maacc {

// Items from left to right in as many rows as the width asks for, so that a bar of controls does
// not set the least width of a window. What expands shares the rest of its row.
class FlowLayout : public QLayout {
  Q_OBJECT

 public:
  explicit FlowLayout(QWidget* parent = nullptr);
  ~FlowLayout() override;

  void addItem(QLayoutItem* item) override;  // takes it

  int count() const override { return static_cast<int>(items_.size()); }
  QLayoutItem* itemAt(int index) const override;
  QLayoutItem* takeAt(int index) override;
  Qt::Orientations expandingDirections() const override { return {}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize minimumSize() const override;
  QSize sizeHint() const override;  // all in one row
  void setGeometry(const QRect& area) override;

 private:
  struct Row {
    std::vector<QLayoutItem*> items;
    int width = 0;
    int height = 0;
  };
  std::vector<Row> rowsFor(int width) const;
  void place(const Row& row, const QPoint& start, int width) const;

  std::vector<std::unique_ptr<QLayoutItem>> items_;
};

}  // namespace maacc
