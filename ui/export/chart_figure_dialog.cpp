#include "ui/export/chart_figure_dialog.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QSpinBox>

namespace maacc {

ChartFigureDialog::ChartFigureDialog(const QString& title,
                                     const QString& suggestedPath,
                                     QWidget* parent)
    : FigureDialog(title, suggestedPath, parent),
      letters_(new QSpinBox),
      grey_(new QCheckBox(tr("Greys only"))) {
  letters_->setRange(kSmallestLetters, kLargestLetters);
  letters_->setValue(kUsualLetters);
  letters_->setSuffix(tr(" pt"));
  letters_->setObjectName("figureLetters");
  grey_->setObjectName("figureGrey");
  auto* form = qobject_cast<QFormLayout*>(layout());
  const int last = form->rowCount() - 1;
  form->insertRow(last, tr("&Letters"), letters_);
  form->insertRow(last + 1, QString(), grey_);
}

ChartStyle ChartFigureDialog::style() const {
  return paperStyle(letters_->value(), grey_->isChecked());
}

}  // namespace maacc
