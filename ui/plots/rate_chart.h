#pragma once

#include <QAbstractScrollArea>
#include <functional>
#include <vector>

namespace maacc {

// One bar of a rate in [0, 1], with its interval where it is an estimate.
struct RateBar {
  QString name;
  double value = 0;
  double low = 0;
  double high = 0;
  bool known = true;  // false: nothing was evaluated
};

// Horizontal bars with names, one below the other; only those on the screen are painted. Click,
// Return or the arrow keys choose one.
class RateChart : public QAbstractScrollArea {
  Q_OBJECT

 public:
  explicit RateChart(const QString& accessibleName, QWidget* parent = nullptr);

  // note: of a bar, for its tool tip and screen readers; asked for when it is needed.
  void setBars(std::vector<RateBar> bars, std::function<QString(int bar)> note);
  QString note(int bar) const { return note_(bar); }
  const std::vector<RateBar>& bars() const { return bars_; }
  void setCurrent(int bar);  // -1: none; says nothing
  int current() const { return current_; }
  QRect barRect(int bar) const;  // in the viewport
  QSize sizeHint() const override { return {420, 240}; }

 signals:
  void currentChanged(int bar);
  void activated(int bar);  // click or Return

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  int rowHeight() const;
  int nameWidth() const;
  int barAt(const QPoint& position) const;  // -1: none
  void choose(int bar);
  void describe();
  void updateScrollBar();
  void paintBar(QPainter& painter, int bar, int names) const;

  std::vector<RateBar> bars_;
  std::function<QString(int bar)> note_;
  int current_ = -1;
};

}  // namespace maacc
