#include "ui/pages/plan_page.h"

#include <QFileInfo>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/jobs/command_text.h"
#include "ui/pages/model_page.h"
#include "ui/pages/open_model_dialog.h"
#include "ui/text.h"
#include "ui/widgets/command_panel.h"
#include "ui/widgets/cost_panel.h"
#include "ui/widgets/cut_list.h"
#include "ui/widgets/operator_picker.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/run_options.h"
#include "ui/widgets/strategy_picker.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int kTableHeight = 130;

}  // namespace

PlanPage::PlanPage(QWidget* parent)
    : QWidget(parent),
      table_(this),
      stack_(new QStackedWidget),
      header_(new PageHeader),
      operators_(new OperatorPicker),
      strategy_(new StrategyPicker),
      cuts_(new CutList),
      options_(new RunOptions),
      cost_(new CostPanel),
      command_(new CommandPanel) {
  auto* open = makeButton("model", tr("Open model…"));
  stack_->addWidget(makeEmptyState(tr("Nothing to plan yet"),
                                   tr("A run needs a model and its test data."), open));
  stack_->addWidget(makeContent());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(stack_);
  connect(open, &QPushButton::clicked, this, &PlanPage::openModelRequested);
  connectParts();
}

QWidget* PlanPage::makeContent() {
  const auto grouped = [](const QString& title, QWidget* content) {
    auto* group = new QGroupBox(title);
    (new QVBoxLayout(group))->addWidget(content);
    return group;
  };
  cuts_->hide();
  auto* left = new QVBoxLayout;
  auto* right = new QVBoxLayout;
  auto* row = new QHBoxLayout;
  row->addLayout(left, 5);
  row->addLayout(right, 3);
  auto* parts = new QWidget;
  auto* rows = new QVBoxLayout(parts);
  rows->setContentsMargins(16, 4, 16, 4);
  rows->addWidget(grouped(tr("Mutation operators"), operators_), 3);
  rows->addLayout(row, 2);
  // In the order in which the Tab key goes through them.
  right->addWidget(grouped(tr("Which mutants are tested"), strategy_));
  right->addWidget(cuts_);
  left->addWidget(makeTableGroup(), 1);
  right->addWidget(options_);
  right->addStretch();
  left->addWidget(cost_);
  left->addWidget(command_);
  auto* scroll = new QScrollArea;
  scroll->setWidget(parts);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(0, 0, 0, 0);
  header_->setContentsMargins(16, 14, 16, 0);
  layout->addWidget(header_);
  layout->addWidget(scroll, 1);
  layout->addWidget(makeFooter());
  return content;
}

QWidget* PlanPage::makeTableGroup() {
  view_ = new QTableView;
  prepareTable(*view_, tr("Mutants by layer and operator"));
  view_->setObjectName("planTable");
  view_->setModel(&table_);
  view_->setMinimumHeight(kTableHeight);
  view_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
  view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view_->horizontalHeader()->setStretchLastSection(true);
  auto* group = new QGroupBox(tr("Mutants by layer and operator; checked layers are mutated"));
  (new QVBoxLayout(group))->addWidget(view_);
  return group;
}

QWidget* PlanPage::makeFooter() {
  auto* footer = new QWidget;
  auto* layout = new QHBoxLayout(footer);
  layout->setContentsMargins(16, 8, 16, 12);
  summary_ = new QLabel;
  summary_->setObjectName("planSummary");
  summary_->setWordWrap(true);
  start_ = makeButton("run", tr("Start r&un"));
  start_->setObjectName("startRun");
  start_->setToolTip(tr("Ctrl+Return"));
  start_->setMinimumHeight(34);
  start_->setDefault(true);
  layout->addWidget(summary_, 1);
  layout->addWidget(start_);
  return footer;
}

void PlanPage::connectParts() {
  connect(operators_, &OperatorPicker::changed, this, &PlanPage::showPlan);
  connect(operators_, &OperatorPicker::changed, this, &PlanPage::populationChanged);
  connect(strategy_, &StrategyPicker::changed, this, &PlanPage::showPlan);
  connect(strategy_, &StrategyPicker::clustersPageRequested, this,
          &PlanPage::clustersPageRequested);
  connect(cuts_, &CutList::changeRequested, this, &PlanPage::clustersPageRequested);
  connect(cuts_, &CutList::dropRequested, strategy_, &StrategyPicker::forgetClusters);
  connect(&table_, &PlanTableModel::layerChosen, this, &PlanPage::chooseLayer);
  connect(options_, &RunOptions::changed, this, &PlanPage::showPlan);
  connect(options_, &RunOptions::seedChanged, this, &PlanPage::populationChanged);
  connect(command_, &CommandPanel::copied, this,
          [this] { emit said(tr("The command line is on the clipboard.")); });
  connect(start_, &QPushButton::clicked, this, &PlanPage::start);
}

void PlanPage::setModel(const ModelInfo& info) {
  const bool sameModel = info_ && info_->hash == info.hash;
  const bool samePath = info_ && info_->request.modelPath == info.request.modelPath;
  info_ = info;
  if (!sameModel) {
    chosen_.clear();
    for (const LayerInfo* layer : info.weighted()) {
      chosen_.insert(layer->summary.weightedLayer);
    }
    strategy_->forgetClusters();
  }
  if (!samePath || QFileInfo::exists(options_->runPath())) {
    suggestPath();
  }
  header_->setTitle(
      tr("Plan of a run of %1").arg(info.name()),
      info.data
          ? tr("%1 with %2").arg(accuracyText(*info.data), QFileInfo(info.data->path).fileName())
          : tr("No data chosen"));
  stack_->setCurrentIndex(1);
  showPlan();
}

void PlanPage::setDevices(const QStringList& devices) { options_->setDevices(devices); }

void PlanPage::setEngine(const QString& program) {
  engine_ = program;
  showPlan();
}

void PlanPage::setRuns(const std::vector<const RunSession*>& runs) {
  speeds_.read(runs, info_ ? &*info_ : nullptr);
  if (info_) {
    showFooter();
  }
}

void PlanPage::suggestPath() {
  options_->setRunPath(suggestRunPath(info_->request.modelPath, started_));
}

void PlanPage::chooseLayer(int weightedLayer, bool chosen) {
  if (chosen) {
    chosen_.insert(weightedLayer);
  } else {
    chosen_.erase(weightedLayer);
  }
  showPlan();
}

std::vector<const LayerInfo*> PlanPage::chosenLayers() const {
  std::vector<const LayerInfo*> layers =
      info_ ? info_->weighted() : std::vector<const LayerInfo*>();
  std::erase_if(layers, [this](const LayerInfo* layer) {
    return !chosen_.contains(layer->summary.weightedLayer);
  });
  return layers;
}

QStringList PlanPage::chosenLayerNames() const {
  const std::vector<const LayerInfo*> all = info_->weighted();
  QStringList names;
  for (const LayerInfo* layer : all) {
    names << QString::fromStdString(layer->summary.name);
  }
  QStringList chosen;
  for (size_t i = 0; i < all.size() && chosen_.size() < all.size(); ++i) {
    if (chosen_.contains(all[i]->summary.weightedLayer)) {
      // The engine's list is separated by commas, and takes numbers as well.
      const QString& name = names[static_cast<qsizetype>(i)];
      const bool usable = !name.contains(',') && names.count(name) == 1;
      chosen << (usable ? name : QString::number(all[i]->summary.weightedLayer));
    }
  }
  return chosen;
}

RunRequest PlanPage::request() const {
  RunRequest request;
  if (info_) {
    request.model = info_->request;
    request.layers = chosenLayerNames();
  }
  request.operators = operators_->operatorTexts();
  request.reduction = strategy_->settings();
  // Cuts of layers and operators that the run leaves out would be mistakes in it.
  std::erase_if(request.reduction.treeCuts, [&](const TreeCut& cut) {
    return !chosen_.contains(cut.weightedLayer) ||
           !(cut.operatorText.empty() ||
             request.operators.contains(QString::fromStdString(cut.operatorText)));
  });
  options_->fill(request);
  return request;
}

QString PlanPage::obstacle() const {
  if (!info_) return tr("Open a model first.");
  if (!info_->data) return tr("A run needs data: choose Change data on the model's page.");
  if (engine_.isEmpty()) return tr("The engine maacc was not found: see the page Welcome.");
  if (operators_->operators().empty()) return tr("Choose at least one operator.");
  if (chosen_.empty()) return tr("Choose at least one layer.");
  if (work_.counts.mutants == 0)
    return tr("These operators make no mutants of the chosen layers: the table says why.");
  if (work_.counts.tested == 0)
    return tr(
        "Whole clusters leave output layers out, and no other layer is chosen: choose more layers, "
        "or one unit of each cluster.");
  if (options_->runPath().isEmpty()) return tr("Name the run file.");
  if (QFileInfo::exists(options_->runPath()))
    return tr("The run file exists already: choose another name.");
  return {};
}

bool PlanPage::canStart() const { return start_->isEnabled(); }

void PlanPage::start() {
  showPlan();
  if (!canStart()) {
    return;
  }
  const RunRequest planned = request();
  started_ << planned.runPath;
  suggestPath();
  emit startRequested(planned);
}

void PlanPage::showPlan() {
  if (!info_) {
    return;
  }
  const RunRequest planned = request();
  work_ = planWork(*info_, chosenLayers(), operators_->operators(), planned);
  showTable();
  cuts_->setVisible(strategy_->usesClusters());
  if (strategy_->usesClusters()) {
    cuts_->setCuts(*info_, planned.reduction, work_.counts);
  }
  command_->setCommand(engine_.isEmpty() ? QString()
                                         : shellCommand(engine_, runArguments(planned)));
  showFooter();
}

void PlanPage::showTable() {
  const int columns = table_.columnCount();
  table_.setPlan(*info_, chosen_, operators_->operators(), work_.counts);
  if (columns != table_.columnCount()) {
    view_->resizeColumnsToContents();
  }
}

void PlanPage::showFooter() {
  const std::optional<TimeForecast> time = forecastTime(work_, speeds_.known());
  cost_->setCost(work_, time);
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
  const QString all = countText(work_.counts.mutants);
  const QString mutants =
      work_.counts.tested == work_.counts.mutants ? tr("<b>%1 mutants</b>").arg(all)
      : work_.counts.tested
          ? tr("<b>%1 of %2 mutants</b>").arg(countText(*work_.counts.tested), all)
          : tr("<b>some of %1 mutants</b>").arg(all);
  QString text = tr("%1 from %2 units and %3 operators, tested with %4 inputs")
                     .arg(mutants, countText(units), countText(work_.operators.size()),
                          work_.inputsAreEstimated ? tr("about %1").arg(countText(work_.inputs))
                                                   : countText(work_.inputs));
  if (time) {
    text += tr(": %1").arg(forecastText(*time));
  }
  summary_->setText(text);
}

}  // namespace maacc
