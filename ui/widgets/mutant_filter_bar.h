#pragma once

#include <QTimer>
#include <QWidget>
#include <array>

#include "ui/models/mutant_table_model.h"

class QComboBox;
class QLineEdit;
class QToolButton;

namespace maacc {

// Filters of the mutant table: verdicts, layer, operator, each with the number of mutants it would
// show, and words.
class MutantFilterBar : public QWidget {
  Q_OBJECT

 public:
  explicit MutantFilterBar(QWidget* parent = nullptr);

  // New choices; the filter goes back to everything.
  void setRun(const RunDescription* description);
  void setCounts(const FilterCounts& counts);
  MutantFilter filter() const;
  void reset();
  void focusSearch();

 signals:
  void filterChanged(const maacc::MutantFilter& filter);

 private:
  void announce();

  std::array<QToolButton*, kVerdictCount> verdicts_{};
  QComboBox* layer_;
  QComboBox* op_;
  QLineEdit* search_;
  QStringList layerNames_;
  QStringList operatorNames_;
  QTimer typing_;
};

}  // namespace maacc
