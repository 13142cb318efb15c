#pragma once

#include <QListWidget>

#include "ui/jobs/background_task.h"
#include "ui/jobs/model_info.h"
#include "ui/jobs/sample_pictures.h"

namespace maacc {

// The first sample of each class as a picture, so that wrong data or labels are seen at once.
// Hidden while there is none.
class SampleStrip : public QListWidget {
  Q_OBJECT

 public:
  explicit SampleStrip(QWidget* parent = nullptr);

  // Reads the data in the background; without data, or where it cannot be shown, nothing is.
  void showSamples(const ModelInfo& info);
  void forget();
  bool isBusy() const { return reading_.isBusy(); }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

 private:
  void take(const std::vector<ClassPicture>& pictures);

  BackgroundTask reading_;
};

}  // namespace maacc
