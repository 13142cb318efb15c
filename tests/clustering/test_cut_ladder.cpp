#include <QtTest>

#include "core/clustering/cut_ladder.h"
#include "core/clustering/dendrogram_cuts.h"
#include "tests/clustering/linkage_cases.h"

using namespace maacc;
using namespace maacc::test;

class TestCutLadder : public QObject {
  Q_OBJECT

 private slots:
  void rungsAreCutsByCount();
  void heightsAreCutsByHeight();
  void countsAreThoseOfThePartition();
  void nearestRungIsNearest();
  void equalMergesShareAHeight();
  void lowerParentsComeAfterTheirChildren();
  void treesOfAForestStayApart();
  void aLeafAloneHasOneRung();
};

void TestCutLadder::rungsAreCutsByCount() {
  int cuts = 0;
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      const Dendrogram built = builtTree(linkageCase, tree);
      const CutLadder ladder(built);
      for (const auto& [clusters, expected] : tree.cutsByCount) {
        const int32_t rung = ladder.rungOfClusters(clusters);
        QCOMPARE(ladder.clusters(rung), clusters);
        QVERIFY2(ladder.partition(built, rung) == partitionOf(expected.labels),
                 describe(linkageCase, tree).c_str());
        ++cuts;
      }
    }
  }
  QVERIFY(cuts > 1500);
}

void TestCutLadder::heightsAreCutsByHeight() {
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      const Dendrogram built = builtTree(linkageCase, tree);
      const CutLadder ladder(built);
      for (const auto& [height, labels] : tree.cutsByHeight) {
        QVERIFY2(ladder.partition(built, ladder.rungAt(height)) == partitionOf(labels),
                 describe(linkageCase, tree).c_str());
      }
    }
  }
}

void TestCutLadder::countsAreThoseOfThePartition() {
  const auto tree = buildDendrogram(normalRows(70, 4, 5), {}, RunContext());
  const CutLadder ladder(*tree);
  QCOMPARE(ladder.top(), 69);
  for (int32_t rung = 0; rung <= ladder.top(); ++rung) {
    const auto members = ladder.partition(*tree, rung).members();
    int32_t singletons = 0;
    std::size_t largest = 0;
    for (const auto& cluster : members) {
      singletons += cluster.size() == 1 ? 1 : 0;
      largest = std::max(largest, cluster.size());
    }
    QCOMPARE(ladder.clusters(rung), static_cast<int32_t>(members.size()));
    QCOMPARE(ladder.singletons(rung), singletons);
    QCOMPARE(ladder.largest(rung), static_cast<int32_t>(largest));
  }
}

void TestCutLadder::nearestRungIsNearest() {
  const auto tree = buildDendrogram(normalRows(25, 3, 8), {}, RunContext());
  const CutLadder ladder(*tree);
  for (int step = 0; step <= 200; ++step) {
    const double height = ladder.highest() * 1.2 * step / 200;
    const int32_t found = ladder.nearestRung(height);
    for (int32_t rung = 0; rung <= ladder.top(); ++rung) {
      QVERIFY(std::abs(ladder.height(found) - height) <= std::abs(ladder.height(rung) - height));
    }
  }
}

void TestCutLadder::equalMergesShareAHeight() {
  const Dendrogram tree{5, {{0, 1, 1, 2}, {2, 3, 1, 2}, {5, 6, 1, 4}, {4, 7, 2, 5}}};
  const CutLadder ladder(tree);
  QCOMPARE(ladder.rungAt(1), 3);
  QCOMPARE(ladder.nearestRung(1.1), 3);
  QVERIFY(ladder.isReachedByHeight(3) && !ladder.isReachedByHeight(2));
  QCOMPARE(ladder.partition(tree, 2).clusters, 3);
  QCOMPARE(ladder.height(0), 0.5);
}

void TestCutLadder::lowerParentsComeAfterTheirChildren() {
  const Dendrogram tree{5, {{0, 1, 3, 2}, {2, 5, 2, 3}, {3, 4, 1, 2}}};
  const CutLadder ladder(tree);
  for (const double height : {0.5, 1.0, 2.5, 3.0}) {
    QVERIFY(ladder.partition(tree, ladder.rungAt(height)) == cutByHeight(tree, height));
  }
  QCOMPARE(ladder.rungOfMerge(2), 1);
  QCOMPARE(ladder.mergeOf(1), 2);
  QCOMPARE(ladder.rungAt(2.5), 1);
}

void TestCutLadder::treesOfAForestStayApart() {
  const Dendrogram forest{6, {{0, 1, 1, 2}, {2, 3, 2, 2}}};
  const CutLadder ladder(forest);
  QCOMPARE(ladder.clusters(ladder.top()), 4);
  QCOMPARE(ladder.rungOfClusters(1), ladder.top());
  QCOMPARE(ladder.rungOfClusters(100), 0);
}

void TestCutLadder::aLeafAloneHasOneRung() {
  const Dendrogram leaf{1, {}};
  const CutLadder ladder(leaf);
  QCOMPARE(ladder.top(), 0);
  QCOMPARE(ladder.clusters(0), 1);
  QCOMPARE(ladder.height(0), 0.0);
  QCOMPARE(ladder.nearestRung(5), 0);
  QCOMPARE(ladder.partition(leaf, 0).clusters, 1);
}

QTEST_APPLESS_MAIN(TestCutLadder)
#include "test_cut_ladder.moc"
