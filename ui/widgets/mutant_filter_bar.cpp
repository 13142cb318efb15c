#include "ui/widgets/mutant_filter_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <numeric>

#include "ui/text.h"
#include "ui/theme.h"

namespace maacc {
namespace {

// Item 0 is "all"; the counts of the others are written behind their names.
void showCounts(QComboBox& box,
                const QString& all,
                const QStringList& names,
                const std::vector<int64_t>& counts) {
  if (box.count() != names.size() + 1 || counts.size() != static_cast<size_t>(names.size())) {
    return;
  }
  const int64_t sum = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  box.setItemText(0, QStringLiteral("%1 (%2)").arg(all, countText(sum)));
  for (int i = 0; i < names.size(); ++i) {
    box.setItemText(
        i + 1, QStringLiteral("%1 (%2)").arg(names[i], countText(counts[static_cast<size_t>(i)])));
  }
}

void fill(QComboBox& box, const QString& all, const QStringList& names) {
  const QSignalBlocker quiet(&box);
  box.clear();
  box.addItem(all);
  box.addItems(names);
}

QStringList qtTexts(const std::vector<std::string>& texts) {
  QStringList result;
  for (const std::string& text : texts) {
    result << QString::fromStdString(text);
  }
  return result;
}

}  // namespace

MutantFilterBar::MutantFilterBar(QWidget* parent)
    : QWidget(parent), layer_(new QComboBox), op_(new QComboBox), search_(new QLineEdit) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* verdictRow = new QHBoxLayout;
  auto* choiceRow = new QHBoxLayout;
  layout->addLayout(verdictRow);
  layout->addLayout(choiceRow);
  for (int v = 0; v < kVerdictCount; ++v) {
    auto* button = new QToolButton;
    button->setCheckable(true);
    button->setChecked(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setObjectName(QStringLiteral("verdict%1").arg(v));
    button->setToolTip(tr("Show or hide: %1").arg(verdictText(static_cast<Verdict>(v))));
    verdicts_[static_cast<size_t>(v)] = button;
    verdictRow->addWidget(button);
    connect(button, &QToolButton::toggled, this, &MutantFilterBar::announce);
  }
  layer_->setAccessibleName(tr("Filter by layer"));
  op_->setAccessibleName(tr("Filter by operator"));
  layer_->setObjectName("layerFilter");
  op_->setObjectName("operatorFilter");
  layer_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  op_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  search_->setAccessibleName(tr("Search mutants"));
  search_->setPlaceholderText(tr("Search, e.g. u17 CW"));
  search_->setClearButtonEnabled(true);
  search_->addAction(glyph("search"), QLineEdit::LeadingPosition);
  verdictRow->addStretch();
  choiceRow->addWidget(layer_);
  choiceRow->addWidget(op_);
  choiceRow->addWidget(search_, 1);
  // Typing in a table of a million rows should not filter at every key.
  typing_.setSingleShot(true);
  typing_.setInterval(120);
  connect(&typing_, &QTimer::timeout, this, &MutantFilterBar::announce);
  connect(search_, &QLineEdit::textChanged, &typing_, qOverload<>(&QTimer::start));
  connect(layer_, &QComboBox::currentIndexChanged, this, &MutantFilterBar::announce);
  connect(op_, &QComboBox::currentIndexChanged, this, &MutantFilterBar::announce);
  setCounts({});
}

void MutantFilterBar::setRun(const RunDescription* description) {
  layerNames_ = description ? qtTexts(description->weightedNames) : QStringList();
  operatorNames_ = description ? qtTexts(description->operatorTexts) : QStringList();
  fill(*layer_, tr("All layers"), layerNames_);
  fill(*op_, tr("All operators"), operatorNames_);
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
  const QSignalBlocker quietLayer(layer_);
  const QSignalBlocker quietOperator(op_);
  showCounts(*layer_, tr("All layers"), layerNames_, counts.byLayer);
  showCounts(*op_, tr("All operators"), operatorNames_, counts.byOperator);
}

MutantFilter MutantFilterBar::filter() const {
  MutantFilter filter;
  for (size_t v = 0; v < verdicts_.size(); ++v) {
    filter.verdicts[v] = verdicts_[v]->isChecked();
  }
  filter.weightedLayer = layer_->currentIndex() - 1;
  filter.operatorIndex = op_->currentIndex() - 1;
  filter.text = search_->text();
  return filter;
}

void MutantFilterBar::reset() {
  {
    const QSignalBlocker quietLayer(layer_);
    const QSignalBlocker quietOperator(op_);
    const QSignalBlocker quietSearch(search_);
    layer_->setCurrentIndex(0);
    op_->setCurrentIndex(0);
    search_->clear();
    for (QToolButton* button : verdicts_) {
      const QSignalBlocker quiet(button);
      button->setChecked(true);
    }
  }
  announce();
}

void MutantFilterBar::focusSearch() {
  search_->setFocus(Qt::ShortcutFocusReason);
  search_->selectAll();
}

void MutantFilterBar::announce() {
  typing_.stop();
  emit filterChanged(filter());
}

}  // namespace maacc
