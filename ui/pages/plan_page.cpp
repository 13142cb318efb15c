#include "ui/pages/run_settings_panel.h"

#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>
#include <limits>

#include "ui/pages/open_model_dialog.h"
#include "ui/text.h"
#include "ui/widgets/file_field.h"
#include "ui/widgets/operator_picker.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/strategy_picker.h"

namespace maacc {

RunSettingsPanel::RunSettingsPanel(QWidget* parent)
    : QWidget(parent), header_(new PageHeader), operators_(new OperatorPicker) {
  auto* operatorGroup = new QGroupBox(tr("Mutation operators"));
  (new QVBoxLayout(operatorGroup))->addWidget(operators_);
  auto* lower = new QHBoxLayout;
  lower->addWidget(makeStrategyGroup(), 3);
  lower->addWidget(makeLayerGroup(), 3);
  lower->addWidget(makeVerdictGroup(), 3);
  lower->addWidget(makeMachineGroup(), 3);

  auto* content = new QWidget;
  auto* inner = new QVBoxLayout(content);
  inner->setContentsMargins(16, 4, 16, 4);
  inner->addWidget(operatorGroup, 1);
  inner->addLayout(lower, 0);
  auto* scroll = new QScrollArea;
  scroll->setWidget(content);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  header_->setContentsMargins(16, 14, 16, 0);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(header_);
  layout->addWidget(scroll, 1);
  layout->addWidget(makeFooter());
  connect(operators_, &OperatorPicker::changed, this, &RunSettingsPanel::updateSummary);
  connect(layers_, &QListWidget::itemChanged, this, &RunSettingsPanel::updateSummary);
  connect(operators_, &OperatorPicker::changed, this, &RunSettingsPanel::populationChanged);
  connect(seed_, &QSpinBox::valueChanged, this, &RunSettingsPanel::populationChanged);
}

QWidget* RunSettingsPanel::makeStrategyGroup() {
  auto* group = new QGroupBox(tr("Which mutants are tested"));
  strategy_ = new StrategyPicker;
  (new QVBoxLayout(group))->addWidget(strategy_);
  connect(strategy_, &StrategyPicker::changed, this, &RunSettingsPanel::updateSummary);
  connect(strategy_, &StrategyPicker::clustersPageRequested, this,
          &RunSettingsPanel::clustersPageRequested);
  return group;
}

QWidget* RunSettingsPanel::makeLayerGroup() {
  auto* group = new QGroupBox(tr("Layers to mutate"));
  layers_ = new QListWidget;
  layers_->setAccessibleName(tr("Layers to mutate"));
  layers_->setSizeAdjustPolicy(QAbstractScrollArea::AdjustIgnored);
  layers_->setMinimumHeight(110);
  layers_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
  (new QVBoxLayout(group))->addWidget(layers_);
  return group;
}

QWidget* RunSettingsPanel::makeVerdictGroup() {
  auto* group = new QGroupBox(tr("Verdicts"));
  auto* form = new QFormLayout(group);
  criterion_ = new QComboBox;
  criterion_->addItem(tr("True class"), static_cast<int>(KillCriterion::TrueClass));
  criterion_->addItem(tr("Predicted class"), static_cast<int>(KillCriterion::PredictedClass));
  evidence_ = new QComboBox;
  evidence_->addItem(tr("Score only (fastest)"), static_cast<int>(Evidence::Score));
  evidence_->addItem(tr("Every killing input"), static_cast<int>(Evidence::Inputs));
  limit_ = new QSpinBox;
  limit_->setRange(0, std::numeric_limits<int>::max());
  limit_->setSpecialValueText(tr("all"));
  limit_->setGroupSeparatorShown(true);
  seed_ = new QSpinBox;
  seed_->setRange(0, std::numeric_limits<int>::max());
  form->addRow(tr("&Kill criterion"), criterion_);
  form->addRow(tr("&Evidence"), evidence_);
  form->addRow(tr("First &inputs"), limit_);
  form->addRow(tr("&Seed"), seed_);
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
  connect(limit_, &QSpinBox::valueChanged, this, &RunSettingsPanel::updateSummary);
  return group;
}

QWidget* RunSettingsPanel::makeMachineGroup() {
  auto* group = new QGroupBox(tr("Machine and file"));
  auto* form = new QFormLayout(group);
  device_ = new QComboBox;
  threads_ = new QSpinBox;
  threads_->setRange(0, 1024);
  threads_->setSpecialValueText(tr("automatic"));
  output_ =
      new FileField(FileField::Purpose::Save, tr("Run file"), tr("Runs (*.maacc);;All files (*)"));
  form->addRow(tr("&Device"), device_);
  form->addRow(tr("&Threads"), threads_);
  form->addRow(tr("&Run file"), output_);
  form->addRow({}, makeNote(tr("Verdicts depend neither on device nor on threads.")));
  setDevices({});
  connect(output_, &FileField::pathChanged, this, &RunSettingsPanel::updateSummary);
  return group;
}

QWidget* RunSettingsPanel::makeFooter() {
  auto* footer = new QWidget;
  auto* layout = new QHBoxLayout(footer);
  layout->setContentsMargins(16, 8, 16, 12);
  summary_ = new QLabel;
  summary_->setWordWrap(true);
  start_ = makeButton("run", tr("Start r&un"));
  start_->setObjectName("startRun");
  start_->setMinimumHeight(34);
  start_->setDefault(true);
  layout->addWidget(summary_, 1);
  layout->addWidget(start_);
  connect(start_, &QPushButton::clicked, this, [this] { emit startRequested(request()); });
  return footer;
}

void RunSettingsPanel::setModel(const ModelInfo& info) {
  if (info_ && info_->hash != info.hash) {
    strategy_->forgetClusters();
  }
  info_ = info;
  header_->setTitle(
      tr("New run of %1").arg(info.name()),
      info.data
          ? tr("%1 with %2").arg(accuracyText(*info.data), QFileInfo(info.data->path).fileName())
          : tr("No data chosen"));
  {
    const QSignalBlocker quiet(layers_);
    layers_->clear();
    for (const LayerInfo* layer : info.weighted()) {
      auto* item = new QListWidgetItem(
          tr("%1, units: %2")
              .arg(QString::fromStdString(layer->summary.name), countText(layer->summary.units)),
          layers_);
      item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
      item->setCheckState(Qt::Checked);
    }
  }
  output_->setPath(suggestRunPath(info.request.modelPath));
  updateSummary();
}

void RunSettingsPanel::setDevices(const QStringList& devices) {
  const QString before = device_->currentData().toString();
  device_->clear();
  device_->addItem(tr("Automatic"), QStringLiteral("auto"));
  // The engine says "cuda:0 NVIDIA H200"; its option wants the first word.
  for (const QString& device : devices) {
    device_->addItem(device, device.section(' ', 0, 0));
  }
  device_->setCurrentIndex(qMax(0, device_->findData(before)));
}

std::vector<const LayerInfo*> RunSettingsPanel::chosenLayers() const {
  std::vector<const LayerInfo*> chosen;
  if (!info_) {
    return chosen;
  }
  const std::vector<const LayerInfo*> all = info_->weighted();
  for (int row = 0; row < layers_->count(); ++row) {
    if (layers_->item(row)->checkState() == Qt::Checked) {
      chosen.push_back(all[static_cast<size_t>(row)]);
    }
  }
  return chosen;
}

qint64 RunSettingsPanel::mutantCount() const {
  qint64 count = 0;
  for (const Operator& op : operators_->operators()) {
    for (const LayerInfo* layer : chosenLayers()) {
      count += layer->mutantCount(op.kind);
    }
  }
  return count;
}

RunRequest RunSettingsPanel::request() const {
  RunRequest request;
  request.model = info_ ? info_->request : ModelRequest{};
  request.operators = operators_->operatorTexts();
  const std::vector<const LayerInfo*> chosen = chosenLayers();
  if (static_cast<int>(chosen.size()) < layers_->count()) {
    for (const LayerInfo* layer : chosen) {
      // The engine's list is separated by commas, and takes numbers as well.
      const QString name = QString::fromStdString(layer->summary.name);
      request.layers << (name.contains(',') ? QString::number(layer->summary.weightedLayer) : name);
    }
  }
  request.reduction = strategy_->settings();
  // Cuts of layers and operators that the run leaves out would be mistakes in it.
  std::erase_if(request.reduction.treeCuts, [&](const TreeCut& cut) {
    const bool layer = std::any_of(chosen.begin(), chosen.end(), [&](const LayerInfo* info) {
      return info->summary.weightedLayer == cut.weightedLayer;
    });
    return !layer || !(cut.operatorText.empty() ||
                       request.operators.contains(QString::fromStdString(cut.operatorText)));
  });
  request.criterion = static_cast<KillCriterion>(criterion_->currentData().toInt());
  request.evidence = static_cast<Evidence>(evidence_->currentData().toInt());
  request.seed = static_cast<quint64>(seed_->value());
  request.limitInputs = limit_->value();
  request.threads = threads_->value();
  request.device = device_->currentData().toString();
  request.runPath = output_->path();
  return request;
}

std::optional<qint64> RunSettingsPanel::testedCount() const {
  const ReductionSettings reduction = strategy_->settings();
  const bool neurons = reduction.strategy == Strategy::NeuronClusters;
  switch (reduction.strategy) {
    case Strategy::Exhaustive:
    case Strategy::TwoPhase:
      return mutantCount();
    case Strategy::Sample:
      return qRound64(static_cast<double>(mutantCount()) * reduction.sampleFraction);
    case Strategy::NeuronClusters:
    case Strategy::MutantClusters:
      break;
  }
  // The output layer is the last one; whole clusters leave it out.
  const bool leavesOutput = neurons && reduction.neuronMode == NeuronClusterMode::Together;
  qint64 count = 0;
  for (const LayerInfo* layer : chosenLayers()) {
    if (leavesOutput && layer == info_->weighted().back()) {
      continue;
    }
    for (const Operator& op : operators_->operators()) {
      const int items = layer->mutantCount(op.kind);
      const ClusterCut cut =
          cutOfTree(neurons ? reduction.neuronCut : reduction.mutantCut, reduction.treeCuts,
                    layer->summary.weightedLayer, neurons ? std::string() : operatorText(op));
      if (cut.kind == CutKind::Height || cut.kind == CutKind::SimilarityThreshold) {
        return std::nullopt;
      }
      count += items > 0 ? clusterCount(cut, items) : 0;
    }
  }
  return count;
}

QString RunSettingsPanel::obstacle() const {
  if (!info_) return tr("Open a model first.");
  if (!info_->data) return tr("A run needs data: choose Change data on the model's page.");
  if (operators_->operators().empty()) return tr("Choose at least one operator.");
  if (chosenLayers().empty()) return tr("Choose at least one layer.");
  if (output_->path().isEmpty()) return tr("Name the run file.");
  if (QFileInfo::exists(output_->path()))
    return tr("The run file exists already: choose another name.");
  return {};
}

void RunSettingsPanel::updateSummary() {
  const QString why = obstacle();
  start_->setEnabled(why.isEmpty());
  if (!why.isEmpty()) {
    summary_->setText(why);
    return;
  }
  qint64 units = 0;
  for (const LayerInfo* layer : chosenLayers()) {
    units += layer->summary.units;
  }
  const qint64 inputs = limit_->value() > 0 ? qMin<qint64>(limit_->value(), info_->data->samples)
                                            : info_->data->samples;
  const auto operators = static_cast<qint64>(operators_->operators().size());
  const std::optional<qint64> tested = testedCount();
  const QString mutants =
      tested == mutantCount() ? tr("<b>%1 mutants</b>").arg(countText(mutantCount()))
      : tested ? tr("<b>%1 of %2 mutants</b>").arg(countText(*tested), countText(mutantCount()))
               : tr("<b>some of %1 mutants</b>").arg(countText(mutantCount()));
  summary_->setText(tr("%1 from %2 units and %3 operators, tested with the correctly classified "
                       "among %4 inputs")
                        .arg(mutants, countText(units), countText(operators), countText(inputs)));
}

}  // namespace maacc
