#include <QtTest>
#include <map>

#include "core/clustering/dendrogram_cuts.h"
#include "tests/clustering/linkage_cases.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

class TestDendrogramCuts : public QObject {
  Q_OBJECT

 private slots:
  void labelsAreThoseOfScikitLearn();
  void cutsByHeightAsSciPy();
  void aHigherCutJoinsWholeClusters();
  void aClusterIsAsHighAsTheHighestMergeInIt();
  void unitsAndFractionsRoundUp();
  void treesOfAForestStayApart();
  void budgetGoesToTheHighestMerges();
  void refusesCountsThatDoNotExist();
};

void TestDendrogramCuts::labelsAreThoseOfScikitLearn() {
  int cuts = 0;
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      const Dendrogram built = builtTree(linkageCase, tree);
      for (const auto& [count, expected] : tree.cutsByCount) {
        QVERIFY2(scikitLearnLabels(built, count) == expected.labels,
                 (describe(linkageCase, tree) + ", " + std::to_string(count)).c_str());
        QVERIFY(cutByCount(built, count) == partitionOf(expected.labels));
        ++cuts;
      }
    }
  }
  QVERIFY(cuts > 1500);
}

void TestDendrogramCuts::cutsByHeightAsSciPy() {
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      const Dendrogram built = builtTree(linkageCase, tree);
      for (const auto& [height, labels] : tree.cutsByHeight) {
        QVERIFY2(cutByHeight(built, height) == partitionOf(labels),
                 describe(linkageCase, tree).c_str());
      }
    }
  }
}

void TestDendrogramCuts::aHigherCutJoinsWholeClusters() {
  const auto tree = buildDendrogram(normalRows(60, 4, 3), {}, RunContext());
  for (int32_t clusters = 1; clusters < 60; ++clusters) {
    const Partition coarse = cutByCount(*tree, clusters);
    const Partition fine = cutByCount(*tree, clusters + 1);
    QCOMPARE(coarse.clusters, clusters);
    std::map<int32_t, int32_t> parent;
    for (std::size_t item = 0; item < 60; ++item) {
      parent.try_emplace(fine.clusterOf[item], coarse.clusterOf[item]);
      QCOMPARE(parent[fine.clusterOf[item]], coarse.clusterOf[item]);
    }
    const double height = tree->merges[static_cast<std::size_t>(59 - clusters)].height;
    QVERIFY(cutByHeight(*tree, height) == coarse);
  }
}

void TestDendrogramCuts::aClusterIsAsHighAsTheHighestMergeInIt() {
  // The second merge is lower than the first, which it holds.
  const Dendrogram tree{4, {{0, 1, 3.0, 2}, {2, 4, 2.0, 3}, {3, 5, 4.0, 4}}};
  QCOMPARE(cutByHeight(tree, 2.5).clusters, 4);
  QCOMPARE(cutByHeight(tree, 3.0).clusterOf, (std::vector<int32_t>{0, 0, 0, 1}));
  QCOMPARE(cutByHeight(tree, 4.0).clusters, 1);
  QCOMPARE(cutByHeight(tree, -1).clusters, 4);
}

void TestDendrogramCuts::unitsAndFractionsRoundUp() {
  const auto tree = buildDendrogram(normalRows(50, 3, 4), {}, RunContext());
  QCOMPARE(cutByUnitsPerCluster(*tree, 1).clusters, 50);
  QCOMPARE(cutByUnitsPerCluster(*tree, 3).clusters, 17);
  QCOMPARE(cutByUnitsPerCluster(*tree, 1000).clusters, 1);
  QCOMPARE(cutByFraction(*tree, 0).clusters, 1);
  QCOMPARE(cutByFraction(*tree, 0.14).clusters, 7);
  QCOMPARE(cutByFraction(*tree, 0.141).clusters, 8);
  QCOMPARE(cutByFraction(*tree, 1).clusters, 50);
  QVERIFY(contains(expectError([&] { cutByUnitsPerCluster(*tree, 0); }), "at least 1"));
  QVERIFY(contains(expectError([&] { cutByFraction(*tree, 1.5); }), "from 0 to 1"));
}

void TestDendrogramCuts::treesOfAForestStayApart() {
  const Dendrogram forest{6, {{0, 3, 1.0, 2}, {1, 2, 2.0, 2}, {4, 7, 3.0, 3}}};
  QCOMPARE(treeCount(forest), 3);
  QCOMPARE(cutByCount(forest, 3).clusterOf, (std::vector<int32_t>{0, 1, 1, 0, 1, 2}));
  QCOMPARE(cutByHeight(forest, 100).clusters, 3);
  QCOMPARE(cutByFraction(forest, 0).clusters, 3);
  QCOMPARE(partitionOf(scikitLearnLabels(forest, 4)), cutByCount(forest, 4));
  QVERIFY(contains(expectError([&] { cutByCount(forest, 2); }), "choose from 3 to 6"));
}

void TestDendrogramCuts::budgetGoesToTheHighestMerges() {
  const Dendrogram low{3, {{0, 1, 1.0, 2}, {2, 3, 2.0, 3}}};
  const Dendrogram high{4, {{0, 1, 1.5, 2}, {2, 3, 5.0, 2}, {4, 5, 6.0, 4}}};
  const std::vector<Dendrogram> both = {low, high};
  QCOMPARE(clustersWithinBudget(both, 2), (std::vector<int32_t>{1, 1}));
  QCOMPARE(clustersWithinBudget(both, 4), (std::vector<int32_t>{1, 3}));
  QCOMPARE(clustersWithinBudget(both, 5), (std::vector<int32_t>{2, 3}));
  QCOMPARE(clustersWithinBudget(both, 6), (std::vector<int32_t>{2, 4}));
  QCOMPARE(clustersWithinBudget(both, 7), (std::vector<int32_t>{3, 4}));
  const std::vector<Dendrogram> equal = {low, low};
  QCOMPARE(clustersWithinBudget(equal, 3), (std::vector<int32_t>{2, 1}));
  QVERIFY(contains(expectError([&] { clustersWithinBudget(both, 1); }), "choose from 2 to 7"));
  QVERIFY(contains(expectError([&] { clustersWithinBudget(both, 8); }), "choose from 2 to 7"));
}

void TestDendrogramCuts::refusesCountsThatDoNotExist() {
  const Dendrogram leaf{1, {}};
  QCOMPARE(scikitLearnLabels(leaf, 1), (std::vector<int32_t>{0}));
  QCOMPARE(cutByHeight(leaf, 0).clusters, 1);
  QVERIFY(contains(expectError([&] { scikitLearnLabels(leaf, 2); }), "into 2 clusters"));
  QVERIFY(contains(expectError([&] { cutByCount(leaf, 0); }), "into 0 clusters"));
}

QTEST_APPLESS_MAIN(TestDendrogramCuts)
#include "test_dendrogram_cuts.moc"
