#pragma once

#include <QTimer>
#include <QWidget>
#include <array>

#include "ui/models/choice_list_model.h"
#include "ui/models/mutant_filter.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSpinBox;
class QToolButton;

namespace maacc {

// Filters of the mutants: verdicts, layer, operator, group, killed class, mark, each with the
// number of mutants it would show, kill rate and words.
class MutantFilterBar : public QWidget {
  Q_OBJECT

 public:
  explicit MutantFilterBar(QWidget* parent = nullptr);

  // New choices; the filter goes back to everything.
  void setRun(const RunDescription* description);
  void setCounts(const FilterCounts& counts);
  MutantFilter filter() const;
  void setFilter(const MutantFilter& filter);  // announces it
  void reset() { setFilter({}); }
  void focusSearch();

 signals:
  void filterChanged(const maacc::MutantFilter& filter);

 private:
  // One filter with a row for all and a row for every choice.
  struct Choice {
    QComboBox* box;
    ChoiceListModel* model;
    int chosen() const;  // -1: all
    void choose(int choice);
  };

  QHBoxLayout* makeVerdictRow();
  QHBoxLayout* makeChoiceRow();
  void makeRates();
  Choice makeChoice(const QString& all, const QString& accessibleName, const char* name);
  void announce();

  std::array<QToolButton*, kVerdictCount> verdicts_{};
  Choice layer_;
  Choice op_;
  Choice group_;
  Choice class_;
  Choice mark_;
  QSpinBox* lowest_;
  QSpinBox* highest_;
  QLineEdit* search_;
  bool quiet_ = false;
  QTimer typing_;
};

}  // namespace maacc
