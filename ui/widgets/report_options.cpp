#include "ui/widgets/report_options.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "ui/export/figure_export.h"
#include "ui/plots/chart_style.h"
#include "ui/widgets/file_field.h"
#include "ui/widgets/panels.h"

namespace maacc {
namespace {

constexpr int kMostSurvivors = 1000000;
constexpr int kUsualSurvivors = 20;

}  // namespace

ReportOptions::ReportOptions(QWidget* parent)
    : QWidget(parent),
      picker_(new RunPicker),
      survivors_(new QSpinBox),
      width_(new QComboBox),
      letters_(new QSpinBox),
      grey_(new QCheckBox(tr("&Greys only"))),
      folder_(new FileField(FileField::Purpose::Folder, tr("Folder"), {})),
      write_(new QPushButton(tr("&Write files"))) {
  survivors_->setRange(0, kMostSurvivors);
  survivors_->setValue(kUsualSurvivors);
  survivors_->setKeyboardTracking(false);
  survivors_->setObjectName("survivorsShown");
  survivors_->setAccessibleName(tr("Survivors listed"));
  folder_->setObjectName("reportFolder");
  write_->setObjectName("writeReport");
  auto* form = new QFormLayout;
  form->addRow(tr("Surv&ivors listed"), survivors_);
  form->addRow(tr("F&older"), folder_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 8, 0);
  layout->addWidget(picker_, 1);
  layout->addWidget(makeFormats());
  layout->addWidget(makeFigures());
  layout->addLayout(form);
  layout->addWidget(write_);
  connect(picker_, &RunPicker::changed, this, &ReportOptions::follow);
  connect(picker_, &RunPicker::changed, this, &ReportOptions::subjectChanged);
  connect(survivors_, &QSpinBox::valueChanged, this, &ReportOptions::subjectChanged);
  connect(folder_, &FileField::pathChanged, this, &ReportOptions::follow);
  connect(write_, &QPushButton::clicked, this, &ReportOptions::writeRequested);
  follow();
}

QCheckBox* ReportOptions::addFormat(const QString& title, const QString& name, bool chosen) {
  auto* box = new QCheckBox(title);
  box->setObjectName(name);
  box->setChecked(chosen);
  connect(box, &QCheckBox::toggled, this, &ReportOptions::follow);
  return box;
}

QWidget* ReportOptions::makeFormats() {
  auto* group = new QGroupBox(tr("Report as"));
  auto* grid = new QGridLayout(group);
  const auto add = [&](ReportFormat format, const QString& title, const QString& name, int row,
                       int column) {
    formats_.emplace_back(format, addFormat(title, name, true));
    grid->addWidget(formats_.back().second, row, column);
  };
  add(ReportFormat::Html, tr("HTML"), QStringLiteral("formatHtml"), 0, 0);
  pdf_ = addFormat(tr("PDF"), QStringLiteral("formatPdf"), true);
  grid->addWidget(pdf_, 0, 1);
  add(ReportFormat::Latex, tr("LaTeX"), QStringLiteral("formatLatex"), 0, 2);
  add(ReportFormat::Csv, tr("CSV"), QStringLiteral("formatCsv"), 1, 0);
  add(ReportFormat::Json, tr("JSON"), QStringLiteral("formatJson"), 1, 1);
  return group;
}

QWidget* ReportOptions::makeFigures() {
  auto* group = new QGroupBox(tr("Figures as"));
  auto* boxes = new QHBoxLayout;
  for (const char* suffix : {"pdf", "svg", "png"}) {
    const QString name = QString::fromLatin1(suffix);
    figures_.emplace_back(
        name, addFormat(name.toUpper(), QStringLiteral("figure-") + name, name == "pdf"));
    boxes->addWidget(figures_.back().second);
  }
  width_->addItem(tr("One column (84 mm)"), kOneColumnMm);
  width_->addItem(tr("Two columns (174 mm)"), kTwoColumnsMm);
  width_->setAccessibleName(tr("Width of figures"));
  width_->setObjectName("figureWidth");
  letters_->setRange(kSmallestLetters, kLargestLetters);
  letters_->setValue(kUsualLetters);
  letters_->setSuffix(tr(" pt letters"));
  letters_->setAccessibleName(tr("Size of letters in figures"));
  auto* style = new QHBoxLayout;
  style->addWidget(letters_);
  style->addWidget(grey_);
  auto* layout = new QVBoxLayout(group);
  layout->addLayout(boxes);
  layout->addWidget(width_);
  layout->addLayout(style);
  return group;
}

void ReportOptions::setFolder(const QString& folder) { folder_->setPath(folder); }

void ReportOptions::setBusy(bool busy) {
  busy_ = busy;
  follow();
}

// A folder beside the base is suggested until another one is typed.
void ReportOptions::follow() {
  const QString base = picker_->base();
  if (!base.isEmpty() && (folder_->path().isEmpty() || folder_->path() == suggested_)) {
    const QFileInfo file(base);
    suggested_ = file.absolutePath() + '/' + file.completeBaseName() + QStringLiteral("-report");
    if (folder_->path() != suggested_) {
      folder_->setPath(suggested_);
      return;  // which follows
    }
  }
  const ReportOrder wanted = order();
  const bool any = !wanted.formats.empty() || wanted.pdf || !wanted.figures.empty();
  write_->setEnabled(!busy_ && any && !wanted.subject.paths.isEmpty() && !wanted.folder.isEmpty());
  write_->setText(busy_ ? tr("Writing …") : tr("&Write files"));
}

ReportSubject ReportOptions::subject() const {
  return {picker_->chosen(), static_cast<std::size_t>(survivors_->value())};
}

ReportOrder ReportOptions::order() const {
  ReportOrder order;
  order.subject = subject();
  order.folder = folder_->path();
  for (const auto& [format, box] : formats_) {
    if (box->isChecked()) {
      order.formats.push_back(format);
    }
  }
  order.pdf = pdf_->isChecked();
  for (const auto& [suffix, box] : figures_) {
    if (box->isChecked()) {
      order.figures << suffix;
    }
  }
  order.figureWidthMm = width_->currentData().toDouble();
  order.figureLetters = letters_->value();
  order.figuresGrey = grey_->isChecked();
  return order;
}

}  // namespace maacc
