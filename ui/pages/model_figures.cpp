#include "ui/pages/model_figures.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTabWidget>
#include <QTableView>
#include <algorithm>

#include "ui/jobs/readable_model.h"
#include "ui/plots/count_chart.h"
#include "ui/text.h"
#include "ui/widgets/sample_strip.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int kBins = 40;
constexpr int kDigits = 3;

QString weightText(double weight) { return QString::number(weight, 'g', kDigits); }

TextRow rowOf(const QStringList& cells) {
  TextRow row;
  row.cells = cells;
  return row;
}

QTableView* makeTable(TextTableModel& model, const QString& title, const QString& name) {
  auto* table = new QTableView;
  prepareTable(*table, title);
  table->setObjectName(name);
  table->setModel(&model);
  table->horizontalHeader()->setStretchLastSection(true);
  return table;
}

}  // namespace

std::vector<LayerWeights> layerWeights(const Network& network) {
  std::vector<LayerWeights> weights;
  for (const LayerId id : network.weightedLayers()) {
    const Layer& layer = network.layer(id);
    weights.push_back({QString::fromStdString(layer.name),
                       weightHistogram(unitWeights(layer).kernel->values, kBins)});
  }
  return weights;
}

ModelFigures::ModelFigures(QWidget* parent)
    : QWidget(parent),
      classRows_({{tr("Class"), {}, true}, {tr("Samples"), {}, true}}, this),
      weightRows_({{tr("From"), {}, true}, {tr("To"), {}, true}, {tr("Weights"), {}, true}}, this),
      strip_(new SampleStrip),
      classChart_(new CountChart(tr("Samples per class"))),
      weightChart_(new CountChart(tr("Weights"))),
      reading_(this) {
  auto* tabs = new QTabWidget;
  tabs->setDocumentMode(true);
  tabs->setAccessibleName(tr("Figures of the model"));
  tabs->addTab(makeCharts(), tr("Char&ts"));
  tabs->addTab(makeNumbers(), tr("N&umbers"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(tabs);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

QWidget* ModelFigures::makeCharts() {
  classChart_->setObjectName("classChart");
  weightChart_->setObjectName("weightChart");
  auto* charts = new QWidget;
  auto* row = new QHBoxLayout;
  row->setSpacing(24);
  row->addWidget(classChart_, 1);
  row->addWidget(weightChart_, 1);
  auto* layout = new QVBoxLayout(charts);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addWidget(strip_);
  layout->addLayout(row);
  return charts;
}

QWidget* ModelFigures::makeNumbers() {
  auto* numbers = new QWidget;
  auto* row = new QHBoxLayout(numbers);
  row->setContentsMargins(0, 8, 0, 0);
  row->addWidget(makeTable(classRows_, tr("Samples per class"), "classNumbers"), 1);
  row->addWidget(makeTable(weightRows_, tr("Weights of the selected layer"), "weightNumbers"), 1);
  return numbers;
}

void ModelFigures::setModel(const ModelInfo& info) {
  showClasses(info);
  strip_->showSamples(info);
  weights_.clear();
  layer_.clear();
  showWeights();
  reading_.start([path = info.request.modelPath,
                  shape = info.inputShape] { return layerWeights(readModel(path, shape)); },
                 [this](std::vector<LayerWeights>&& weights) {
                   weights_ = std::move(weights);
                   showWeights();
                 },
                 [](const QString&) {});  // opening the model said what is wrong with it
}

void ModelFigures::showClasses(const ModelInfo& info) {
  QStringList names;
  std::vector<double> counts;
  std::vector<TextRow> rows;
  if (info.data) {
    for (const qint64 count : info.data->labelsPerClass) {
      names << QString::number(names.size());
      counts.push_back(static_cast<double>(count));
      rows.push_back(rowOf({names.last(), countText(count)}));
    }
  }
  classChart_->setBars(names, counts);
  classRows_.setRows(std::move(rows));
}

void ModelFigures::showWeightsOf(const QString& layer) {
  layer_ = layer;
  showWeights();
}

void ModelFigures::showWeights() {
  auto shown = std::find_if(weights_.begin(), weights_.end(),
                            [this](const LayerWeights& entry) { return entry.layer == layer_; });
  shown = shown == weights_.end() ? weights_.begin() : shown;
  if (shown == weights_.end()) {
    weightChart_->setBars({}, {});
    weightRows_.setRows({});
    return;
  }
  const WeightHistogram& histogram = shown->histogram;
  weightChart_->setTitle(
      tr("Weights of %1: %2 ± %3")
          .arg(shown->layer, weightText(histogram.mean), weightText(histogram.deviation)));
  weightChart_->setEnds(weightText(histogram.low), weightText(histogram.high));
  QStringList names;
  std::vector<double> counts;
  std::vector<TextRow> rows;
  for (std::size_t bin = 0; bin < histogram.bins.size(); ++bin) {
    const QString from = weightText(histogram.binStart(bin));
    const QString to = weightText(histogram.binStart(bin + 1));
    names << tr("%1 to %2").arg(from, to);
    counts.push_back(static_cast<double>(histogram.bins[bin]));
    rows.push_back(rowOf({from, to, countText(histogram.bins[bin])}));
  }
  weightChart_->setBars(names, counts);
  weightRows_.setRows(std::move(rows));
}

}  // namespace maacc
