#include "ui/pages/model_page.h"

#include <QDir>
#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include "ui/pages/model_figures.h"
#include "ui/pages/open_model_dialog.h"
#include "ui/text.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {

QWidget* makeEmptyState(const QString& title, const QString& text, QPushButton* action) {
  auto* page = new QWidget;
  auto* layout = new QVBoxLayout(page);
  auto* heading = makeHeading(title);
  QLabel* note = makeNote(text);
  heading->setAlignment(Qt::AlignCenter);
  note->setAlignment(Qt::AlignCenter);
  layout->addStretch(2);
  layout->addWidget(heading);
  layout->addWidget(note);
  layout->addSpacing(8);
  layout->addWidget(action, 0, Qt::AlignHCenter);
  layout->addStretch(3);
  return page;
}

ModelPage::ModelPage(QWidget* parent) : QWidget(parent), layers_(this), stack_(new QStackedWidget) {
  auto* open = makeButton("model", tr("Open model…"));
  stack_->addWidget(makeEmptyState(
      tr("No model is open"),
      tr("Open a trained network with its test data, or drop its file on this window."), open));
  stack_->addWidget(makeContent());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(stack_);
  connect(open, &QPushButton::clicked, this, &ModelPage::openModelRequested);
}

QWidget* ModelPage::makeContent() {
  auto* content = new QWidget;
  header_ = new PageHeader;
  banner_ = new Banner;
  auto* changeData = makeButton("data", tr("Change data…"));
  newRun_ = makeButton("run", tr("New run…"));
  newRun_->setObjectName("newRun");
  newRun_->setDefault(true);
  header_->actions()->addWidget(changeData);
  header_->actions()->addWidget(newRun_);
  accuracy_ = new StatTile(tr("Accuracy"));
  data_ = new StatTile(tr("Data"));
  input_ = new StatTile(tr("Input → classes"));
  parameters_ = new StatTile(tr("Parameters"));
  units_ = new StatTile(tr("Mutable units"));
  auto* tiles = new QHBoxLayout;
  for (StatTile* tile : {accuracy_, data_, input_, parameters_, units_}) {
    tiles->addWidget(tile, 1);
  }
  figures_ = new ModelFigures;
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(16, 14, 16, 14);
  layout->setSpacing(10);
  layout->addWidget(header_);
  layout->addWidget(banner_);
  layout->addLayout(tiles);
  layout->addWidget(makeTable(), 1);
  layout->addWidget(figures_);
  connect(newRun_, &QPushButton::clicked, this, &ModelPage::newRunRequested);
  connect(changeData, &QPushButton::clicked, this, &ModelPage::changeDataRequested);
  return content;
}

QWidget* ModelPage::makeTable() {
  table_ = new QTableView;
  prepareTable(*table_, tr("Layers"));
  table_->setModel(&layers_);
  table_->verticalHeader()->show();
  table_->horizontalHeader()->setSectionResizeMode(LayerTableModel::Why, QHeaderView::Stretch);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (current.isValid()) {
              figures_->showWeightsOf(
                  QString::fromStdString(layers_.layer(current.row()).summary.name));
              emit layerSelected(layers_.layer(current.row()));
            }
          });
  return table_;
}

void ModelPage::setModel(const ModelInfo& info) {
  stack_->setCurrentIndex(1);
  header_->setTitle(info.name(), QDir::toNativeSeparators(info.request.modelPath));
  banner_->setMessage(Tone::Warning, info.warnings.join('\n'));
  newRun_->setEnabled(info.data.has_value() && info.units > 0);
  newRun_->setToolTip(info.data ? QString() : tr("A run needs data: choose Change data."));
  showSummary(info);
  figures_->setModel(info);
  layers_.setLayers(info.layers);
  for (int column = 0; column < LayerTableModel::Why; ++column) {
    table_->resizeColumnToContents(column);
    table_->setColumnWidth(column, table_->columnWidth(column) + 14);
  }
}

void ModelPage::showSummary(const ModelInfo& info) {
  input_->setValue(tr("%1 → %2").arg(prettyShape(info.inputShape)).arg(info.classes));
  parameters_->setValue(countText(info.parameters), tr("layers: %1").arg(info.layers.size()));
  units_->setValue(countText(info.units), tr("layers: %1").arg(info.weighted().size()));
  if (info.data) {
    accuracy_->setValue(
        percentText(info.data->accuracy),
        tr("%1 of %2 correct").arg(countText(info.data->correct), countText(info.data->checked)));
    data_->setValue(
        countText(info.data->samples),
        tr("%1, %2%3")
            .arg(prettyShape(info.data->sampleShape), info.data->elementType,
                 info.data->preprocessing.isEmpty() ? QString() : ", " + info.data->preprocessing));
  } else {
    accuracy_->setValue(dashText(), tr("no data chosen"));
    data_->setValue(dashText());
  }
}

void ModelPage::selectLayer(const QString& name) {
  for (int row = 0; row < layers_.rowCount(); ++row) {
    if (QString::fromStdString(layers_.layer(row).summary.name) == name) {
      table_->selectRow(row);
      return;
    }
  }
}

}  // namespace maacc
