#include "ui/pages/input_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QListView>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>

#include "ui/pages/kept_input.h"
#include "ui/text.h"
#include "ui/widgets/delegates.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int kPicturePixels = 64;
constexpr int kRowPicturePixels = 28;

struct Order {
  InputTableModel::Column column;
  Qt::SortOrder order;
};
constexpr std::array<Order, 5> kOrders = {{{InputTableModel::Kills, Qt::DescendingOrder},
                                           {InputTableModel::Kills, Qt::AscendingOrder},
                                           {InputTableModel::Margin, Qt::AscendingOrder},
                                           {InputTableModel::Adds, Qt::DescendingOrder},
                                           {InputTableModel::Input, Qt::AscendingOrder}}};
constexpr std::array<InputChoice, 4> kChoices = {InputChoice::All, InputChoice::KillsSomething,
                                                 InputChoice::KillsNothing,
                                                 InputChoice::KillingSet};

QString choiceText(InputChoice choice) {
  switch (choice) {
    case InputChoice::KillsSomething:
      return InputView::tr("Kill something");
    case InputChoice::KillsNothing:
      return InputView::tr("Kill nothing");
    case InputChoice::KillingSet:
      return InputView::tr("Killing set");
    case InputChoice::All:
      break;
  }
  return InputView::tr("All inputs");
}

}  // namespace

InputView::InputView(QWidget* parent)
    : ResultsView(parent), model_(this), stack_(new QStackedWidget), note_(makeNote({})) {
  model_.setPictureSize(kPicturePixels);
  stack_->addWidget(makeGrid());
  stack_->addWidget(makeTable());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->addLayout(makeChoices());
  layout->addWidget(stack_, 1);
  layout->addWidget(note_);
}

QLayout* InputView::makeChoices() {
  choice_ = new QComboBox;
  class_ = new QComboBox;
  sort_ = new QComboBox;
  asTable_ = new QToolButton;
  for (const InputChoice choice : kChoices) {
    choice_->addItem(choiceText(choice));
  }
  sort_->addItems({tr("Most kills first"), tr("Fewest kills first"), tr("Smallest margin first"),
                   tr("Order of the killing set"), tr("Order of the data")});
  choice_->setAccessibleName(tr("Which inputs"));
  choice_->setObjectName("inputChoice");
  choice_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  class_->setAccessibleName(tr("Inputs of one class"));
  class_->setObjectName("inputClass");
  sort_->setAccessibleName(tr("Order of the inputs"));
  asTable_->setText(tr("As a table"));
  asTable_->setCheckable(true);
  asTable_->setObjectName("inputsAsTable");
  auto* row = new QHBoxLayout;
  row->addWidget(choice_);
  row->addWidget(class_);
  row->addWidget(sort_);
  row->addStretch();
  row->addWidget(asTable_);
  connect(choice_, &QComboBox::currentIndexChanged, this, [this](int index) {
    model_.setChoice(kChoices[static_cast<size_t>(std::max(0, index))]);
    showNote();
  });
  connect(class_, &QComboBox::currentIndexChanged, this, [this](int index) {
    model_.setTrueClass(index - 1);
    showCounts();
    showNote();
  });
  connect(sort_, &QComboBox::currentIndexChanged, this, [this](int index) {
    const Order& order = kOrders[static_cast<size_t>(std::max(0, index))];
    model_.sort(order.column, order.order);
  });
  connect(asTable_, &QToolButton::toggled, this, [this](bool table) {
    model_.setPictureSize(table ? kRowPicturePixels : kPicturePixels);
    stack_->setCurrentIndex(table ? 1 : 0);
  });
  return row;
}

QListView* InputView::makeGrid() {
  grid_ = new QListView;
  grid_->setModel(&model_);
  grid_->setObjectName("inputGrid");
  grid_->setAccessibleName(tr("Inputs and the number of mutants each kills"));
  grid_->setViewMode(QListView::IconMode);
  grid_->setMovement(QListView::Static);
  grid_->setResizeMode(QListView::Adjust);
  grid_->setUniformItemSizes(true);
  grid_->setSelectionRectVisible(false);
  grid_->setIconSize({kPicturePixels, kPicturePixels});
  const int lines = 2 * grid_->fontMetrics().height();
  grid_->setGridSize({kPicturePixels + 28, kPicturePixels + lines + 14});
  grid_->setItemDelegate(new InputTileDelegate(grid_));
  connect(grid_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          &InputView::chooseRow);
  return grid_;
}

QTableView* InputView::makeTable() {
  table_ = new QTableView;
  prepareTable(*table_, tr("Inputs and the number of mutants each kills"));
  table_->setModel(&model_);
  table_->setObjectName("inputTable");
  table_->setIconSize({kRowPicturePixels, kRowPicturePixels});
  table_->verticalHeader()->setDefaultSectionSize(kRowPicturePixels + 4);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &InputView::chooseRow);
  return table_;
}

void InputView::runChanged() {
  model_.setRun(nullptr, nullptr);
  if (session() == nullptr) {
    return;
  }
  connect(&session()->evidence(), &KillEvidenceReader::changed, this, &InputView::refresh,
          Qt::UniqueConnection);
  connect(&session()->images(), &InputImages::changed, this, &InputView::showNote,
          Qt::UniqueConnection);
}

void InputView::fill() {
  const RunDescription& run = session()->description();
  session()->requestEvidence();
  session()->images().request(run);
  if (model_.run() != &run) {
    model_.setRun(session()->sharedDescription(), &session()->images());
    const QSignalBlocker quiet(class_);
    class_->clear();
    class_->addItem(tr("All classes"));
    for (int c = 0; c < run.baseline.classes; ++c) {
      class_->addItem(tr("Class %1").arg(c));
    }
    model_.setTrueClass(-1);
  }
  KeptInput grid(*grid_, model_);
  KeptInput table(*table_, model_);
  restoring_ = true;
  model_.setEvidence(session()->evidence().evidence());
  const Order& order = kOrders[static_cast<size_t>(std::max(0, sort_->currentIndex()))];
  model_.sort(order.column, order.order);
  grid.restore();
  table.restore();
  restoring_ = false;
  showCounts();
  showNote();
}

void InputView::showCounts() {
  for (size_t i = 0; i < kChoices.size(); ++i) {
    const QString text = choiceText(kChoices[i]);
    const bool known = i == 0 || (session() != nullptr && session()->evidence().evidence());
    choice_->setItemText(
        static_cast<int>(i),
        known ? QStringLiteral("%1 (%2)").arg(text, countText(model_.countOf(kChoices[i]))) : text);
  }
}

void InputView::showNote() {
  if (session() == nullptr || !session()->isLoaded()) {
    return;
  }
  const KillEvidenceReader& reader = session()->evidence();
  QStringList sentences;
  if (reader.evidence() == nullptr) {
    sentences << (reader.problem().isEmpty() ? tr("Reading the killing inputs …")
                                             : reader.problem());
  } else {
    const KillingSet& set = reader.evidence()->killingSet;
    sentences
        << tr("%1 of %2 inputs together kill all %3 mutants that any input kills, and none of "
              "them can be left out (greedy cover: a smaller set may exist).")
               .arg(countText(static_cast<qint64>(set.inputs.size())), countText(model_.inputs()),
                    countText(set.killable));
  }
  if (!session()->images().problem().isEmpty()) {
    sentences << tr("No pictures: %1").arg(session()->images().problem());
  }
  note_->setText(sentences.join(QLatin1Char('\n')));
}

void InputView::chooseRow(const QModelIndex& index) {
  if (index.isValid() && !restoring_) {
    emit inputChosen(model_.inputAt(index.row()));
  }
}

void InputView::select(int32_t input) {
  const int row = model_.rowOfInput(input);
  if (row >= 0) {
    grid_->setCurrentIndex(model_.index(row, 0));
    table_->selectRow(row);
  }
}

}  // namespace maacc
