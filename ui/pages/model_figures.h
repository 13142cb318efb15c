#pragma once

#include <QWidget>
#include <vector>

#include "core/analysis/weight_histogram.h"
#include "ui/jobs/background_task.h"
#include "ui/jobs/model_info.h"
#include "ui/models/text_table_model.h"

class QTableView;

namespace maacc {

class CountChart;
class SampleStrip;

struct LayerWeights {
  QString layer;
  WeightHistogram histogram;
};
// Of the layers with mutable units, kernels without biases.
std::vector<LayerWeights> layerWeights(const Network& network);

// Samples per class and the weights of a layer, as charts and as numbers.
class ModelFigures : public QWidget {
  Q_OBJECT

 public:
  explicit ModelFigures(QWidget* parent = nullptr);

  void setModel(const ModelInfo& info);
  void showWeightsOf(const QString& layer);  // a layer without weights changes nothing

 private:
  QWidget* makeCharts();
  QWidget* makeNumbers();
  void showClasses(const ModelInfo& info);
  void showWeights();

  std::vector<LayerWeights> weights_;
  QString layer_;
  QString modelPath_;
  TextTableModel classRows_;
  TextTableModel weightRows_;
  SampleStrip* strip_;
  CountChart* classChart_;
  CountChart* weightChart_;
  BackgroundTask reading_;
};

}  // namespace maacc
