#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "ui/jobs/cluster_tree.h"

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace maacc {

// The cut of the shown tree in numbers that follow it and set it, cuts that suggest themselves, and
// what the cuts mean for a run.
class CutBar : public QWidget {
  Q_OBJECT

 public:
  explicit CutBar(QWidget* parent = nullptr);

  void setTree(std::shared_ptr<const ClusterTree> tree);
  void setCut(const CutPosition& cut);  // emits nothing
  // text: what the cut means, in one line. Cheap: it changes with every frame of a drag.
  void setMeaning(const QString& text);
  // A second line: what a run will cost, and how far its score will be off.
  void setForecast(const QString& text);
  void setBudgetRange(int64_t most);
  int budget() const;

 signals:
  void cutChosen(const maacc::CutPosition& cut);
  void budgetChosen(int mutants);
  void applyToAllRequested();

 private:
  void chooseClusters(int64_t clusters);
  void makeSuggestions();

  std::shared_ptr<const ClusterTree> tree_;
  QDoubleSpinBox* height_;
  QSpinBox* clusters_;
  QDoubleSpinBox* perCluster_;
  QPushButton* gap_;
  QPushButton* silhouette_;
  QSpinBox* budget_;
  QPushButton* withinBudget_;
  QPushButton* toAll_;
  QLabel* meaning_;
  QLabel* forecast_;
};

}  // namespace maacc
