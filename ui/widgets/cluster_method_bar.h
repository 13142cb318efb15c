#pragma once

#include <QWidget>
#include <optional>

#include "core/reduction/reduction_settings.h"
#include "ui/jobs/cluster_tree.h"

class QComboBox;
class QGridLayout;

namespace maacc {

// What is clustered and how, and a second linkage to compare with.
class ClusterMethodBar : public QWidget {
  Q_OBJECT

 public:
  explicit ClusterMethodBar(QWidget* parent = nullptr);

  ClusteredItems items() const;
  ClusterMethod method() const;
  NeuronClusterMode neuronMode() const;
  std::optional<LinkageMethod> comparedLinkage() const;
  void setItems(ClusteredItems items);

 signals:
  void methodChanged();      // items or method
  void modeChanged();        // neuronMode
  void comparisonChanged();  // comparedLinkage

 private:
  QComboBox* addBox(QGridLayout& grid, const QString& label, const QString& name);
  void fillBoxes();
  void showUsual();
  void followLinkage();

  QComboBox* items_;
  QComboBox* mode_;
  QComboBox* linkage_;
  QComboBox* metric_;
  QComboBox* scaling_;
  QComboBox* features_;
  QComboBox* compare_;
};

}  // namespace maacc
