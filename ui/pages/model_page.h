#pragma once

#include <QWidget>
#include <optional>

#include "ui/jobs/model_info.h"
#include "ui/models/layer_table_model.h"

class QPushButton;
class QStackedWidget;
class QTableView;

namespace maacc {

class Banner;
class ModelFigures;
class PageHeader;
class StatTile;

// One model: its layers, and how good it is on its data.
class ModelPage : public QWidget {
  Q_OBJECT

 public:
  explicit ModelPage(QWidget* parent = nullptr);

  void setModel(const ModelInfo& info);
  void selectLayer(const QString& name);
  LayerTableModel& layerModel() { return layers_; }

 signals:
  void newRunRequested();
  void changeDataRequested();
  void openModelRequested();
  void layerSelected(const maacc::LayerInfo& layer);

 private:
  QWidget* makeContent();
  QWidget* makeTable();
  void showSummary(const ModelInfo& info);

  LayerTableModel layers_;
  QStackedWidget* stack_;
  PageHeader* header_;
  Banner* banner_;
  StatTile* accuracy_;
  StatTile* data_;
  StatTile* input_;
  StatTile* parameters_;
  StatTile* units_;
  QTableView* table_;
  ModelFigures* figures_;
  QPushButton* newRun_;
};

// A page with nothing to show says what to do instead.
QWidget* makeEmptyState(const QString& title, const QString& text, QPushButton* action);

}  // namespace maacc
