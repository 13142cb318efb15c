#include "ui/widgets/cut_list.h"

#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>
#include <map>

#include "ui/jobs/strategy_arguments.h"
#include "ui/text.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int kHeight = 120;

QString numberText(const std::optional<int64_t>& number) {
  return number ? countText(*number) : QStringLiteral("?");
}

TextRow rowOf(const QString& tree,
              int64_t items,
              const std::optional<int64_t>& clusters,
              const std::optional<int64_t>& tested) {
  TextRow row;
  row.isMuted = tested == 0;
  row.cells = {tree, countText(items), row.isMuted ? dashText() : numberText(clusters),
               row.isMuted ? CutList::tr("left out") : numberText(tested)};
  return row;
}

// A tree of a layer's units serves all operators.
std::vector<TextRow> layerRows(const ModelInfo& info, const PlanCounts& counts) {
  std::map<int, std::vector<const PlannedCell*>> byLayer;
  for (const PlannedCell& cell : counts.cells) {
    byLayer[cell.weightedLayer].push_back(&cell);
  }
  const std::vector<const LayerInfo*> layers = info.weighted();
  std::vector<TextRow> rows;
  for (const auto& [position, cells] : byLayer) {
    std::optional<int64_t> tested = 0;
    for (const PlannedCell* cell : cells) {
      tested = tested && cell->tested ? std::optional(*tested + *cell->tested) : std::nullopt;
    }
    const LayerSummary& layer = layers.at(static_cast<size_t>(position))->summary;
    rows.push_back(
        rowOf(QString::fromStdString(layer.name), layer.units, cells.front()->tested, tested));
  }
  return rows;
}

std::vector<TextRow> operatorRows(const ModelInfo& info, const PlanCounts& counts) {
  const std::vector<const LayerInfo*> layers = info.weighted();
  std::vector<TextRow> rows;
  for (const PlannedCell& cell : counts.cells) {
    const LayerSummary& layer = layers.at(static_cast<size_t>(cell.weightedLayer))->summary;
    rows.push_back(rowOf(QString::fromStdString(layer.name + ' ' + operatorText(cell.op)),
                         cell.mutants, cell.tested, cell.tested));
  }
  return rows;
}

}  // namespace

CutList::CutList(QWidget* parent)
    : QGroupBox(tr("Cuts of the page Clusters"), parent),
      method_(makeNote({})),
      view_(new QTableView) {
  prepareTable(*view_, tr("Cuts of the page Clusters"));
  view_->setObjectName("cutTable");
  view_->setModel(&model_);
  view_->setFixedHeight(kHeight);
  view_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  view_->horizontalHeader()->setStretchLastSection(true);
  auto* change = new QPushButton(tr("Chan&ge the cuts…"));
  change->setObjectName("changeCuts");
  auto* drop = new QPushButton(tr("Dr&op the cuts"));
  drop->setObjectName("dropCuts");
  drop->setToolTip(tr("Back to one rule for all layers; the page Clusters keeps its cuts"));
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(change);
  buttons->addWidget(drop);
  buttons->addStretch();
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(method_);
  layout->addWidget(view_);
  layout->addLayout(buttons);
  connect(change, &QPushButton::clicked, this, &CutList::changeRequested);
  connect(drop, &QPushButton::clicked, this, &CutList::dropRequested);
}

void CutList::setCuts(const ModelInfo& info,
                      const ReductionSettings& settings,
                      const PlanCounts& counts) {
  method_->setText(strategyText(settings));
  const bool neurons = settings.strategy == Strategy::NeuronClusters;
  model_.setTable({{neurons ? tr("Layer") : tr("Layer and operator"), {}, false},
                   {neurons ? tr("Units") : tr("Mutants"), {}, true},
                   {tr("Clusters"), {}, true},
                   {tr("Mutants tested"), {}, true}},
                  neurons ? layerRows(info, counts) : operatorRows(info, counts));
}

}  // namespace maacc
