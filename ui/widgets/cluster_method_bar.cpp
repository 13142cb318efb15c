#include "ui/widgets/cluster_method_bar.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

#include "ui/widgets/panels.h"

namespace maacc {
namespace {

template <class Value>
void add(QComboBox* box, const QString& text, Value value) {
  box->addItem(text, static_cast<int>(value));
}

template <class Value>
void choose(QComboBox* box, Value value) {
  box->setCurrentIndex(qMax(0, box->findData(static_cast<int>(value))));
}

template <class Value>
Value chosen(const QComboBox* box) {
  return static_cast<Value>(box->currentData().toInt());
}

}  // namespace

ClusterMethodBar::ClusterMethodBar(QWidget* parent) : QWidget(parent) {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setVerticalSpacing(2);
  items_ = addBox(*grid, tr("&Items"), "clusterItems");
  mode_ = addBox(*grid, tr("&Test"), "clusterMode");
  linkage_ = addBox(*grid, tr("Lin&kage"), "clusterLinkage");
  metric_ = addBox(*grid, tr("&Distance"), "clusterMetric");
  scaling_ = addBox(*grid, tr("Scali&ng"), "clusterScaling");
  features_ = addBox(*grid, tr("Fe&atures"), "clusterFeatures");
  compare_ = addBox(*grid, tr("Compare &with"), "clusterCompare");
  grid->setColumnStretch(grid->columnCount(), 1);
  fillBoxes();
  showUsual();
  connect(items_, &QComboBox::currentIndexChanged, this, [this] {
    showUsual();
    emit methodChanged();
  });
  connect(linkage_, &QComboBox::currentIndexChanged, this, [this] {
    followLinkage();
    emit methodChanged();
  });
  for (QComboBox* box : {metric_, scaling_, features_}) {
    connect(box, &QComboBox::currentIndexChanged, this, &ClusterMethodBar::methodChanged);
  }
  connect(mode_, &QComboBox::currentIndexChanged, this, &ClusterMethodBar::modeChanged);
  connect(compare_, &QComboBox::currentIndexChanged, this, &ClusterMethodBar::comparisonChanged);
}

QComboBox* ClusterMethodBar::addBox(QGridLayout& grid, const QString& label, const QString& name) {
  auto* box = new QComboBox;
  box->setObjectName(name);
  box->setAccessibleName(QString(label).remove('&'));
  box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  auto* caption = makeNote(label);
  caption->setWordWrap(false);
  caption->setBuddy(box);
  const int column = grid.count() / 2;
  grid.addWidget(caption, 0, column);
  grid.addWidget(box, 1, column);
  return box;
}

void ClusterMethodBar::fillBoxes() {
  add(items_, tr("Neurons"), ClusteredItems::Units);
  add(items_, tr("Mutants"), ClusteredItems::Mutants);
  add(mode_, tr("Whole clusters"), NeuronClusterMode::Together);
  add(mode_, tr("One unit of each"), NeuronClusterMode::Representative);
  mode_->setToolTip(
      tr("Whole clusters: all units of a cluster are mutated together, as published; the output "
         "layer is left out.\nOne unit of each: a mutant of one unit speaks for its cluster; the "
         "score gets an interval."));
  for (QComboBox* box : {linkage_, compare_}) {
    if (box == compare_) {
      box->addItem(tr("Nothing"), -1);
    }
    add(box, tr("Ward"), LinkageMethod::Ward);
    add(box, tr("Average"), LinkageMethod::Average);
    add(box, tr("Complete"), LinkageMethod::Complete);
    add(box, tr("Single"), LinkageMethod::Single);
    add(box, tr("Weighted"), LinkageMethod::Weighted);
  }
  compare_->setToolTip(tr("Shows the same layer by another linkage beside it."));
  add(metric_, tr("Euclidean"), Metric::Euclidean);
  add(metric_, tr("Cosine"), Metric::Cosine);
  add(metric_, tr("Correlation"), Metric::Correlation);
  add(scaling_, tr("None"), FeatureScaling::None);
  add(scaling_, tr("Min–max"), FeatureScaling::MinMax);
  add(scaling_, tr("Standard"), FeatureScaling::Standard);
  features_->setToolTip(
      tr("Activations, changes of the logits and losses of margin need the data and the engine: "
         "maacc cluster and maacc run have them."));
}

// What a run takes where nothing is said.
void ClusterMethodBar::showUsual() {
  const bool units = items() == ClusteredItems::Units;
  const ClusterMethod usual = usualMethod(items());
  const QSignalBlocker quietLinkage(linkage_);
  const QSignalBlocker quietMetric(metric_);
  const QSignalBlocker quietScaling(scaling_);
  const QSignalBlocker quietFeatures(features_);
  choose(linkage_, usual.linkage);
  choose(metric_, usual.metric);
  choose(scaling_, usual.scaling);
  features_->clear();
  if (units) {
    add(features_, tr("Incoming weights"), UnitFeatureKind::IncomingWeights);
    add(features_, tr("Outgoing weights"), UnitFeatureKind::OutgoingWeights);
  } else {
    add(features_, tr("Weights"), UnitFeatureKind::IncomingWeights);
  }
  mode_->setEnabled(units);
  followLinkage();
}

void ClusterMethodBar::followLinkage() {
  const bool ward = chosen<LinkageMethod>(linkage_) == LinkageMethod::Ward;
  if (ward) {
    const QSignalBlocker quiet(metric_);
    choose(metric_, Metric::Euclidean);
  }
  metric_->setEnabled(!ward);
  metric_->setToolTip(ward ? tr("Ward linkage is defined for Euclidean distances.") : QString());
}

ClusteredItems ClusterMethodBar::items() const { return chosen<ClusteredItems>(items_); }

void ClusterMethodBar::setItems(ClusteredItems items) { choose(items_, items); }

ClusterMethod ClusterMethodBar::method() const {
  return {chosen<LinkageMethod>(linkage_), chosen<Metric>(metric_),
          chosen<FeatureScaling>(scaling_), chosen<UnitFeatureKind>(features_)};
}

NeuronClusterMode ClusterMethodBar::neuronMode() const { return chosen<NeuronClusterMode>(mode_); }

std::optional<LinkageMethod> ClusterMethodBar::comparedLinkage() const {
  if (compare_->currentData().toInt() < 0) {
    return std::nullopt;
  }
  return chosen<LinkageMethod>(compare_);
}

}  // namespace maacc
