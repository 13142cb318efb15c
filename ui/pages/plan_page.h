#pragma once

#include <QWidget>
#include <optional>

#include "ui/jobs/model_info.h"
#include "ui/jobs/run_request.h"

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace maacc {

class FileField;
class OperatorPicker;
class PageHeader;
class StrategyPicker;

// What a new run should do, with the number of mutants before anything runs.
class RunSettingsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit RunSettingsPanel(QWidget* parent = nullptr);

  void setModel(const ModelInfo& info);
  void setDevices(const QStringList& devices);
  RunRequest request() const;
  qint64 mutantCount() const;  // of the whole plan, tested or not
  StrategyPicker& strategy() { return *strategy_; }

 signals:
  void populationChanged();  // operators, or the seed that decides their draws
  void clustersPageRequested();
  void startRequested(const maacc::RunRequest& request);

 private:
  QWidget* makeStrategyGroup();
  QWidget* makeVerdictGroup();
  QWidget* makeMachineGroup();
  QWidget* makeLayerGroup();
  QWidget* makeFooter();
  void updateSummary();
  std::vector<const LayerInfo*> chosenLayers() const;
  // Absent where only the clustering tells.
  std::optional<qint64> testedCount() const;
  QString obstacle() const;  // why it cannot start, or nothing

  std::optional<ModelInfo> info_;
  PageHeader* header_;
  OperatorPicker* operators_;
  StrategyPicker* strategy_;
  QListWidget* layers_;
  QComboBox* criterion_;
  QComboBox* evidence_;
  QSpinBox* seed_;
  QSpinBox* limit_;
  QSpinBox* threads_;
  QComboBox* device_;
  FileField* output_;
  QLabel* summary_;
  QPushButton* start_;
};

}  // namespace maacc
