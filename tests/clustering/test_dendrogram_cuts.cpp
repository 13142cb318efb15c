#include <QtTest>

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

QTEST_APPLESS_MAIN(TestDendrogramCuts)
#include "test_dendrogram_cuts.moc"
