#include "ui/widgets/cut_bar.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/text.h"
#include "ui/widgets/panels.h"

namespace maacc {
namespace {

constexpr int kFieldWidth = 96;

QLabel* addField(QHBoxLayout& row, const QString& label, QWidget* field, const QString& name) {
  auto* caption = new QLabel(label);
  caption->setBuddy(field);
  field->setObjectName(name);
  field->setAccessibleName(QString(label).remove('&'));
  field->setFixedWidth(kFieldWidth);
  row.addWidget(caption);
  row.addWidget(field);
  return caption;
}

}  // namespace

CutBar::CutBar(QWidget* parent)
    : QWidget(parent),
      height_(new QDoubleSpinBox),
      clusters_(new QSpinBox),
      perCluster_(new QDoubleSpinBox),
      gap_(new QPushButton),
      silhouette_(new QPushButton),
      budget_(new QSpinBox),
      withinBudget_(new QPushButton(tr("Within &budget"))),
      toAll_(new QPushButton(tr("Appl&y to all layers"))),
      meaning_(new QLabel),
      forecast_(new QLabel) {
  auto* numbers = new QHBoxLayout;
  addField(*numbers, tr("Cut at hei&ght"), height_, "cutHeight");
  addField(*numbers, tr("C&lusters"), clusters_, "cutClusters");
  addField(*numbers, tr("Items &per cluster"), perCluster_, "cutPerCluster");
  numbers->addWidget(toAll_);
  numbers->addStretch();
  auto* suggestions = new QHBoxLayout;
  suggestions->addWidget(new QLabel(tr("Suggested:")));
  suggestions->addWidget(gap_);
  suggestions->addWidget(silhouette_);
  addField(*suggestions, tr("Mutants to test"), budget_, "cutBudget");
  suggestions->addWidget(withinBudget_);
  suggestions->addStretch();
  meaning_->setObjectName("cutMeaning");
  meaning_->setAccessibleName(tr("What the cut means"));
  forecast_->setObjectName("cutForecast");
  forecast_->setAccessibleName(tr("What a run with these cuts will cost"));
  forecast_->setForegroundRole(QPalette::PlaceholderText);
  for (QLabel* line : {meaning_, forecast_}) {
    line->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // A line that grows must not move what is dragged.
    line->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    line->setText(QStringLiteral(" "));
  }
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(meaning_);
  layout->addWidget(forecast_);
  layout->addLayout(numbers);
  layout->addLayout(suggestions);
  height_->setDecimals(4);
  height_->setKeyboardTracking(false);
  clusters_->setKeyboardTracking(false);
  clusters_->setGroupSeparatorShown(true);
  perCluster_->setKeyboardTracking(false);
  budget_->setRange(1, std::numeric_limits<int>::max());
  budget_->setGroupSeparatorShown(true);
  makeSuggestions();
  setTree(nullptr);
}

void CutBar::makeSuggestions() {
  gap_->setObjectName("cutGap");
  silhouette_->setObjectName("cutSilhouette");
  withinBudget_->setObjectName("cutWithinBudget");
  toAll_->setObjectName("cutToAll");
  gap_->setToolTip(tr("Within the largest difference of successive merges"));
  silhouette_->setToolTip(tr("The best mean silhouette of 2 to 50 clusters"));
  withinBudget_->setToolTip(
      tr("Cuts all layers so that a run tests at most so many mutants; the highest merges of all "
         "layers stay apart first"));
  toAll_->setToolTip(tr("Cuts every layer into as many items per cluster as this one"));
  connect(height_, &QDoubleSpinBox::valueChanged, this, [this](double height) {
    if (tree_ != nullptr) {
      emit cutChosen({tree_->ladder.rungAt(height), height});
    }
  });
  connect(clusters_, &QSpinBox::valueChanged, this, [this](int n) { chooseClusters(n); });
  connect(perCluster_, &QDoubleSpinBox::valueChanged, this, [this](double items) {
    if (tree_ != nullptr) {
      chooseClusters(static_cast<int64_t>(std::ceil(tree_->ladder.leaves() / items - 1e-9)));
    }
  });
  connect(gap_, &QPushButton::clicked, this, [this] { chooseClusters(*tree_->gapClusters); });
  connect(silhouette_, &QPushButton::clicked, this,
          [this] { chooseClusters(*tree_->silhouetteClusters); });
  connect(withinBudget_, &QPushButton::clicked, this,
          [this] { emit budgetChosen(budget_->value()); });
  connect(toAll_, &QPushButton::clicked, this, &CutBar::applyToAllRequested);
}

void CutBar::chooseClusters(int64_t clusters) {
  if (tree_ != nullptr) {
    emit cutChosen(positionOf(tree_->ladder, tree_->ladder.rungOfClusters(clusters)));
  }
}

void CutBar::setTree(std::shared_ptr<const ClusterTree> tree) {
  tree_ = std::move(tree);
  const QSignalBlocker quietHeight(height_);
  const QSignalBlocker quietClusters(clusters_);
  const QSignalBlocker quietItems(perCluster_);
  const bool there = tree_ != nullptr;
  for (QWidget* field : std::initializer_list<QWidget*>{height_, clusters_, perCluster_, toAll_}) {
    field->setEnabled(there);
  }
  const double highest = there ? tree_->ladder.highest() : 1;
  height_->setRange(0, highest > 0 ? 2 * highest : 1);
  // Four digits of the highest merge, however small it is.
  const int digits = highest > 0 ? static_cast<int>(std::ceil(-std::log10(highest))) : 0;
  height_->setDecimals(std::clamp(digits + 4, 2, 12));
  height_->setSingleStep(highest / 100);
  clusters_->setRange(there ? tree_->ladder.clusters(tree_->ladder.top()) : 1,
                      there ? tree_->ladder.leaves() : 1);
  perCluster_->setRange(1, there ? tree_->ladder.leaves() : 1);
  gap_->setEnabled(there && tree_->gapClusters.has_value());
  gap_->setText(gap_->isEnabled() ? tr("Largest gap: %1").arg(countText(*tree_->gapClusters))
                                  : tr("Largest gap"));
  silhouette_->setEnabled(there && tree_->silhouetteClusters.has_value());
  silhouette_->setText(silhouette_->isEnabled()
                           ? tr("Best silh&ouette: %1").arg(countText(*tree_->silhouetteClusters))
                           : tr("Best silh&ouette"));
}

void CutBar::setCut(const CutPosition& cut) {
  if (tree_ == nullptr) {
    return;
  }
  const QSignalBlocker quietHeight(height_);
  const QSignalBlocker quietClusters(clusters_);
  const QSignalBlocker quietItems(perCluster_);
  const int32_t clusters = tree_->ladder.clusters(cut.rung);
  height_->setValue(cut.height);
  clusters_->setValue(clusters);
  perCluster_->setValue(static_cast<double>(tree_->ladder.leaves()) / clusters);
}

void CutBar::setMeaning(const QString& text) {
  meaning_->setText(text.isEmpty() ? QStringLiteral(" ") : text);
}

void CutBar::setForecast(const QString& text) {
  forecast_->setText(text.isEmpty() ? QStringLiteral(" ") : text);
}

void CutBar::setBudgetRange(int64_t most) {
  const bool first = budget_->maximum() == std::numeric_limits<int>::max();
  budget_->setRange(1, static_cast<int>(std::clamp<int64_t>(most, 1, (1LL << 31) - 2)));
  if (first) {
    budget_->setValue(static_cast<int>(std::max<int64_t>(1, most / 10)));
  }
}

int CutBar::budget() const { return budget_->value(); }

}  // namespace maacc
