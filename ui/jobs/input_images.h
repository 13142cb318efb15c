#pragma once

#include <QImage>
#include <QObject>
#include <memory>

#include "ui/jobs/background_task.h"
#include "ui/jobs/run_data.h"
#include "ui/jobs/sample_pictures.h"

namespace maacc {

// The inputs of a run as pictures, as they are stored in its data. The data is read on a pool
// thread, when somebody asks for it; a run is complete without it.
class InputImages : public QObject {
  Q_OBJECT

 public:
  explicit InputImages(QObject* parent = nullptr);

  void request(const RunDescription& run);  // once
  bool isReady() const { return pictures_ != nullptr; }
  const QString& problem() const { return problem_; }  // why there are none; empty while unknown
  // In the data's own size; input: its place in the data. Null where there is none.
  QImage image(int64_t input) const;

 signals:
  void changed();

 private:
  bool asked_ = false;
  QString problem_;
  std::shared_ptr<const SamplePictures> pictures_;
  BackgroundTask reading_;
};

}  // namespace maacc
