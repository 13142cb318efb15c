#include "ui/widgets/strategy_picker.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/jobs/strategy_arguments.h"
#include "ui/widgets/panels.h"

namespace maacc {
namespace {

constexpr double kPercent = 100;
enum Rule { ByNumber, FromPage };

}  // namespace

StrategyPicker::StrategyPicker(QWidget* parent)
    : QWidget(parent), strategy_(new QComboBox), options_(new QStackedWidget) {
  strategy_->setObjectName("strategy");
  strategy_->setAccessibleName(tr("Which mutants are tested"));
  const auto add = [&](Strategy strategy, QWidget* page) {
    strategy_->addItem(strategyTitle(strategy), static_cast<int>(strategy));
    options_->addWidget(page);
  };
  add(Strategy::Exhaustive, makeExhaustive());
  add(Strategy::Sample, makeSample());
  add(Strategy::NeuronClusters, makeNeurons());
  add(Strategy::MutantClusters, makeMutants());
  add(Strategy::TwoPhase, makeTwoPhase());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(strategy_);
  layout->addWidget(options_);
  layout->addStretch();
  showRules();
  connect(strategy_, &QComboBox::currentIndexChanged, options_, &QStackedWidget::setCurrentIndex);
  connect(options_, &QStackedWidget::currentChanged, this, &StrategyPicker::fitOptions);
  fitOptions();
  for (QComboBox* box : {neuronRule_, mutantRule_, neuronMode_}) {
    connect(box, &QComboBox::currentIndexChanged, this, &StrategyPicker::showRules);
  }
  for (const auto* box : findChildren<QComboBox*>()) {
    connect(box, &QComboBox::currentIndexChanged, this, &StrategyPicker::changed);
  }
  for (const auto* field : findChildren<QDoubleSpinBox*>()) {
    connect(field, &QDoubleSpinBox::valueChanged, this, &StrategyPicker::changed);
  }
  connect(unitsPerCluster_, &QSpinBox::valueChanged, this, &StrategyPicker::changed);
}

QDoubleSpinBox* StrategyPicker::addPercent(QFormLayout& form,
                                           const QString& label,
                                           const QString& name) {
  auto* field = new QDoubleSpinBox;
  field->setObjectName(name);
  field->setRange(0.01, kPercent);
  field->setDecimals(2);
  field->setSuffix(tr(" %"));
  form.addRow(label, field);
  return field;
}

QDoubleSpinBox* StrategyPicker::addUntil(QFormLayout& form, const QString& name) {
  auto* field = new QDoubleSpinBox;
  field->setObjectName(name);
  field->setRange(0, 50);
  field->setDecimals(2);
  field->setSingleStep(0.5);
  field->setSpecialValueText(tr("no, stop there"));
  field->setPrefix(QStringLiteral("± "));
  field->setSuffix(tr(" points"));
  field->setToolTip(
      tr("Tests more mutants until the interval of the score is that narrow (percentage points)"));
  form.addRow(tr("Test more until"), field);
  return field;
}

QLabel* StrategyPicker::addClustersNote(QFormLayout& form) {
  QLabel* note = makeNote({});
  note->setTextFormat(Qt::RichText);
  note->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
  connect(note, &QLabel::linkActivated, this, [this] { emit clustersPageRequested(); });
  form.addRow(note);
  return note;
}

QWidget* StrategyPicker::makeExhaustive() {
  auto* page = new QWidget;
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(makeNote(tr("The score is counted, not estimated.")));
  layout->addStretch();
  return page;
}

QWidget* StrategyPicker::makeSample() {
  auto* page = new QWidget;
  auto* form = new QFormLayout(page);
  form->setContentsMargins(0, 0, 0, 0);
  fraction_ = addPercent(*form, tr("Share of the mutants"), "sampleFraction");
  fraction_->setValue(ReductionSettings().sampleFraction * kPercent);
  fraction_->setToolTip(tr("Drawn at random from every layer and operator"));
  sampleUntil_ = addUntil(*form, "sampleUntil");
  form->addRow(makeNote(tr("The score is an estimate with an interval.")));
  return page;
}

QWidget* StrategyPicker::makeNeurons() {
  auto* page = new QWidget;
  auto* form = new QFormLayout(page);
  form->setContentsMargins(0, 0, 0, 0);
  neuronRule_ = new QComboBox;
  neuronRule_->setObjectName("neuronRule");
  neuronRule_->addItem(tr("Units per cluster"));
  neuronMode_ = new QComboBox;
  neuronMode_->addItem(tr("Whole clusters, as published"),
                       static_cast<int>(NeuronClusterMode::Together));
  neuronMode_->addItem(tr("One unit of each"), static_cast<int>(NeuronClusterMode::Representative));
  unitsPerCluster_ = new QSpinBox;
  unitsPerCluster_->setRange(1, 100000);
  unitsPerCluster_->setValue(static_cast<int>(ReductionSettings().neuronCut.value));
  form->addRow(tr("Clusters by"), neuronRule_);
  form->addRow(tr("Units per cluster"), unitsPerCluster_);
  form->addRow(tr("Mutate"), neuronMode_);
  neuronUntil_ = addUntil(*form, "neuronUntil");
  neuronNote_ = addClustersNote(*form);
  return page;
}

QWidget* StrategyPicker::makeMutants() {
  auto* page = new QWidget;
  auto* form = new QFormLayout(page);
  form->setContentsMargins(0, 0, 0, 0);
  mutantRule_ = new QComboBox;
  mutantRule_->setObjectName("mutantRule");
  mutantRule_->addItem(tr("Share of the mutants"));
  form->addRow(tr("Clusters by"), mutantRule_);
  mutantShare_ = addPercent(*form, tr("Clusters per mutants"), "mutantShare");
  mutantShare_->setValue(ReductionSettings().mutantCut.value * kPercent);
  mutantUntil_ = addUntil(*form, "mutantUntil");
  mutantNote_ = addClustersNote(*form);
  return page;
}

QWidget* StrategyPicker::makeTwoPhase() {
  auto* page = new QWidget;
  auto* form = new QFormLayout(page);
  form->setContentsMargins(0, 0, 0, 0);
  budget_ = addPercent(*form, tr("Share of the evaluations"), "twoPhaseBudget");
  budget_->setValue(ReductionSettings().budget * kPercent);
  form->addRow(makeNote(
      tr("Every mutant meets the few inputs that are likely to kill it; what stays open is "
         "estimated from a sample of the rest.")));
  return page;
}

// As high as the options that are seen, and not as the largest.
void StrategyPicker::fitOptions() {
  for (int i = 0; i < options_->count(); ++i) {
    const bool seen = i == options_->currentIndex();
    options_->widget(i)->setSizePolicy(QSizePolicy::Preferred,
                                       seen ? QSizePolicy::Preferred : QSizePolicy::Ignored);
  }
  options_->updateGeometry();
}

void StrategyPicker::showRules() {
  const auto show = [this](const std::optional<ReductionSettings>& plan, const QComboBox* rule,
                           std::initializer_list<QWidget*> own, QLabel* note) {
    const bool fromPage = plan && rule->currentIndex() == FromPage;
    for (QWidget* field : own) {
      field->setEnabled(!fromPage);
    }
    note->setText(fromPage
                      ? tr("%1. <a href=\"clusters\">Change the cut…</a>").arg(strategyText(*plan))
                      : tr("<a href=\"clusters\">Choose the cut with the mouse…</a>"));
  };
  show(neuronPlan_, neuronRule_, {unitsPerCluster_, neuronMode_}, neuronNote_);
  show(mutantPlan_, mutantRule_, {mutantShare_}, mutantNote_);
  const bool together =
      neuronPlan_ && neuronRule_->currentIndex() == FromPage
          ? neuronPlan_->neuronMode == NeuronClusterMode::Together
          : neuronMode_->currentData().toInt() == static_cast<int>(NeuronClusterMode::Together);
  neuronUntil_->setEnabled(!together);
}

Strategy StrategyPicker::strategy() const {
  return static_cast<Strategy>(strategy_->currentData().toInt());
}

ReductionSettings StrategyPicker::settings() const {
  ReductionSettings settings;
  settings.strategy = strategy();
  switch (settings.strategy) {
    case Strategy::Exhaustive:
      break;
    case Strategy::Sample:
      settings.sampleFraction = fraction_->value() / kPercent;
      settings.tolerance = sampleUntil_->value() / kPercent;
      break;
    case Strategy::NeuronClusters:
      if (neuronPlan_ && neuronRule_->currentIndex() == FromPage) {
        settings = *neuronPlan_;
      } else {
        settings.neuronCut = {CutKind::UnitsPerCluster,
                              static_cast<double>(unitsPerCluster_->value())};
        settings.neuronMode = static_cast<NeuronClusterMode>(neuronMode_->currentData().toInt());
      }
      settings.tolerance = neuronUntil_->isEnabled() ? neuronUntil_->value() / kPercent : 0;
      break;
    case Strategy::MutantClusters:
      if (mutantPlan_ && mutantRule_->currentIndex() == FromPage) {
        settings = *mutantPlan_;
      } else {
        settings.mutantCut = {CutKind::Fraction, mutantShare_->value() / kPercent};
      }
      settings.tolerance = mutantUntil_->value() / kPercent;
      break;
    case Strategy::TwoPhase:
      settings.budget = budget_->value() / kPercent;
      break;
  }
  return settings;
}

bool StrategyPicker::usesClusters() const {
  switch (strategy()) {
    case Strategy::NeuronClusters:
      return neuronPlan_ && neuronRule_->currentIndex() == FromPage;
    case Strategy::MutantClusters:
      return mutantPlan_ && mutantRule_->currentIndex() == FromPage;
    default:
      return false;
  }
}

void StrategyPicker::setClusters(const ReductionSettings& settings) {
  const bool neurons = settings.strategy == Strategy::NeuronClusters;
  QComboBox* rule = neurons ? neuronRule_ : mutantRule_;
  (neurons ? neuronPlan_ : mutantPlan_) = settings;
  if (rule->count() == FromPage) {
    rule->addItem(tr("As cut on the page Clusters"));
  }
  rule->setCurrentIndex(FromPage);
  strategy_->setCurrentIndex(strategy_->findData(static_cast<int>(settings.strategy)));
  showRules();
  emit changed();
}

void StrategyPicker::forgetClusters() {
  neuronPlan_.reset();
  mutantPlan_.reset();
  for (QComboBox* rule : {neuronRule_, mutantRule_}) {
    rule->setCurrentIndex(ByNumber);
    if (rule->count() > FromPage) {
      rule->removeItem(FromPage);
    }
  }
  showRules();
  emit changed();
}

}  // namespace maacc
