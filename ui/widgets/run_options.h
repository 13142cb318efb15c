#pragma once

#include <QWidget>

#include "ui/jobs/run_request.h"

class QComboBox;
class QSpinBox;

namespace maacc {

class FileField;

// How verdicts are found, where, and into which file.
class RunOptions : public QWidget {
  Q_OBJECT

 public:
  explicit RunOptions(QWidget* parent = nullptr);

  void setDevices(const QStringList& devices);
  void setRunPath(const QString& path);
  QString runPath() const;
  void fill(RunRequest& request) const;

 signals:
  void changed();
  void seedChanged();

 private:
  QWidget* makeVerdictGroup();
  QWidget* makeMachineGroup();

  QComboBox* criterion_;
  QComboBox* evidence_;
  QSpinBox* limit_;
  QSpinBox* seed_;
  QComboBox* device_;
  QSpinBox* threads_;
  FileField* output_;
};

}  // namespace maacc
