#include "ui/pages/open_model_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "ui/text.h"
#include "ui/widgets/file_field.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/sample_strip.h"

namespace maacc {
namespace {

constexpr int kMinimumWidth = 640;

}  // namespace

QString accuracyText(const DataInfo& data) {
  const QString text =
      OpenModelDialog::tr("%1 correct (%2 of %3)")
          .arg(percentText(data.accuracy), countText(data.correct), countText(data.checked));
  return data.checked == data.samples
             ? text
             : OpenModelDialog::tr("%1, checked on some of %2").arg(text, countText(data.samples));
}

bool isNearChance(const DataInfo& data) {
  return data.checked > 0 && data.accuracy < 2 * data.chance;
}

OpenModelDialog::OpenModelDialog(EngineLocation engine,
                                 const ModelRequest& request,
                                 QWidget* parent)
    : QDialog(parent), engine_(std::move(engine)), inspection_(this) {
  setWindowTitle(tr("Open a model with its data"));
  setMinimumWidth(kMinimumWidth);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(makeFields());
  banner_ = new Banner;
  summary_ = new QLabel;
  summary_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  summary_->setTextFormat(Qt::RichText);
  samples_ = new SampleStrip;
  busy_ = new QProgressBar;
  busy_->setRange(0, 0);
  busy_->setTextVisible(false);
  busy_->setMaximumHeight(6);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  buttons->button(QDialogButtonBox::Cancel)->setIcon({});
  check_ = buttons->addButton(tr("C&heck"), QDialogButtonBox::ActionRole);
  check_->setObjectName("check");
  open_ = buttons->addButton(tr("&Open"), QDialogButtonBox::AcceptRole);
  open_->setObjectName("open");
  layout->addWidget(busy_);
  layout->addWidget(banner_);
  layout->addWidget(summary_);
  layout->addWidget(samples_);
  layout->addStretch();
  layout->addWidget(buttons);

  connect(check_, &QPushButton::clicked, this, &OpenModelDialog::check);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(&inspection_, &ModelInspection::failed, this, &OpenModelDialog::showFailure);
  connect(&inspection_, &ModelInspection::inspected, this, &OpenModelDialog::showInfo);
  model_->setPath(request.modelPath);
  data_->setPath(request.dataPath);
  labels_->setPath(request.labelsPath);
  dataKey_->setText(request.dataKey);
  labelsKey_->setText(request.labelsKey);
  labelsFrom_->setValue(request.labelsFrom);
  preprocessing_->setText(request.preprocessing);
  invalidate();
}

QWidget* OpenModelDialog::makeFields() {
  makeInputs();
  auto* fields = new QWidget;
  auto* form = new QFormLayout(fields);
  form->setContentsMargins(0, 0, 0, 6);
  form->addRow(tr("&Model"), model_);
  form->addRow(tr("&Data"), data_);
  form->addRow(tr("&Labels"), labels_);
  auto* keys = new QHBoxLayout;
  keys->addWidget(dataKey_);
  auto* labelsKeyName = new QLabel(tr("Labels &key"));
  labelsKeyName->setBuddy(labelsKey_);
  keys->addWidget(labelsKeyName);
  keys->addWidget(labelsKey_);
  auto* labelsFromName = new QLabel(tr("&First label"));
  labelsFromName->setBuddy(labelsFrom_);
  keys->addWidget(labelsFromName);
  keys->addWidget(labelsFrom_);
  auto* dataKeyName = new QLabel(tr("Data k&ey"));
  dataKeyName->setBuddy(dataKey_);
  form->addRow(dataKeyName, keys);
  form->addRow(tr("&Preprocessing"), preprocessing_);
  QLabel* help = makeNote(
      tr("Steps in order, separated by commas: scale=1/255, mean=0.5, std=0.25 (per channel with "
         "colons: 0.48:0.45:0.40), pad=2, resize=32x32, repeat-channels=3, transpose, layout=chw "
         "or hwc. "
         "What the network saw in training is what belongs here."));
  // Form layouts do not ask wrapped labels for their height.
  help->setMinimumHeight(help->heightForWidth(kMinimumWidth - 140));
  form->addRow(QString(), help);
  return fields;
}

void OpenModelDialog::makeInputs() {
  model_ = new FileField(FileField::Purpose::Open, tr("Model"),
                         tr("Models (*.keras *.h5 *.onnx *.pt2 *.pt);;All files (*)"));
  data_ = new FileField(FileField::Purpose::OpenFileOrFolder, tr("Data"), tr("All files (*)"));
  labels_ = new FileField(FileField::Purpose::Open, tr("Labels"), tr("All files (*)"));
  dataKey_ = new QLineEdit;
  labelsKey_ = new QLineEdit;
  labelsFrom_ = new QSpinBox;
  preprocessing_ = new QLineEdit;
  model_->edit()->setPlaceholderText(tr("a trained network: .keras, .h5, .onnx, .pt2 or .pt"));
  data_->edit()->setPlaceholderText(
      tr("inputs: .npz, .npy, IDX, .mat, CSV, CIFAR or a folder of pictures by class"));
  labels_->edit()->setPlaceholderText(tr("empty: in the data file"));
  dataKey_->setPlaceholderText(tr("guessed (x_test, images …)"));
  labelsKey_->setPlaceholderText(tr("guessed (y_test, labels …)"));
  preprocessing_->setPlaceholderText(tr("values as stored"));
  dataKey_->setAccessibleName(tr("Data key"));
  labelsKey_->setAccessibleName(tr("Labels key"));
  labelsFrom_->setAccessibleName(tr("First label"));
  labelsFrom_->setToolTip(tr("The label of the first class: 1 for EMNIST letters"));
  labelsFrom_->setRange(0, 1000000);
  preprocessing_->setAccessibleName(tr("Preprocessing"));
  for (FileField* field : {model_, data_, labels_}) {
    connect(field, &FileField::pathChanged, this, &OpenModelDialog::invalidate);
  }
  for (QLineEdit* edit : {dataKey_, labelsKey_, preprocessing_}) {
    connect(edit, &QLineEdit::textChanged, this, &OpenModelDialog::invalidate);
  }
  connect(labelsFrom_, &QSpinBox::valueChanged, this, &OpenModelDialog::invalidate);
}

ModelRequest OpenModelDialog::request() const {
  return {model_->path(),
          data_->path(),
          labels_->path(),
          dataKey_->text().trimmed(),
          labelsKey_->text().trimmed(),
          preprocessing_->text().trimmed(),
          labelsFrom_->value()};
}

// What was checked is no longer what is in the fields.
void OpenModelDialog::invalidate() {
  inspection_.cancel();
  info_.reset();
  setBusy(false);
  banner_->clear();
  summary_->clear();
  samples_->forget();
  open_->setEnabled(false);
  check_->setEnabled(!model_->path().isEmpty() && engine_.found());
  check_->setDefault(true);
  if (!engine_.found()) {
    banner_->setMessage(Tone::Bad, engine_.problem);
  }
}

void OpenModelDialog::check() {
  if (!engine_.found() || model_->path().isEmpty()) {
    return;
  }
  invalidate();
  setBusy(true);
  inspection_.start(engine_.program, request());
}

void OpenModelDialog::setBusy(bool busy) {
  QSizePolicy policy = busy_->sizePolicy();
  policy.setRetainSizeWhenHidden(true);
  busy_->setSizePolicy(policy);
  busy_->setVisible(busy);
}

void OpenModelDialog::showFailure(const QString& sentence) {
  setBusy(false);
  banner_->setMessage(Tone::Bad, sentence);
}

void OpenModelDialog::showInfo(const ModelInfo& info) {
  setBusy(false);
  info_ = info;
  QStringList rows;
  const auto row = [&](const QString& name, const QString& value) {
    rows << QStringLiteral("<tr><td style='padding-right:18px'>%1</td><td>%2</td></tr>")
                .arg(name, value.toHtmlEscaped());
  };
  if (info.data) {
    row(tr("Accuracy"), accuracyText(*info.data));
    row(tr("Data"), tr("%1 samples of %2, %3")
                        .arg(countText(info.data->samples), prettyShape(info.data->sampleShape),
                             info.data->elementType));
  }
  row(tr("Model"),
      tr("input %1, %2 classes, %3 layers, %4 parameters")
          .arg(prettyShape(info.inputShape), countText(info.classes),
               countText(static_cast<qint64>(info.layers.size())), countText(info.parameters)));
  row(tr("Mutable units"), countText(info.units));
  summary_->setText(QStringLiteral("<table>%1</table>").arg(rows.join(QString())));
  samples_->showSamples(info);
  QStringList warnings = info.warnings;
  if (info.data && isNearChance(*info.data) && warnings.isEmpty()) {
    warnings << tr(
        "The accuracy is near chance: are preprocessing, data and labels those of this model?");
  }
  if (!info.data) {
    warnings << tr("Without data the layers can be looked at, but nothing can be run.");
  }
  banner_->setMessage(
      warnings.isEmpty() ? Tone::Good : Tone::Warning,
      warnings.isEmpty() ? tr("The model and its data fit together.") : warnings.join('\n'));
  open_->setEnabled(true);
  open_->setDefault(true);
  resize(size().expandedTo(sizeHint()));
}

}  // namespace maacc
