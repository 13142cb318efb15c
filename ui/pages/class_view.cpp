#include "ui/pages/class_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <array>
#include <utility>

#include "ui/models/mutant_table_model.h"
#include "ui/pages/kept_input.h"
#include "ui/text.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int kPicturePixels = 28;
constexpr int kCellPixels = 46;

// Inputs of the true class that some mutant takes for the predicted one.
std::vector<int32_t> inputsOfCell(const KillEvidence& evidence,
                                  const std::vector<int32_t>& labels,
                                  int trueClass,
                                  int predictedClass) {
  std::vector<bool> in(labels.size());
  for (int64_t mutant = 0; mutant < evidence.byMutant.mutants(); ++mutant) {
    for (const Flip& flip : evidence.byMutant.of(mutant)) {
      const auto input = static_cast<size_t>(flip.input);
      if (flip.predictedClass == predictedClass && labels[input] == trueClass) {
        in[input] = true;
      }
    }
  }
  std::vector<int32_t> inputs;
  for (size_t input = 0; input < in.size(); ++input) {
    if (in[input]) {
      inputs.push_back(static_cast<int32_t>(input));
    }
  }
  return inputs;
}

}  // namespace

ClassView::ClassView(const MutantTableModel& mutants, QWidget* parent)
    : ResultsView(parent),
      mutants_(mutants),
      banner_(new Banner),
      stack_(new QStackedWidget),
      matrix_(this),
      inputs_(this),
      finding_(this) {
  stack_->addWidget(makeMatrix());
  stack_->addWidget(makeTotals());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addWidget(banner_);
  layout->addWidget(stack_, 1);
}

QWidget* ClassView::makeMatrix() {
  count_ = new QComboBox;
  count_->addItems(
      {tr("Count pairs of a mutant and an input"), tr("Count mutants"), tr("Count inputs")});
  count_->setAccessibleName(tr("What the cells count"));
  matrixView_ = new QTableView;
  prepareTable(*matrixView_, tr("True class by the class that mutants take it for"));
  matrixView_->setObjectName("classMatrix");
  matrixView_->setModel(&matrix_);
  matrixView_->setItemDelegate(new ShadeDelegate(ClassMatrixModel::ShadeRole, matrixView_));
  matrixView_->setSelectionBehavior(QAbstractItemView::SelectItems);
  matrixView_->setSelectionMode(QAbstractItemView::SingleSelection);
  matrixView_->setAlternatingRowColors(false);
  matrixView_->verticalHeader()->show();
  matrixView_->horizontalHeader()->setDefaultAlignment(Qt::AlignCenter);
  matrixView_->horizontalHeader()->setMinimumSectionSize(kCellPixels);
  matrixView_->horizontalHeader()->setDefaultSectionSize(kCellPixels);
  chosen_ = makeNote({});
  inputsView_ = new QTableView;
  prepareTable(*inputsView_, tr("Inputs of the chosen cell"));
  inputsView_->setObjectName("classInputs");
  inputsView_->setModel(&inputs_);
  inputs_.setPictureSize(kPicturePixels);
  inputsView_->setIconSize({kPicturePixels, kPicturePixels});
  inputsView_->verticalHeader()->setDefaultSectionSize(kPicturePixels + 4);
  inputsView_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  inputsView_->setColumnHidden(InputTableModel::Adds, true);
  auto* side = new QWidget;
  auto* sideLayout = new QVBoxLayout(side);
  sideLayout->setContentsMargins(8, 0, 0, 0);
  sideLayout->addWidget(chosen_);
  sideLayout->addWidget(inputsView_, 1);
  auto* splitter = new QSplitter;
  splitter->addWidget(matrixView_);
  splitter->addWidget(side);
  splitter->setStretchFactor(0, 3);
  splitter->setStretchFactor(1, 2);
  splitter->setChildrenCollapsible(false);
  auto* page = new QWidget;
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(count_, 0, Qt::AlignLeft);
  layout->addWidget(splitter, 1);
  connect(count_, &QComboBox::currentIndexChanged, this,
          [this](int count) { matrix_.setCount(static_cast<ClassMatrixModel::Count>(count)); });
  connect(matrixView_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          &ClassView::chooseCell);
  connect(inputsView_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& index) {
            if (index.isValid() && !restoring_) {
              emit inputChosen(inputs_.inputAt(index.row()));
            }
          });
  return page;
}

QWidget* ClassView::makeTotals() {
  totals_ = new QStandardItemModel(this);
  totalsView_ = new QTableView;
  prepareTable(*totalsView_, tr("Mutants that kill each class"));
  totalsView_->setObjectName("classTotals");
  totalsView_->setModel(totals_);
  totalsView_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  totalsView_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  connect(totalsView_, &QTableView::activated, this,
          [this](const QModelIndex& index) { emit classChosen(index.row()); });
  return totalsView_;
}

void ClassView::runChanged() {
  finding_.cancel();
  matrix_.setEvidence(nullptr);
  inputs_.setRun(nullptr, nullptr);
  totals_->clear();
  chosen_->clear();
  if (session() != nullptr) {
    connect(&session()->evidence(), &KillEvidenceReader::changed, this, &ClassView::refresh,
            Qt::UniqueConnection);
  }
}

void ClassView::fill() {
  session()->requestEvidence();
  KillEvidenceReader& reader = session()->evidence();
  if (reader.evidence() != nullptr) {
    banner_->clear();
    showMatrix();
    return;
  }
  banner_->setMessage(
      Tone::Neutral,
      reader.problem().isEmpty()
          ? tr("Reading the killing inputs …")
          : tr("Which class turned into which is not known. %1").arg(reader.problem()));
  showTotals();
}

void ClassView::showMatrix() {
  stack_->setCurrentIndex(0);
  if (inputs_.run() != &session()->description()) {
    inputs_.setRun(session()->sharedDescription(), &session()->images());
    inputs_.sort(InputTableModel::Margin, Qt::AscendingOrder);
    inputs_.setOnly(std::vector<int32_t>());
  }
  matrix_.setEvidence(session()->evidence().evidence());
  findInputs();
}

void ClassView::chooseCell() {
  if (session() != nullptr && session()->evidence().evidence() != nullptr) {
    inputs_.setOnly(std::vector<int32_t>());
    session()->images().request(session()->description());
    findInputs();
  }
}

void ClassView::findInputs() {
  const auto evidence = session()->evidence().evidence();
  const QModelIndex cell = matrixView_->currentIndex();
  if (!cell.isValid()) {
    finding_.cancel();
    inputs_.setEvidence(evidence);
    chosen_->setText(tr("Rows are true classes, columns what the %1 tested mutants take them for. "
                        "Choose a cell to "
                        "see its inputs.")
                         .arg(countText(session()->tally().total().tested)));
    return;
  }
  chosen_->setText(cell.data(Qt::ToolTipRole).toString());
  finding_.start(
      [evidence, run = session()->sharedDescription(), row = cell.row(), column = cell.column()] {
        return inputsOfCell(*evidence, run->baseline.correctLabels, row, column);
      },
      [this, evidence](std::vector<int32_t>&& inputs) {
        KeptInput kept(*inputsView_, inputs_);
        restoring_ = true;
        inputs_.setEvidence(evidence);
        inputs_.setOnly(std::move(inputs));
        kept.restore();
        restoring_ = false;
      },
      [this](const QString& sentence) { chosen_->setText(sentence); });
}

void ClassView::showTotals() {
  stack_->setCurrentIndex(1);
  const ClassKills& kills = mutants_.kills();
  if (kills.mutants() == 0) {
    // A large run is still being looked through.
    connect(&mutants_, &MutantTableModel::ordered, this, &ClassView::refresh,
            Qt::SingleShotConnection);
    return;
  }
  const std::vector<int64_t> counts = kills.killsByClass();
  const int64_t judged = session()->tally().total().tested - session()->tally().total().errors;
  totals_->setColumnCount(3);
  totals_->setRowCount(static_cast<int>(counts.size()));
  totals_->setHorizontalHeaderLabels(
      {tr("Class"),
       session()->description().settings.criterion == KillCriterion::TrueClass
           ? tr("Mutants that kill it (by true class)")
           : tr("Mutants that kill it (by predicted class)"),
       tr("Share of those with a verdict")});
  for (size_t c = 0; c < counts.size(); ++c) {
    const std::array<QString, 3> cells{
        QString::number(c), countText(counts[c]),
        judged == 0 ? dashText()
                    : percentText(static_cast<double>(counts[c]) / static_cast<double>(judged))};
    for (size_t column = 0; column < cells.size(); ++column) {
      const QModelIndex place = totals_->index(static_cast<int>(c), static_cast<int>(column));
      totals_->setData(place, cells[column]);
      totals_->setData(place, cellAlignment(true), Qt::TextAlignmentRole);
    }
  }
}

}  // namespace maacc
