#include <QtTest>
#include <algorithm>
#include <numeric>

#include "core/clustering/leaf_order.h"
#include "core/clustering/pairwise_distances.h"
#include "tests/clustering/linkage_cases.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

namespace {

CondensedDistances distancesOf(const LinkageCase& linkageCase, const ExpectedTree& tree) {
  StageProgress progress(RunContext(), 1);
  return pairwiseDistances(linkageCase.rows, tree.options.metric, DistanceMode::Exact, 1, progress)
      .value();
}

double lengthOf(const std::vector<int32_t>& order, const CondensedDistances& distances) {
  double length = 0;
  for (std::size_t at = 1; at < order.size(); ++at) {
    length += distances.at(order[at - 1], order[at]);
  }
  return length;
}

// Whether the leaves of every cluster stand together.
bool hasNoCrossings(const Dendrogram& tree, const std::vector<int32_t>& order) {
  std::vector<std::pair<int32_t, int32_t>> reach(order.size());
  for (std::size_t at = 0; at < order.size(); ++at) {
    const auto place = static_cast<int32_t>(at);
    reach[static_cast<std::size_t>(order[at])] = {place, place};
  }
  for (const Merge& merge : tree.merges) {
    const auto& left = reach[static_cast<std::size_t>(merge.left)];
    const auto& right = reach[static_cast<std::size_t>(merge.right)];
    reach.emplace_back(std::min(left.first, right.first), std::max(left.second, right.second));
    if (reach.back().second - reach.back().first + 1 != merge.size) {
      return false;
    }
  }
  return true;
}

// Leaves in drawn order where the children of merge i change places if bit i is set.
std::vector<int32_t> flippedOrder(const Dendrogram& tree, uint32_t flips) {
  Dendrogram flipped = tree;
  for (std::size_t merge = 0; merge < tree.merges.size(); ++merge) {
    if ((flips >> merge & 1U) != 0) {
      std::swap(flipped.merges[merge].left, flipped.merges[merge].right);
    }
  }
  return leafOrder(flipped);
}

}  // namespace

class TestLeafOrder : public QObject {
  Q_OBJECT

 private slots:
  void leavesStandAsInSciPy();
  void bestOrderIsNeverLongerThanSciPys();
  void bestOrderIsTheShortestOfAllFlips();
  void bestOrderHasNoCrossings();
  void treesOfAForestFollowEachOther();
  void stopLeavesNoOrder();
  void refusesOtherDistances();
  void knowsMonotoneTrees();
};

void TestLeafOrder::leavesStandAsInSciPy() {
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      QCOMPARE(leafOrder(builtTree(linkageCase, tree)), tree.leaves);
    }
  }
}

void TestLeafOrder::bestOrderIsNeverLongerThanSciPys() {
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      if (tree.bestOrderLength > 1e30) {
        continue;  // beyond the float32 that SciPy adds up in
      }
      const CondensedDistances distances = distancesOf(linkageCase, tree);
      const auto order = optimalLeafOrder(builtTree(linkageCase, tree), distances, RunContext());
      const double length = lengthOf(*order, distances);
      QVERIFY2(length <= tree.bestOrderLength * (1 + 1e-12) + 1e-12,
               (describe(linkageCase, tree) + ": " + std::to_string(length) + " against " +
                std::to_string(tree.bestOrderLength))
                   .c_str());
    }
  }
}

void TestLeafOrder::bestOrderIsTheShortestOfAllFlips() {
  int compared = 0;
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      if (tree.merges.size() > 10) {
        continue;
      }
      const Dendrogram built = builtTree(linkageCase, tree);
      const CondensedDistances distances = distancesOf(linkageCase, tree);
      double shortest = 1e300;
      for (uint32_t flips = 0; flips < 1U << built.merges.size(); ++flips) {
        shortest = std::min(shortest, lengthOf(flippedOrder(built, flips), distances));
      }
      const double got = lengthOf(*optimalLeafOrder(built, distances, RunContext()), distances);
      QVERIFY2(got <= shortest * (1 + 1e-12), describe(linkageCase, tree).c_str());
      ++compared;
    }
  }
  QVERIFY(compared > 100);
}

void TestLeafOrder::bestOrderHasNoCrossings() {
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      const Dendrogram built = builtTree(linkageCase, tree);
      const auto order =
          optimalLeafOrder(built, distancesOf(linkageCase, tree), RunContext()).value();
      QVERIFY2(hasNoCrossings(built, order), describe(linkageCase, tree).c_str());
    }
  }
}

void TestLeafOrder::treesOfAForestFollowEachOther() {
  const Dendrogram forest{5, {{1, 4, 1.0, 2}, {0, 3, 2.0, 2}}};
  QCOMPARE(leafOrder(forest), (std::vector<int32_t>{2, 1, 4, 0, 3}));
  const std::vector<double> distances(10, 1.0);
  const auto best = optimalLeafOrder(forest, {5, distances.data()}, RunContext());
  QVERIFY(hasNoCrossings(forest, *best));
  QCOMPARE(leafOrder(Dendrogram{1, {}}), (std::vector<int32_t>{0}));
}

void TestLeafOrder::stopLeavesNoOrder() {
  const auto tree = buildDendrogram(normalRows(50, 3, 1), {}, RunContext());
  RunContext stopped;
  stopped.requestStop();
  const std::vector<double> distances(50 * 49 / 2, 1.0);
  QVERIFY(!optimalLeafOrder(*tree, {50, distances.data()}, stopped));
}

void TestLeafOrder::refusesOtherDistances() {
  const std::vector<double> distances(10, 1.0);
  const Dendrogram pair{2, {{0, 1, 1.0, 2}}};
  QVERIFY(contains(expectError([&] {
                     optimalLeafOrder(pair, {5, distances.data()}, RunContext());
                   }),
                   "do not belong"));
  const Dendrogram large{kLargestOptimalOrder + 1, {}};
  QVERIFY(contains(expectError([&] {
                     optimalLeafOrder(large, {5, distances.data()}, RunContext());
                   }),
                   "at most 4000"));
}

void TestLeafOrder::knowsMonotoneTrees() {
  QVERIFY(isMonotone({3, {{0, 1, 1.0, 2}, {2, 3, 1.0, 3}}}));
  QVERIFY(!isMonotone({3, {{0, 1, 1.0, 2}, {2, 3, 0.9, 3}}}));
}

QTEST_APPLESS_MAIN(TestLeafOrder)
#include "test_leaf_order.moc"
