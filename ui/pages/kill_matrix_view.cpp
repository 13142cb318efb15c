#include "ui/pages/kill_matrix_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <algorithm>
#include <numeric>

#include "ui/models/mutant_table_model.h"
#include "ui/plots/matrix_map.h"
#include "ui/text.h"
#include "ui/widgets/panels.h"

namespace maacc {
namespace {

constexpr double kZoomStep = 2;

// By true class, then in the order of the data: classes are visible as stripes.
std::vector<int32_t> inputsByClass(const Baseline& baseline) {
  std::vector<int32_t> inputs(baseline.correctInputs.size());
  std::iota(inputs.begin(), inputs.end(), 0);
  std::stable_sort(inputs.begin(), inputs.end(), [&](int32_t a, int32_t b) {
    return baseline.correctLabels[static_cast<size_t>(a)] <
           baseline.correctLabels[static_cast<size_t>(b)];
  });
  return inputs;
}

QString verdictWord(ClassVerdict verdict) {
  switch (verdict) {
    case ClassVerdict::Killed:
      return KillMatrixView::tr("killed");
    case ClassVerdict::Undecided:
      return KillMatrixView::tr("undecided");
    case ClassVerdict::Spared:
      break;
  }
  return KillMatrixView::tr("not killed");
}

}  // namespace

KillMatrixView::KillMatrixView(const MutantTableModel& mutants, QWidget* parent)
    : ResultsView(parent),
      mutants_(mutants),
      columns_(new QComboBox),
      map_(new MatrixMap(tr("Kill matrix: mutants by classes or inputs"))),
      hovered_(new QLabel),
      note_(makeNote({})) {
  columns_->addItems({tr("Mutants × classes"), tr("Mutants × inputs")});
  columns_->setAccessibleName(tr("Columns of the kill matrix"));
  columns_->setObjectName("matrixColumns");
  map_->setObjectName("killMatrix");
  auto* choices = new QHBoxLayout;
  choices->addWidget(columns_);
  const auto addButton = [&](const QString& text, const QString& help, auto&& run) {
    auto* button = new QToolButton;
    button->setText(text);
    button->setToolTip(help);
    button->setAccessibleName(help);
    choices->addWidget(button);
    connect(button, &QToolButton::clicked, this, run);
  };
  addButton(QStringLiteral("+"), tr("Zoom in (+ or wheel)"),
            [this] { map_->zoom(kZoomStep, QPointF(map_->rect().center())); });
  addButton(QStringLiteral("−"), tr("Zoom out (− or wheel)"),
            [this] { map_->zoom(1 / kZoomStep, QPointF(map_->rect().center())); });
  addButton(tr("All"), tr("Show the whole matrix (0)"), [this] { map_->showAll(); });
  choices->addSpacing(8);
  choices->addWidget(hovered_, 1);
  hovered_->setMinimumWidth(80);
  hovered_->setTextFormat(Qt::PlainText);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addLayout(choices);
  layout->addWidget(map_, 1);
  layout->addWidget(note_);
  connect(columns_, &QComboBox::currentIndexChanged, this, &KillMatrixView::refresh);
  connect(map_, &MatrixMap::cellHovered, hovered_, &QLabel::setText);
  connect(map_, &MatrixMap::cellChosen, this, &KillMatrixView::choose);
}

void KillMatrixView::runChanged() {
  map_->setData({});
  rows_.reset();
  if (session() != nullptr) {
    connect(&session()->evidence(), &KillEvidenceReader::changed, this, &KillMatrixView::refresh,
            Qt::UniqueConnection);
  }
}

bool KillMatrixView::byInputs() const {
  return columns_->currentIndex() == 1 && session()->evidence().evidence() != nullptr;
}

void KillMatrixView::fill() {
  const QString rows =
      tr("Rows are the %1 mutants of the table, in its order and with its filters; "
         "its columns of killed classes hold the same as text.")
          .arg(countText(mutants_.rowCount()));
  rows_ = std::make_shared<const std::vector<uint32_t>>(mutants_.order());
  if (columns_->currentIndex() == 1) {
    session()->requestEvidence();
    const KillEvidenceReader& reader = session()->evidence();
    if (reader.evidence() == nullptr) {
      map_->setData({});
      note_->setText(reader.problem().isEmpty() ? tr("Reading the killing inputs …")
                                                : reader.problem());
      return;
    }
    map_->setData(inputData());
    note_->setText(tr("%1 Columns are inputs, by true class.").arg(rows));
    return;
  }
  map_->setData(classData());
  const bool trueClass = session()->description().settings.criterion == KillCriterion::TrueClass;
  note_->setText(trueClass ? tr("%1 Columns are classes, killed by true class.").arg(rows)
                           : tr("%1 Columns are classes, killed by predicted class.").arg(rows));
}

MatrixMapData KillMatrixView::classData() const {
  MatrixMapData matrix;
  matrix.rows = static_cast<int64_t>(rows_->size());
  matrix.columns = session()->description().baseline.classes;
  matrix.paint = [rows = rows_, kills = mutants_.kills()](const CellRange& range, QSize size) {
    return paintClassKills(kills, *rows, range, size);
  };
  matrix.columnName = [](int64_t column) { return tr("class %1").arg(column); };
  matrix.describe = [this](int64_t row, int64_t column) {
    const uint32_t mutant = (*rows_)[static_cast<size_t>(row)];
    const bool tested = mutants_.verdictOf(mutant) != Verdict::Untested;
    return tr("%1 × class %2: %3")
        .arg(QString::fromStdString(session()->description().plan.mutants[mutant].id.text))
        .arg(column)
        .arg(tested ? verdictWord(mutants_.kills().of(mutant, static_cast<int>(column)))
                    : verdictText(Verdict::Untested));
  };
  return matrix;
}

MatrixMapData KillMatrixView::inputData() {
  const Baseline& baseline = session()->description().baseline;
  inputOfColumn_ = inputsByClass(baseline);
  std::vector<int32_t> columnOf(inputOfColumn_.size());
  for (size_t column = 0; column < inputOfColumn_.size(); ++column) {
    columnOf[static_cast<size_t>(inputOfColumn_[column])] = static_cast<int32_t>(column);
  }
  MatrixMapData matrix;
  matrix.rows = static_cast<int64_t>(rows_->size());
  matrix.columns = static_cast<int64_t>(inputOfColumn_.size());
  matrix.paint = [rows = rows_, columnOf = std::move(columnOf),
                  evidence = session()->evidence().evidence()](const CellRange& range, QSize size) {
    return paintInputKills(*evidence, *rows, columnOf, range, size);
  };
  matrix.describe = [this](int64_t row, int64_t column) {
    const uint32_t mutant = (*rows_)[static_cast<size_t>(row)];
    const auto input = static_cast<size_t>(inputOfColumn_[static_cast<size_t>(column)]);
    const RunDescription& run = session()->description();
    const QString what = tr("%1 × input %2 of class %3")
                             .arg(QString::fromStdString(run.plan.mutants[mutant].id.text))
                             .arg(run.baseline.correctInputs[input])
                             .arg(run.baseline.correctLabels[input]);
    const auto evidence = session()->evidence().evidence();
    const auto flips = evidence ? evidence->byMutant.of(mutant) : std::span<const Flip>();
    for (const Flip& flip : flips) {
      if (flip.input == static_cast<int32_t>(input)) {
        return tr("%1: taken for class %2").arg(what).arg(flip.predictedClass);
      }
    }
    return tr("%1: not flipped").arg(what);
  };
  return matrix;
}

void KillMatrixView::choose(qint64 row, qint64 column) {
  if (rows_ == nullptr || row < 0 || row >= static_cast<qint64>(rows_->size())) {
    return;
  }
  emit mutantChosen((*rows_)[static_cast<size_t>(row)]);
  if (byInputs()) {
    emit inputChosen(inputOfColumn_[static_cast<size_t>(column)]);
  }
}

}  // namespace maacc
