#pragma once

#include <QDialog>

#include "ui/export/figure_export.h"

class QComboBox;
class QDialogButtonBox;
class QDoubleSpinBox;

namespace maacc {

class FileField;

// Asks for size and file of a figure.
class FigureDialog : public QDialog {
  Q_OBJECT

 public:
  // suggestedPath: without suffix.
  FigureDialog(const QString& title, const QString& suggestedPath, QWidget* parent);
  FigureOptions options() const;

 private:
  void followFormat();

  QComboBox* format_;
  QComboBox* column_;
  QDoubleSpinBox* width_;
  QDoubleSpinBox* height_;
  FileField* file_;
  QDialogButtonBox* buttons_;
};

}  // namespace maacc
