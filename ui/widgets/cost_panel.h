#pragma once

#include <QGroupBox>
#include <QStringList>

#include "ui/jobs/run_speed.h"

class QFormLayout;
class QLabel;

namespace maacc {

// What a run will cost, and what that rests on. For one that nobody has timed it says so.
class CostPanel : public QGroupBox {
  Q_OBJECT

 public:
  explicit CostPanel(QWidget* parent = nullptr);

  void setCost(const RunWork& work, const std::optional<TimeForecast>& time);
  QString text() const;  // all lines, for tests

 private:
  QLabel* addLine(QFormLayout& form, const QString& title);

  QLabel* mutants_;
  QLabel* evaluations_;
  QLabel* arithmetic_;
  QLabel* time_;
  QLabel* basis_;
};

// "about 2 s to 8 s", "less than a second"
QString forecastText(const TimeForecast& forecast);

}  // namespace maacc
