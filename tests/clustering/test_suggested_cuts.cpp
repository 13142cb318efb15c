#include <QtTest>

#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/pairwise_distances.h"
#include "core/clustering/suggested_cuts.h"
#include "tests/clustering/linkage_cases.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// Three groups of 20, 15 and 10 rows in turns, far from each other.
struct Groups {
  FeatureMatrix rows = normalRows(45, 4, 21);
  std::vector<int32_t> group;
  Groups() {
    for (Eigen::Index row = 0; row < 45; ++row) {
      const int32_t mine = row < 30 ? static_cast<int32_t>(row % 3) : row < 40 ? 0 : 1;
      rows.row(row).array() += 30.0 * mine * mine;
      group.push_back(mine);
    }
  }
};

Dendrogram averageTree(const FeatureMatrix& rows) {
  LinkageOptions options;
  options.method = LinkageMethod::Average;
  return buildDendrogram(rows, options, RunContext()).value();
}

CondensedDistances distancesOf(const FeatureMatrix& rows) {
  StageProgress progress(RunContext(), 1);
  return pairwiseDistances(rows, Metric::Euclidean, DistanceMode::Exact, 1, progress).value();
}

}  // namespace

class TestSuggestedCuts : public QObject {
  Q_OBJECT

 private slots:
  void everySuggestionFindsSeparateGroups();
  void theLargestGapIsBetweenMerges();
  void dynamicCutFindsGroupsOfDifferentTightness();
  void dynamicCutKeepsClustersLargeEnough();
  void refusesWhatCannotBeSuggested();
};

void TestSuggestedCuts::everySuggestionFindsSeparateGroups() {
  const Groups groups;
  const Dendrogram tree = averageTree(groups.rows);
  const SuggestedCut best =
      bestSilhouetteCut(tree, distancesOf(groups.rows), 2, 10, RunContext()).value();
  QCOMPARE(best.clusters, 3);
  QVERIFY(best.score > 0.8 && best.score < 1);
  QVERIFY(dynamicTreeCut(tree, 8) == partitionOf(groups.group));
}

void TestSuggestedCuts::theLargestGapIsBetweenMerges() {
  const Dendrogram tree{5, {{0, 1, 1.0, 2}, {2, 3, 1.5, 2}, {4, 5, 6.0, 3}, {6, 7, 8.0, 5}}};
  const SuggestedCut cut = largestGapCut(tree);
  QCOMPARE(cut.clusters, 3);
  QCOMPARE(cut.score, 4.5);
}

void TestSuggestedCuts::dynamicCutFindsGroupsOfDifferentTightness() {
  // No single height parts the two tight groups and keeps the loose one whole.
  FeatureMatrix rows = normalRows(60, 2, 22);
  for (Eigen::Index row = 0; row < 60; ++row) {
    rows.row(row) *= row < 20 ? 4.0 : 0.02;
    rows(row, 0) += row < 20 ? 60.0 : row < 40 ? 0.0 : 1.0;
  }
  const Dendrogram tree = averageTree(rows);
  const Partition cut = dynamicTreeCut(tree, 10);
  for (Eigen::Index row = 20; row < 60; ++row) {
    QCOMPARE(cut.clusterOf[static_cast<std::size_t>(row)], cut.clusterOf[row < 40 ? 20U : 40U]);
  }
  QVERIFY(cut.clusterOf[20] != cut.clusterOf[40]);
  QVERIFY(cut.clusterOf[0] != cut.clusterOf[20]);
}

void TestSuggestedCuts::dynamicCutKeepsClustersLargeEnough() {
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      const Dendrogram built = builtTree(linkageCase, tree);
      for (const int32_t smallest : {1, 2, 4}) {
        const Partition cut = dynamicTreeCut(built, smallest);
        QCOMPARE(cut.clusterOf.size(), static_cast<std::size_t>(built.leafCount));
        for (const auto& members : cut.members()) {
          QVERIFY(static_cast<int32_t>(members.size()) >= std::min(smallest, built.leafCount));
        }
      }
    }
  }
}

void TestSuggestedCuts::refusesWhatCannotBeSuggested() {
  const Dendrogram pair{2, {{0, 1, 1.0, 2}}};
  QVERIFY(contains(expectError([&] { largestGapCut(pair); }), "at least three leaves"));
  QVERIFY(contains(expectError([&] { dynamicTreeCut(pair, 0); }), "at least 1"));
  const Groups groups;
  const Dendrogram tree = averageTree(groups.rows);
  const CondensedDistances distances = distancesOf(groups.rows);
  QVERIFY(contains(expectError([&] { bestSilhouetteCut(tree, distances, 1, 5, RunContext()); }),
                   "within 2 to"));
  RunContext stopped;
  stopped.requestStop();
  QVERIFY(!bestSilhouetteCut(tree, distances, 2, 5, stopped));
}

QTEST_APPLESS_MAIN(TestSuggestedCuts)
#include "test_suggested_cuts.moc"
