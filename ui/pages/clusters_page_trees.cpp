// What ClustersPage shows of its trees and their cuts.
#include <QListWidget>
#include <QPushButton>
#include <algorithm>

#include "ui/pages/clusters_page.h"
#include "ui/pages/clusters_page_cut_change.h"
#include "ui/plots/dendrogram_plot.h"
#include "ui/plots/feature_map.h"
#include "ui/text.h"
#include "ui/widgets/cluster_method_bar.h"
#include "ui/widgets/cluster_tables.h"
#include "ui/widgets/cut_bar.h"
#include "ui/widgets/panels.h"

namespace maacc {
namespace {

constexpr size_t kMembersNamed = 60;

QString heightText(double height) { return QLocale().toString(height, 'g', 4); }

}  // namespace

const TreeOutline* ClustersPage::currentOutline() const {
  for (const TreeOutline& outline : plan_.outlines()) {
    if (outline.key == current_) {
      return &outline;
    }
  }
  return nullptr;
}

void ClustersPage::fillLayers() {
  const QSignalBlocker quiet(layers_);
  layers_->clear();
  int chosen = 0;
  for (const TreeOutline& outline : plan_.outlines()) {
    if (outline.key == current_) {
      chosen = layers_->count();
    }
    layers_->addItem(layerText(outline));
  }
  layers_->setCurrentRow(chosen);
  if (layers_->count() > 0) {
    current_ = plan_.outlines()[static_cast<size_t>(chosen)].key;
    job_.prefer(current_);
  }
}

QString ClustersPage::layerText(const TreeOutline& outline) const {
  const auto tree = plan_.tree(outline.key);
  if (tree == nullptr) {
    return tr("%1\n%2 items …").arg(outline.name, countText(outline.leaves));
  }
  const QString clusters = countText(tree->ladder.clusters(plan_.cut(outline.key).rung));
  const QString counts = plan_.isUsed(outline) ? tr("%1 in %2 clusters") : tr("%1, left out");
  return outline.name + '\n' +
         (plan_.isUsed(outline) ? counts.arg(countText(outline.leaves), clusters)
                                : counts.arg(countText(outline.leaves)));
}

void ClustersPage::showLayerTexts() {
  const auto& outlines = plan_.outlines();
  for (int row = 0; row < layers_->count(); ++row) {
    const TreeOutline& outline = outlines[static_cast<size_t>(row)];
    layers_->item(row)->setText(layerText(outline));
    layers_->item(row)->setToolTip(
        plan_.isUsed(outline)
            ? QString()
            : tr("Where whole clusters are mutated, the output layer is left out, "
                 "as published."));
  }
}

void ClustersPage::takeScope(const ClusterScope& scope) {
  plan_.setScope(scope);
  cutBar_->setBudgetRange(plan_.total().all);
  lookAtRuns();
  fillLayers();
}

void ClustersPage::takeTree(const std::shared_ptr<const ClusterTree>& tree) {
  plan_.add(tree);
  showLayerTexts();
  use_->setEnabled(plan_.total().complete);
  if (tree->key == current_) {
    showCurrent();
  } else {
    showMeaning(plan_.cut(current_));
  }
}

void ClustersPage::showTree(const TreeKey& key) {
  current_ = key;
  job_.prefer(key);
  for (size_t row = 0; row < plan_.outlines().size(); ++row) {
    if (plan_.outlines()[row].key == key) {
      const QSignalBlocker quiet(layers_);
      layers_->setCurrentRow(static_cast<int>(row));
    }
  }
  showCurrent();
  startComparison();
}

void ClustersPage::showCurrent() {
  const auto tree = plan_.tree(current_);
  tables_->setTree(tree);
  cutBar_->setTree(tree);
  export_->setEnabled(tree != nullptr);
  tree_->setTree(tree, plan_.cut(current_));
  if (tree != nullptr) {
    cutBar_->setCut(plan_.cut(current_));
    showGhosts();
  }
  showTitle();
  showMeaning(plan_.cut(current_));
  tables_->fitColumns();
  emit treesChanged();
}

// The trees that are shown, and how well each fits the distances.
void ClustersPage::showTitle() {
  QStringList parts;
  for (const DendrogramPlot* plot : {tree_, other_}) {
    if (const ClusterTree* tree = plot->tree()) {
      parts << (plot == tree_ ? tree->name + ": " + tree->method
                              : tr("beside it: %1").arg(tree->method));
      if (tree->copheneticCorrelation) {
        parts << tr("cophenetic correlation %1")
                     .arg(QLocale().toString(*tree->copheneticCorrelation, 'f', 3));
      }
    }
  }
  header_->setTitle(tr("Clusters of %1").arg(info_->name()), parts.join(QStringLiteral("  ·  ")));
}

void ClustersPage::startComparison() {
  const auto linkage = method_->comparedLinkage();
  const auto tree = plan_.tree(current_);
  if (!linkage || tree == nullptr) {
    comparison_.stop();
    other_->hide();
    other_->setTree(nullptr);
    showTitle();
    return;
  }
  if (other_->tree() != nullptr && other_->tree()->key == current_ &&
      comparison_.request().method.linkage == *linkage) {
    return;
  }
  ClusterRequest second = request();
  second.method.linkage = *linkage;
  if (*linkage == LinkageMethod::Ward) {
    second.method.metric = Metric::Euclidean;
  }
  second.only = current_;
  comparison_.start(second);
}

void ClustersPage::changeCuts(const ClusterPlan::Cuts& cuts, const QString& name) {
  ClusterPlan::Cuts before;
  ClusterPlan::Cuts after;
  for (const auto& [key, cut] : cuts) {
    if (plan_.tree(key) != nullptr && !(plan_.cut(key) == cut)) {
      before[key] = plan_.cut(key);
      after[key] = cut;
    }
  }
  if (!after.empty()) {
    undo_.push(new CutChange(*this, before, after, name));
  }
}

void ClustersPage::applyCuts(const ClusterPlan::Cuts& cuts) {
  plan_.setCuts(cuts);
  showLayerTexts();
  if (hasTree()) {
    tree_->setCut(plan_.cut(current_));
    followCut(plan_.cut(current_));
  }
  replay();
}

// Called for every frame of a drag: nothing here may depend on the number of leaves.
void ClustersPage::followCut(const CutPosition& cut) {
  cutBar_->setCut(cut);
  showMeaning(cut);
}

void ClustersPage::showMeaning(const CutPosition& cut) {
  const TreeOutline* outline = currentOutline();
  const auto tree = plan_.tree(current_);
  if (outline == nullptr || tree == nullptr) {
    cutBar_->setMeaning(outline == nullptr ? QString() : tr("This tree is not grown yet."));
    return;
  }
  const CutLadder& ladder = tree->ladder;
  const int32_t clusters = ladder.clusters(cut.rung);
  const MutantsToTest total = plan_.total();
  const int64_t now = plan_.testedOf(*outline, ladder.clusters(plan_.cut(current_).rung));
  const int64_t then = plan_.testedOf(*outline, clusters);
  const int64_t all = plan_.allOf(*outline);
  QStringList parts{tr("<b>%1 clusters</b>, %2 of a single item, the largest of %3")
                        .arg(countText(clusters), countText(ladder.singletons(cut.rung)),
                             countText(ladder.largest(cut.rung))),
                    plan_.isUsed(*outline)
                        ? tr("%1 of %2 mutants to test").arg(countText(then), countText(all))
                        : tr("left out of the run")};
  if (total.complete) {
    const int64_t tested = total.tested - now + then;
    parts << tr("all layers: <b>%1 of %2 mutants, %3 saved</b>")
                 .arg(countText(tested), countText(total.all),
                      percentText(1 - static_cast<double>(tested) /
                                          static_cast<double>(std::max<int64_t>(1, total.all))));
    showForecast(tested, cut == plan_.cut(current_));
  }
  cutBar_->setMeaning(parts.join(QStringLiteral("  ·  ")));
}

void ClustersPage::showGhosts() {
  const auto tree = plan_.tree(current_);
  if (tree == nullptr) {
    return;
  }
  std::vector<GhostCut> ghosts;
  const auto add = [&](const QString& name, int64_t clusters) {
    ghosts.push_back({name, tree->ladder.rungOfClusters(clusters)});
  };
  if (tree->gapClusters) {
    add(tr("gap"), *tree->gapClusters);
  }
  if (tree->silhouetteClusters) {
    add(tr("silhouette"), *tree->silhouetteClusters);
  }
  if (const auto cuts = plan_.cutsWithin(cutBar_->budget()); cuts && cuts->count(current_) > 0) {
    ghosts.push_back({tr("budget"), cuts->at(current_).rung});
  }
  tree_->setGhosts(std::move(ghosts));
}

// The coloured clusters are those of the cut again.
void ClustersPage::showPartition() {
  if (!hasTree()) {
    return;
  }
  const auto tree = plan_.tree(current_);
  const auto& rows = tree_->layoutOfLeaves().rows();
  std::vector<int> stripe;
  stripe.reserve(rows.size());
  for (const DendrogramRow& row : rows) {
    const auto leaf = static_cast<size_t>(tree->leafOrder[static_cast<size_t>(row.first)]);
    stripe.push_back(tree_->colors()[static_cast<size_t>(tree_->partition().clusterOf[leaf])]);
  }
  heat_->setStripe(std::move(stripe));
  showTables();
  if (other_->tree() != nullptr) {
    const CutLadder& ladder = other_->tree()->ladder;
    other_->setCut(positionOf(ladder, ladder.rungOfClusters(tree_->partition().clusters)));
  }
}

void ClustersPage::showTables() {
  const auto tree = plan_.tree(current_);
  tables_->clusters().setClusters(tree, tree_->partition(), tree_->cut().rung, tree_->colors());
  tables_->selectCluster(tree_->selectedCluster());
  if (tree->distances == nullptr && tree->sample == nullptr) {
    return;
  }
  measuring_.start(
      [tree, partition = tree_->partition()] { return measureClusters(*tree, partition); },
      [this](ClusterMeasures&& measures) {
        tables_->clusters().setMeasures(std::move(measures));
        showFacts(tree_->selectedCluster(), -1);
      },
      [this](const QString& sentence) { emit problem(sentence); });
}

void ClustersPage::selectCluster(int cluster, int leaf) {
  if (!hasTree()) {
    return;
  }
  tree_->selectCluster(cluster);
  tables_->selectCluster(cluster);
  heat_->selectRow(leaf < 0 ? -1 : tree_->layoutOfLeaves().rowOfLeaf(leaf));
  showFacts(cluster, leaf);
}

void ClustersPage::showFacts(int cluster, int leaf) {
  if (cluster < 0) {
    return;
  }
  const auto tree = plan_.tree(current_);
  const ClusterTableModel& model = tables_->clusters();
  const auto cell = [&](int column) {
    return model.index(cluster, column).data(Qt::DisplayRole).toString();
  };
  ClusterFacts facts{{tr("Size"), cell(ClusterTableModel::Size)},
                     {tr("Height"), cell(ClusterTableModel::Height)},
                     {model.sampledLeaves() == 0 ? tr("Silhouette") : tr("Silhouette (sample)"),
                      cell(ClusterTableModel::Silhouette)},
                     {tr("Representative"), cell(ClusterTableModel::Representative)}};
  if (leaf >= 0) {
    facts.insert(facts.begin(), {tr("Chosen"), tree->leafNames.value(leaf)});
  }
  QStringList members;
  const std::vector<int32_t>& all = model.members(cluster);
  for (size_t i = 0; i < std::min(all.size(), kMembersNamed); ++i) {
    members << tree->leafNames.value(all[i]);
  }
  if (all.size() > kMembersNamed) {
    members << tr("and %1 more").arg(countText(static_cast<qint64>(all.size() - kMembersNamed)));
  }
  facts.emplace_back(tr("Members"), members.join(QStringLiteral(", ")));
  emit clusterShown(tr("Cluster %1").arg(cluster),
                    tr("%1, cut at height %2").arg(tree->name, heightText(tree_->cut().height)),
                    facts);
}

void ClustersPage::applyToAll() {
  const auto tree = plan_.tree(current_);
  if (tree == nullptr) {
    return;
  }
  const double perCluster =
      static_cast<double>(tree->ladder.leaves()) / tree->ladder.clusters(plan_.cut(current_).rung);
  ClusterPlan::Cuts cuts;
  for (const auto& [key, other] : plan_.trees()) {
    if (key != current_) {
      const auto clusters =
          static_cast<int64_t>(std::ceil(other->ladder.leaves() / perCluster - 1e-9));
      cuts[key] = positionOf(other->ladder, other->ladder.rungOfClusters(clusters));
    }
  }
  changeCuts(cuts, tr("cut of all layers"));
}

void ClustersPage::cutWithin(int mutants) {
  const auto cuts = plan_.cutsWithin(mutants);
  if (!cuts) {
    banner_->setMessage(Tone::Warning,
                        plan_.total().complete
                            ? tr("%1 mutants are too few: every tree needs at least one cluster, "
                                 "and every cluster a mutant per operator.")
                                  .arg(countText(mutants))
                            : tr("Wait until every tree is grown."));
    return;
  }
  banner_->clear();
  changeCuts(*cuts, tr("cut within a budget"));
  showGhosts();
}

}  // namespace maacc
