#include "tests/ui/cluster_fixtures.h"

#include <algorithm>
#include <random>

#include "core/clustering/merge_order.h"
#include "tests/ui/ui_fixtures.h"

namespace maacc::test {
namespace {

FeatureMatrix normalRows(int32_t rows, int columns, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  FeatureMatrix matrix(rows, columns);
  for (Eigen::Index row = 0; row < rows; ++row) {
    for (Eigen::Index column = 0; column < columns; ++column) {
      matrix(row, column) = normal(random);
    }
  }
  return matrix;
}

std::shared_ptr<const ClusterTree> finished(Dendrogram dendrogram, FeatureMatrix rows) {
  auto tree = std::make_shared<ClusterTree>();
  tree->key = {0, ""};
  tree->name = "hidden";
  tree->method = "average, euclidean";
  tree->dendrogram = std::move(dendrogram);
  tree->rows = std::move(rows);
  for (int32_t leaf = 0; leaf < tree->dendrogram.leafCount; ++leaf) {
    tree->leafNames << QStringLiteral("u%1").arg(leaf);
    tree->itemOfLeaf.push_back(leaf);
  }
  measureTree(*tree, RunContext());
  return tree;
}

}  // namespace

std::shared_ptr<const ClusterTree> makeTree(int32_t leaves, int columns, uint64_t seed) {
  FeatureMatrix rows = normalRows(leaves, columns, seed);
  LinkageOptions options;
  options.method = LinkageMethod::Average;
  auto dendrogram = buildDendrogram(rows, options, RunContext());
  return finished(std::move(*dendrogram), std::move(rows));
}

std::shared_ptr<const ClusterTree> treeOf(Dendrogram dendrogram) {
  auto tree = std::make_shared<ClusterTree>();
  // Without distances: a forest has no cophenetic ones.
  tree->key = {0, ""};
  tree->name = "hidden";
  tree->dendrogram = std::move(dendrogram);
  for (int32_t leaf = 0; leaf < tree->dendrogram.leafCount; ++leaf) {
    tree->leafNames << QStringLiteral("u%1").arg(leaf);
    tree->itemOfLeaf.push_back(leaf);
  }
  measureTree(*tree, RunContext());
  tree->rows = normalRows(tree->dendrogram.leafCount, 3, 2);
  return tree;
}

Dendrogram unruly() { return {5, {{0, 1, 3, 2}, {2, 5, 2, 3}, {3, 4, 1, 2}}}; }

std::shared_ptr<const ClusterTree> wideTree(int32_t leaves) {
  std::mt19937_64 random(7);
  std::vector<SlotMerge> merges;
  std::vector<int32_t> held(static_cast<size_t>(leaves));
  for (int32_t leaf = 0; leaf < leaves; ++leaf) {
    held[static_cast<size_t>(leaf)] = leaf;
  }
  double height = 0;
  while (held.size() > 1) {
    const size_t at = random() % (held.size() - 1);
    height += 0.001 + static_cast<double>(random() % 1000) / 1000;
    merges.push_back({held[at], held[at + 1], height});
    held.erase(held.begin() + static_cast<ptrdiff_t>(at) + 1);
  }
  auto tree = std::make_shared<ClusterTree>(*treeOf(orderMerges(leaves, std::move(merges))));
  tree->rows = normalRows(leaves, 64, 3);
  return tree;
}

ClusterScope scopeOf(int leaves) {
  ClusterScope scope;
  scope.plan = std::make_shared<MutationPlan>(makeDescription(leaves).plan);
  TreeOutline outline;
  outline.key.weightedLayer = 0;
  outline.leaves = leaves;
  scope.trees.push_back(outline);
  return scope;
}

}  // namespace maacc::test
