#include "ui/widgets/mutant_filter_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <numeric>

#include "ui/text.h"
#include "ui/theme.h"

namespace maacc {
namespace {

constexpr int kNameLetters = 6;

QStringList qtTexts(const std::vector<std::string>& texts) {
  QStringList result;
  for (const std::string& text : texts) {
    result << QString::fromStdString(text);
  }
  return result;
}

QStringList groupNames(const RunDescription& description) {
  QStringList names;
  for (const MutantGroup& group : description.sample.groups) {
    names << QString::fromStdString(group.name);
  }
  return names;
}

QStringList classNames(int classes) {
  QStringList names;
  for (int c = 0; c < classes; ++c) {
    names << MutantFilterBar::tr("kills class %1").arg(c);
  }
  return names;
}

template <class Counts>
int64_t sumOf(const Counts& counts) {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

}  // namespace

int MutantFilterBar::Choice::chosen() const { return box->currentIndex() - 1; }

void MutantFilterBar::Choice::choose(int choice) { box->setCurrentIndex(choice + 1); }

MutantFilterBar::MutantFilterBar(QWidget* parent)
    : QWidget(parent),
      layer_(makeChoice(tr("All layers"), tr("Filter by layer"), "layerFilter")),
      op_(makeChoice(tr("All operators"), tr("Filter by operator"), "operatorFilter")),
      group_(makeChoice(tr("All groups"), tr("Filter by cluster or group"), "groupFilter")),
      class_(makeChoice(tr("All classes"), tr("Filter by killed class"), "classFilter")),
      mark_(makeChoice(tr("All marks"), tr("Filter by mark"), "markFilter")),
      lowest_(new QSpinBox),
      highest_(new QSpinBox),
      search_(new QLineEdit) {
  mark_.model->setNames(
      {tr("Unmarked"), markText(MarkState::Equivalent), markText(MarkState::Ignored)});
  makeRates();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(makeVerdictRow());
  layout->addLayout(makeChoiceRow());
  // Typing in a table of a million rows should not filter at every key.
  typing_.setSingleShot(true);
  typing_.setInterval(120);
  connect(&typing_, &QTimer::timeout, this, &MutantFilterBar::announce);
  connect(search_, &QLineEdit::textChanged, &typing_, qOverload<>(&QTimer::start));
  setCounts({});
}

QHBoxLayout* MutantFilterBar::makeVerdictRow() {
  auto* row = new QHBoxLayout;
  for (int v = 0; v < kVerdictCount; ++v) {
    auto* button = new QToolButton;
    button->setCheckable(true);
    button->setChecked(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setObjectName(QStringLiteral("verdict%1").arg(v));
    button->setToolTip(tr("Show or hide: %1").arg(verdictText(static_cast<Verdict>(v))));
    verdicts_[static_cast<size_t>(v)] = button;
    row->addWidget(button);
    connect(button, &QToolButton::toggled, this, &MutantFilterBar::announce);
  }
  search_->setObjectName("mutantSearch");
  search_->setAccessibleName(tr("Search mutants"));
  search_->setPlaceholderText(tr("Search, e.g. u17 CW"));
  search_->setClearButtonEnabled(true);
  search_->addAction(glyph("search"), QLineEdit::LeadingPosition);
  row->addSpacing(8);
  row->addWidget(search_, 1);
  return row;
}

QHBoxLayout* MutantFilterBar::makeChoiceRow() {
  auto* row = new QHBoxLayout;
  for (const Choice* choice : {&layer_, &op_, &group_, &class_, &mark_}) {
    row->addWidget(choice->box, 1);
    connect(choice->box, &QComboBox::currentIndexChanged, this, &MutantFilterBar::announce);
  }
  for (QSpinBox* box : {lowest_, highest_}) {
    connect(box, &QSpinBox::valueChanged, this, &MutantFilterBar::announce);
  }
  auto* label = new QLabel(tr("Classes killed"));
  label->setBuddy(lowest_);
  row->addSpacing(6);
  row->addWidget(label);
  row->addWidget(lowest_);
  row->addWidget(new QLabel(QStringLiteral("–")));
  row->addWidget(highest_);
  row->addSpacing(6);
  auto* all = new QToolButton;
  all->setText(tr("Show all"));
  all->setObjectName("showAllMutants");
  all->setToolTip(tr("Take all filters away (Ctrl+Shift+A)"));
  row->addWidget(all);
  connect(all, &QToolButton::clicked, this, &MutantFilterBar::reset);
  return row;
}

void MutantFilterBar::makeRates() {
  for (QSpinBox* box : {lowest_, highest_}) {
    box->setRange(0, 100);
    box->setSingleStep(10);
    box->setSuffix(tr(" %"));
    box->setToolTip(
        tr("The share of all classes that a mutant kills: its part of the score. "
           "Mutants without a verdict have none."));
  }
  highest_->setValue(100);
  lowest_->setAccessibleName(tr("Smallest share of classes killed"));
  highest_->setAccessibleName(tr("Largest share of classes killed"));
  lowest_->setObjectName("lowestRate");
  highest_->setObjectName("highestRate");
}

MutantFilterBar::Choice MutantFilterBar::makeChoice(const QString& all,
                                                    const QString& accessibleName,
                                                    const char* name) {
  auto* model = new ChoiceListModel(all, this);
  auto* box = new QComboBox;
  box->setModel(model);
  box->setAccessibleName(accessibleName);
  box->setToolTip(accessibleName);
  box->setObjectName(name);
  // Measuring ten thousand names would take longer than filtering.
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(kNameLetters);
  box->setCurrentIndex(0);
  return {box, model};
}

void MutantFilterBar::setRun(const RunDescription* description) {
  {
    const QScopedValueRollback quiet(quiet_, true);
    layer_.model->setNames(description ? qtTexts(description->weightedNames) : QStringList());
    op_.model->setNames(description ? qtTexts(description->operatorTexts) : QStringList());
    group_.model->setNames(description ? groupNames(*description) : QStringList());
    class_.model->setNames(description ? classNames(description->baseline.classes) : QStringList());
  }
  group_.box->setVisible(group_.model->rowCount() > 1);
  // Only probing leaves mutants undecided.
  const bool probes = description != nullptr && description->settings.strategy == "two-phase";
  verdicts_[static_cast<size_t>(Verdict::Undecided)]->setVisible(probes);
  reset();
}

void MutantFilterBar::setCounts(const FilterCounts& counts) {
  for (int v = 0; v < kVerdictCount; ++v) {
    const auto verdict = static_cast<Verdict>(v);
    QToolButton* button = verdicts_[static_cast<size_t>(v)];
    button->setText(QStringLiteral("%1 %2").arg(
        verdictText(verdict), countText(counts.byVerdict[static_cast<size_t>(v)])));
    button->setIcon(verdictIcon(verdict));
  }
  layer_.model->setCounts(counts.byLayer, sumOf(counts.byLayer));
  op_.model->setCounts(counts.byOperator, sumOf(counts.byOperator));
  group_.model->setCounts(counts.byGroup, -1);
  class_.model->setCounts(counts.byKilledClass, -1);
  mark_.model->setCounts({counts.byMark.begin(), counts.byMark.end()}, sumOf(counts.byMark));
  const bool limited = lowest_->value() > 0 || highest_->value() < 100;
  const QString note =
      limited ? tr("%1 with every share").arg(countText(counts.anyRate)) : QString();
  lowest_->setAccessibleDescription(note);
  highest_->setStatusTip(note);
}

MutantFilter MutantFilterBar::filter() const {
  MutantFilter filter;
  for (size_t v = 0; v < verdicts_.size(); ++v) {
    filter.verdicts[v] = verdicts_[v]->isChecked();
  }
  filter.weightedLayer = layer_.chosen();
  filter.operatorIndex = op_.chosen();
  filter.group = group_.chosen();
  filter.killedClass = class_.chosen();
  for (size_t mark = 0; mark < filter.marks.size(); ++mark) {
    filter.marks[mark] = mark_.chosen() < 0 || mark_.chosen() == static_cast<int>(mark);
  }
  filter.lowestRate = lowest_->value();
  filter.highestRate = highest_->value();
  filter.text = search_->text();
  return filter;
}

void MutantFilterBar::setFilter(const MutantFilter& filter) {
  {
    const QScopedValueRollback quiet(quiet_, true);
    for (size_t v = 0; v < verdicts_.size(); ++v) {
      verdicts_[v]->setChecked(filter.verdicts[v]);
    }
    layer_.choose(filter.weightedLayer);
    op_.choose(filter.operatorIndex);
    group_.choose(filter.group);
    class_.choose(filter.killedClass);
    const auto only = std::find(filter.marks.begin(), filter.marks.end(), true);
    const bool one = std::count(filter.marks.begin(), filter.marks.end(), true) == 1;
    mark_.choose(one ? static_cast<int>(only - filter.marks.begin()) : -1);
    lowest_->setValue(filter.lowestRate);
    highest_->setValue(filter.highestRate);
    search_->setText(filter.text);
  }
  announce();
}

void MutantFilterBar::focusSearch() {
  search_->setFocus(Qt::ShortcutFocusReason);
  search_->selectAll();
}

void MutantFilterBar::announce() {
  if (quiet_) {
    return;
  }
  typing_.stop();
  emit filterChanged(filter());
}

}  // namespace maacc
