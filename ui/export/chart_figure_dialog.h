#pragma once

#include "ui/export/figure_dialog.h"
#include "ui/plots/chart_style.h"

class QCheckBox;
class QSpinBox;

namespace maacc {

// Asks for the size of letters and for greys as well.
class ChartFigureDialog : public FigureDialog {
  Q_OBJECT

 public:
  ChartFigureDialog(const QString& title, const QString& suggestedPath, QWidget* parent);
  ChartStyle style() const;

 private:
  QSpinBox* letters_;
  QCheckBox* grey_;
};

}  // namespace maacc
