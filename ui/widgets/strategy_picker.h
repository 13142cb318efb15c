#pragma once

#include <QWidget>
#include <optional>

#include "core/reduction/reduction_settings.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QSpinBox;
class QStackedWidget;

namespace maacc {

// Which mutants of a run are tested, with the few numbers of each strategy. Clusters that were cut
// on their own page are taken as they are.
class StrategyPicker : public QWidget {
  Q_OBJECT

 public:
  explicit StrategyPicker(QWidget* parent = nullptr);

  ReductionSettings settings() const;
  // What the page Clusters made.
  void setClusters(const ReductionSettings& settings);
  void forgetClusters();      // of another model
  bool usesClusters() const;  // that were cut on their page, and not one rule

 signals:
  void changed();
  void clustersPageRequested();

 private:
  QWidget* makeExhaustive();
  QWidget* makeSample();
  QWidget* makeNeurons();
  QWidget* makeMutants();
  QWidget* makeTwoPhase();
  QDoubleSpinBox* addPercent(QFormLayout& form, const QString& label, const QString& name);
  QDoubleSpinBox* addUntil(QFormLayout& form, const QString& name);
  QLabel* addClustersNote(QFormLayout& form);
  void showRules();
  void fitOptions();
  Strategy strategy() const;

  std::optional<ReductionSettings> neuronPlan_;
  std::optional<ReductionSettings> mutantPlan_;
  QComboBox* strategy_;
  QStackedWidget* options_;
  QDoubleSpinBox* fraction_;
  QDoubleSpinBox* sampleUntil_;
  QComboBox* neuronRule_;
  QComboBox* neuronMode_;
  QSpinBox* unitsPerCluster_;
  QLabel* neuronNote_;
  QDoubleSpinBox* neuronUntil_;
  QComboBox* mutantRule_;
  QDoubleSpinBox* mutantShare_;
  QLabel* mutantNote_;
  QDoubleSpinBox* mutantUntil_;
  QDoubleSpinBox* budget_;
};

}  // namespace maacc
