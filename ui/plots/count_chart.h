#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

namespace maacc {

// A few bars with their names below and values as tool tips. For more than that the project has
// QCustomPlot.
class CountChart : public QWidget {
  Q_OBJECT

 public:
  explicit CountChart(const QString& title, QWidget* parent = nullptr);
  void setTitle(const QString& title);
  // Where an axis of bins begins and ends, below the outermost bars.
  void setEnds(const QString& low, const QString& high);
  // Hidden while there are no bars.
  void setBars(const QStringList& names, const std::vector<double>& values);
  QSize sizeHint() const override { return {300, 92}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF slot(size_t bar) const;

  QString title_;
  QStringList names_;
  QString low_;
  QString high_;
  std::vector<double> values_;
};

}  // namespace maacc
