#pragma once

#include <QDialog>
#include <optional>

#include "ui/jobs/engine_locator.h"
#include "ui/jobs/model_inspection.h"

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace maacc {

class Banner;
class FileField;
class SampleStrip;

// Names a model and its data, checks them with the engine and shows what it read before anything is
// accepted. A wrong scale looks like a bad model, so the accuracy is said first.
class OpenModelDialog : public QDialog {
  Q_OBJECT

 public:
  OpenModelDialog(EngineLocation engine, const ModelRequest& request, QWidget* parent = nullptr);

  ModelRequest request() const;
  const ModelInfo& info() const { return *info_; }  // valid once accepted

  void check();

 private:
  QWidget* makeFields();
  void makeInputs();
  void invalidate();
  void showInfo(const ModelInfo& info);
  void showFailure(const QString& sentence);
  void setBusy(bool busy);

  EngineLocation engine_;
  ModelInspection inspection_;
  std::optional<ModelInfo> info_;
  FileField* model_;
  FileField* data_;
  FileField* labels_;
  QLineEdit* dataKey_;
  QLineEdit* labelsKey_;
  QSpinBox* labelsFrom_;
  QLineEdit* preprocessing_;
  Banner* banner_;
  QLabel* summary_;
  SampleStrip* samples_;
  QProgressBar* busy_;
  QPushButton* check_;
  QPushButton* open_;
};

// "97.2 % correct (1,746 of 1,797)" and whether that is near chance.
QString accuracyText(const DataInfo& data);
bool isNearChance(const DataInfo& data);

}  // namespace maacc
