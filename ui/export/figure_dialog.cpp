#include "ui/export/figure_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QPushButton>

#include "ui/widgets/file_field.h"

namespace maacc {

FigureDialog::FigureDialog(const QString& title, const QString& suggestedPath, QWidget* parent)
    : QDialog(parent),
      format_(new QComboBox),
      column_(new QComboBox),
      width_(new QDoubleSpinBox),
      height_(new QDoubleSpinBox),
      file_(new FileField(
          FileField::Purpose::Save, tr("Figure file"), tr("Figures (*.pdf *.svg *.png)"))),
      buttons_(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel)) {
  setWindowTitle(title);
  format_->addItem(tr("PDF (vectors)"), QStringLiteral("pdf"));
  format_->addItem(tr("SVG (vectors)"), QStringLiteral("svg"));
  format_->addItem(tr("PNG (600 dots per inch)"), QStringLiteral("png"));
  column_->addItem(tr("One column (84 mm)"), kOneColumnMm);
  column_->addItem(tr("Two columns (174 mm)"), kTwoColumnsMm);
  column_->addItem(tr("Other"), 0.0);
  for (QDoubleSpinBox* field : {width_, height_}) {
    field->setRange(20, 1000);
    field->setDecimals(1);
    field->setSuffix(tr(" mm"));
  }
  width_->setValue(kOneColumnMm);
  height_->setValue(kOneColumnMm);
  file_->setPath(suggestedPath + QStringLiteral(".pdf"));
  file_->setMinimumWidth(380);
  auto* form = new QFormLayout(this);
  form->addRow(tr("&Format"), format_);
  form->addRow(tr("&Column"), column_);
  form->addRow(tr("&Width"), width_);
  form->addRow(tr("&Height"), height_);
  form->addRow(tr("F&ile"), file_);
  form->addRow(buttons_);
  connect(format_, &QComboBox::currentIndexChanged, this, &FigureDialog::followFormat);
  connect(column_, &QComboBox::currentIndexChanged, this, [this] {
    if (const double width = column_->currentData().toDouble(); width > 0) {
      width_->setValue(width);
    }
  });
  connect(width_, &QDoubleSpinBox::valueChanged, this, [this](double width) {
    const int preset = column_->findData(width);
    column_->setCurrentIndex(preset >= 0 ? preset : column_->count() - 1);
  });
  connect(file_, &FileField::pathChanged, this, [this](const QString& path) {
    const int format = format_->findData(QFileInfo(path).suffix().toLower());
    buttons_->button(QDialogButtonBox::Save)->setEnabled(format >= 0);
    if (format >= 0) {
      format_->setCurrentIndex(format);
    }
  });
  connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void FigureDialog::followFormat() {
  const QFileInfo file(file_->path());
  const QString suffix = format_->currentData().toString();
  if (file.suffix().toLower() != suffix) {
    file_->setPath(file.path() + '/' + file.completeBaseName() + '.' + suffix);
  }
}

FigureOptions FigureDialog::options() const {
  FigureOptions options;
  options.path = file_->path();
  options.widthMm = width_->value();
  options.heightMm = height_->value();
  return options;
}

}  // namespace maacc
