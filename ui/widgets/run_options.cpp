#include "ui/widgets/run_options.h"

#include <QComboBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QSpinBox>
#include <QVBoxLayout>
#include <limits>

#include "ui/widgets/file_field.h"
#include "ui/widgets/panels.h"

namespace maacc {

RunOptions::RunOptions(QWidget* parent)
    : QWidget(parent),
      criterion_(new QComboBox),
      evidence_(new QComboBox),
      limit_(new QSpinBox),
      seed_(new QSpinBox),
      device_(new QComboBox),
      threads_(new QSpinBox),
      output_(new FileField(
          FileField::Purpose::Save, tr("Run file"), tr("Runs (*.maacc);;All files (*)"))) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(makeVerdictGroup());
  layout->addWidget(makeMachineGroup());
  setDevices({});
  for (const QComboBox* box : {criterion_, evidence_, device_}) {
    connect(box, &QComboBox::currentIndexChanged, this, &RunOptions::changed);
  }
  for (const QSpinBox* field : {limit_, seed_, threads_}) {
    connect(field, &QSpinBox::valueChanged, this, &RunOptions::changed);
  }
  connect(seed_, &QSpinBox::valueChanged, this, &RunOptions::seedChanged);
  connect(output_, &FileField::pathChanged, this, &RunOptions::changed);
}

QWidget* RunOptions::makeVerdictGroup() {
  auto* group = new QGroupBox(tr("Verdicts"));
  auto* form = new QFormLayout(group);
  criterion_->addItem(tr("True class"), static_cast<int>(KillCriterion::TrueClass));
  criterion_->addItem(tr("Predicted class"), static_cast<int>(KillCriterion::PredictedClass));
  evidence_->addItem(tr("Score only (fastest)"), static_cast<int>(Evidence::Score));
  evidence_->addItem(tr("Every killing input"), static_cast<int>(Evidence::Inputs));
  limit_->setRange(0, std::numeric_limits<int>::max());
  limit_->setSpecialValueText(tr("all"));
  limit_->setGroupSeparatorShown(true);
  limit_->setObjectName("limitInputs");
  seed_->setRange(0, std::numeric_limits<int>::max());
  seed_->setObjectName("seed");
  form->addRow(tr("&Kill criterion"), criterion_);
  form->addRow(tr("Evide&nce"), evidence_);
  form->addRow(tr("First in&puts"), limit_);
  form->addRow(tr("See&d"), seed_);
  evidence_->setToolTip(
      tr("With every killing input kept, both criteria are exact and the inspector can show which "
         "inputs "
         "kill a mutant. It takes longer: a mutant that is already decided is tested to the end."));
  seed_->setToolTip(
      tr("Decides the draws of random operators. The same seed gives the same mutants on every "
         "machine."));
  criterion_->setToolTip(
      tr("Which class a flipped input kills: its true class (DeepMutation's definition), or the "
         "class that "
         "the mutant predicts (what the published DEEPMAACC program counts). With the evidence "
         "\"Score only\" the other criterion is not evaluated."));
  return group;
}

QWidget* RunOptions::makeMachineGroup() {
  auto* group = new QGroupBox(tr("Machine and file"));
  auto* form = new QFormLayout(group);
  threads_->setRange(0, 1024);
  threads_->setSpecialValueText(tr("automatic"));
  group->setToolTip(tr("Verdicts depend neither on device nor on threads."));
  form->addRow(tr("Dev&ice"), device_);
  form->addRow(tr("&Threads"), threads_);
  form->addRow(tr("Run fi&le"), output_);
  return group;
}

void RunOptions::setDevices(const QStringList& devices) {
  const QString before = device_->currentData().toString();
  device_->clear();
  device_->addItem(tr("Automatic"), QStringLiteral("auto"));
  // The engine says "cuda:0 NVIDIA H200"; its option wants the first word.
  for (const QString& device : devices) {
    device_->addItem(device, device.section(' ', 0, 0));
  }
  device_->setCurrentIndex(qMax(0, device_->findData(before)));
}

void RunOptions::setRunPath(const QString& path) { output_->setPath(path); }

QString RunOptions::runPath() const { return output_->path(); }

void RunOptions::fill(RunRequest& request) const {
  request.criterion = static_cast<KillCriterion>(criterion_->currentData().toInt());
  request.evidence = static_cast<Evidence>(evidence_->currentData().toInt());
  request.seed = static_cast<quint64>(seed_->value());
  request.limitInputs = limit_->value();
  request.threads = threads_->value();
  request.device = device_->currentData().toString();
  request.runPath = output_->path();
}

}  // namespace maacc
