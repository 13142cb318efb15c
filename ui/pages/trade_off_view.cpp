#include "ui/pages/trade_off_view.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/export/chart_figure_dialog.h"
#include "ui/export/latex_copy.h"
#include "ui/plots/scatter_chart.h"
#include "ui/text.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr double kFigureMargin = 4;
constexpr int kChartWidth = 460;
constexpr int kTableWidth = 340;
constexpr int kStrategyWidth = 150;

}  // namespace

TradeOffView::TradeOffView(QWidget* parent)
    : QWidget(parent),
      writing_(this),
      points_(tradeOffColumns(), this),
      measure_(new QComboBox),
      criterion_(new QComboBox),
      averages_(new QAction(tr("The paper's &averages"), this)),
      chart_(new ScatterChart),
      table_(new QTableView),
      note_(makeNote({})) {
  chart_->setAccessibleName(tr("Saving against error; the table beside it has the numbers"));
  chart_->setObjectName("tradeOffChart");
  prepareTable(*table_, tr("Saving against error"));
  table_->setObjectName("tradeOffTable");
  table_->setModel(&points_);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->horizontalHeader()->setStretchLastSection(true);
  nameLatexCopy(*table_, QStringLiteral("trade-off"), 2, [this] {
    return chart_->scatter().xTitle + QStringLiteral("; ") + chart_->scatter().yTitle;
  });
  auto* parts = new QSplitter;
  parts->addWidget(chart_);
  parts->addWidget(table_);
  parts->setStretchFactor(0, 3);
  parts->setStretchFactor(1, 2);
  parts->setChildrenCollapsible(false);
  parts->setSizes({kChartWidth, kTableWidth});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addLayout(makeChoices());
  layout->addWidget(parts, 1);
  layout->addWidget(note_);
  connect(chart_, &ScatterChart::pointSelected, this,
          [this](int point) { point >= 0 ? table_->selectRow(point) : table_->clearSelection(); });
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            chart_->select(current.isValid() ? current.row() : -1);
          });
}

QLayout* TradeOffView::makeChoices() {
  measure_->setAccessibleName(tr("What is saved"));
  measure_->setObjectName("savingMeasure");
  for (const SavingMeasure& choice : savingMeasures()) {
    measure_->addItem(tr("Saved: %1").arg(choice.title));
  }
  criterion_->setAccessibleName(tr("Criterion of the score"));
  criterion_->setObjectName("tradeOffCriterion");
  for (const KillCriterion choice : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
    criterion_->addItem(QString::fromStdString(criterionName(choice)));
  }
  auto* figure = new QPushButton(tr("Ex&port figure…"));
  figure->setObjectName("exportTradeOff");
  auto* row = new FlowLayout;
  row->addWidget(measure_);
  row->addWidget(criterion_);
  row->addWidget(makeTableMenu());
  row->addWidget(figure);
  connect(measure_, &QComboBox::currentIndexChanged, this, &TradeOffView::show);
  connect(criterion_, &QComboBox::currentIndexChanged, this, &TradeOffView::show);
  connect(figure, &QPushButton::clicked, this, &TradeOffView::askForFigure);
  return row;
}

QWidget* TradeOffView::makeTableMenu() {
  auto* menu = new QMenu(this);
  menu->setToolTipsVisible(true);
  QAction* sweep = menu->addAction(tr("A s&weep's table…"), this, &TradeOffView::sweepRequested);
  sweep->setObjectName("addSweep");
  sweep->setToolTip(tr("The rows of strategies.csv, which maacc sweep writes"));
  QAction* published = menu->addAction(tr("The &published results of this model…"), this,
                                       &TradeOffView::publishedRequested);
  published->setObjectName("addPublished");
  published->setToolTip(tr("From the folder of the paper's result tables, vanilla.csv and others"));
  averages_->setObjectName("paperAverages");
  averages_->setCheckable(true);
  averages_->setToolTip(
      tr("What Lyons and Ghanbari (ICST 2025) state for their two methods over eight models"));
  menu->addAction(averages_);
  connect(averages_, &QAction::toggled, this, &TradeOffView::show);
  auto* button = makeButton("add", tr("Add po&ints"));
  button->setObjectName("addPoints");
  button->setMenu(menu);
  return button;
}

const SavingMeasure& TradeOffView::measure() const {
  return savingMeasures()[static_cast<size_t>(measure_->currentIndex())];
}

KillCriterion TradeOffView::criterion() const {
  return criterion_->currentIndex() == 0 ? KillCriterion::TrueClass : KillCriterion::PredictedClass;
}

void TradeOffView::setCriterion(KillCriterion criterion) {
  criterion_->setCurrentIndex(criterion == KillCriterion::TrueClass ? 0 : 1);
}

void TradeOffView::setComparison(std::shared_ptr<const RunSetComparison> set) {
  set_ = std::move(set);
  show();
}

void TradeOffView::setSweep(std::vector<StrategyPoint> points, const QString& path) {
  tables_.sweep = std::move(points);
  sweepPath_ = path;
  show();
}

void TradeOffView::setPublished(std::vector<StrategyPoint> points, const QString& folder) {
  tables_.published = std::move(points);
  publishedFolder_ = folder;
  if (!tables_.published.empty()) {
    setCriterion(tables_.published.front().criterion);
  }
  show();
}

void TradeOffView::show() {
  tables_.averages = averages_->isChecked();
  Scatter scatter = tradeOff(set_.get(), tables_, measure(), criterion());
  points_.setRows(tradeOffRows(scatter));
  table_->resizeColumnsToContents();
  table_->setColumnWidth(0, std::min(table_->columnWidth(0), kStrategyWidth));
  note_->setText(notes(scatter.points.empty()).join(' '));
  chart_->setScatter(std::move(scatter));
}

QStringList TradeOffView::notes(bool isEmpty) const {
  QStringList notes;
  if (isEmpty) {
    notes << tr("No run has both a saving and an error of this kind.");
  }
  const bool isOfTables = measure().isOfTables;
  if (!tables_.sweep.empty()) {
    const QString name = QFileInfo(sweepPath_).fileName();
    notes << (isOfTables
                  ? tr("With the rows of %1, which does not say of which model they are.").arg(name)
                  : tr("The rows of %1 know no such saving and are left out.").arg(name));
  }
  const bool isPredicted = criterion() == KillCriterion::PredictedClass;
  if ((!tables_.published.empty() || tables_.averages) && !(isOfTables && isPredicted)) {
    notes << tr("Published points are known for evaluated pairs and the predicted class alone.");
  } else if (tables_.averages) {
    notes << tr(
        "The paper's averages are relative errors with their sign, times the base's "
        "score: single errors are larger.");
  }
  notes << tr(
      "Right and low is good. Larger marks are means of runs that differ in the seed alone, "
      "with their standard deviation.");
  return notes;
}

void TradeOffView::askForFigure() {
  auto* dialog =
      new ChartFigureDialog(tr("Export the trade-off"), QDir::home().filePath("trade-off"), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    const FigureOptions options = dialog->options();
    writing_.start(
        [options, style = dialog->style(), scatter = chart_->scatter(),
         title = tr("Saving against error")] {
          exportFigure(options, title, [&](QPainter& painter, const QSizeF& points) {
            const QRectF sheet(QPointF(), points);
            ScatterPainter(
                scatter,
                sheet.adjusted(kFigureMargin, kFigureMargin, -kFigureMargin, -kFigureMargin), style)
                .paint(painter, -1);
          });
          return options.path;
        },
        [this](const QString& path) { emit written(path); },
        [this](const QString& sentence) { emit problem(sentence); });
  });
  dialog->open();
}

}  // namespace maacc
