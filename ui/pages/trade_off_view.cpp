#include "ui/pages/trade_off_view.h"

#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
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
  auto* sweep = makeButton("add", tr("Add s&weep table…"));
  sweep->setObjectName("addSweep");
  sweep->setToolTip(tr("Draws the rows of strategies.csv, which maacc sweep writes, as well"));
  auto* figure = new QPushButton(tr("Ex&port figure…"));
  figure->setObjectName("exportTradeOff");
  auto* row = new QHBoxLayout;
  row->addWidget(measure_);
  row->addWidget(criterion_);
  row->addStretch(1);
  row->addWidget(sweep);
  row->addWidget(figure);
  connect(measure_, &QComboBox::currentIndexChanged, this, &TradeOffView::show);
  connect(criterion_, &QComboBox::currentIndexChanged, this, &TradeOffView::show);
  connect(sweep, &QPushButton::clicked, this, &TradeOffView::sweepRequested);
  connect(figure, &QPushButton::clicked, this, &TradeOffView::askForFigure);
  return row;
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
  sweep_ = std::move(points);
  sweepPath_ = path;
  show();
}

void TradeOffView::show() {
  Scatter scatter = tradeOff(set_.get(), sweep_, measure(), criterion());
  points_.setRows(tradeOffRows(scatter));
  table_->resizeColumnsToContents();
  table_->setColumnWidth(0, std::min(table_->columnWidth(0), kStrategyWidth));
  QStringList notes;
  if (scatter.points.empty()) {
    notes << tr("No run has both a saving and an error of this kind.");
  }
  if (!sweep_.empty()) {
    notes << (measure().isOfSweeps
                  ? tr("With the rows of %1, which does not say of which model they are.")
                        .arg(QFileInfo(sweepPath_).fileName())
                  : tr("The rows of %1 know no such saving and are left out.")
                        .arg(QFileInfo(sweepPath_).fileName()));
  }
  notes << tr(
      "Right and low is good. Larger marks are means of runs that differ in the seed alone, "
      "with their standard deviation.");
  note_->setText(notes.join(' '));
  chart_->setScatter(std::move(scatter));
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
