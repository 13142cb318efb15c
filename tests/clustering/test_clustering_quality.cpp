#include <QtTest>
#include <cmath>

#include "core/clustering/clustering_quality.h"
#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/pairwise_distances.h"
#include "tests/clustering/linkage_cases.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

namespace {

CondensedDistances distancesOf(const FeatureMatrix& rows, Metric metric) {
  StageProgress progress(RunContext(), 1);
  return pairwiseDistances(rows, metric, DistanceMode::Exact, 1, progress).value();
}

}  // namespace

class TestClusteringQuality : public QObject {
  Q_OBJECT

 private slots:
  void copheneticCorrelationIsThatOfSciPy();
  void silhouettesAreThoseOfScikitLearn();
  void copheneticDistanceIsTheHeightOfTheMeeting();
  void sampledItemsHaveTheirSilhouettes_data();
  void sampledItemsHaveTheirSilhouettes();
  void sampleStopsAndRefuses();
  void refusesWhatHasNoQuality();
};

void TestClusteringQuality::copheneticCorrelationIsThatOfSciPy() {
  int compared = 0;
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      const auto got = copheneticCorrelation(builtTree(linkageCase, tree),
                                             distancesOf(linkageCase.rows, tree.options.metric));
      if (tree.cophenetic) {
        QVERIFY(got.has_value());
        QVERIFY2(std::abs(*got - *tree.cophenetic) < 1e-9, describe(linkageCase, tree).c_str());
        ++compared;
      }
    }
  }
  QVERIFY(compared > 400);
}

void TestClusteringQuality::silhouettesAreThoseOfScikitLearn() {
  int compared = 0;
  for (const LinkageCase& linkageCase : linkageCases()) {
    const double range = linkageCase.rows.maxCoeff() - linkageCase.rows.minCoeff();
    const bool tooFine = (linkageCase.rows.array().abs() < 1e-100).cast<int>().sum() > 0 &&
                         (linkageCase.rows.array() == 0).cast<int>().sum() == 0;
    if (range > 1e9 || tooFine) {
      continue;  // scikit-learn takes Euclidean distances from products
    }
    for (const ExpectedTree& tree : linkageCase.trees) {
      const Metric metric = tree.options.metric;
      for (const auto& [count, cut] : tree.cutsByCount) {
        if (cut.meanSilhouette) {
          const Partition partition = partitionOf(cut.labels);
          const Silhouette got = silhouette(partition, distancesOf(linkageCase.rows, metric));
          const auto same = silhouette(partition, linkageCase.rows, metric, RunContext());
          QVERIFY2(std::abs(got.mean - *cut.meanSilhouette) < 1e-5 &&
                       std::abs(got.byItem.front() - cut.firstSilhouette) < 1e-5,
                   (describe(linkageCase, tree) + ": " + std::to_string(got.mean) + " against " +
                    std::to_string(*cut.meanSilhouette))
                       .c_str());
          QCOMPARE(same->mean, got.mean);
          ++compared;
        }
      }
    }
  }
  QVERIFY(compared > 800);
}

void TestClusteringQuality::copheneticDistanceIsTheHeightOfTheMeeting() {
  const Dendrogram tree{4, {{0, 3, 1.0, 2}, {1, 2, 2.0, 2}, {4, 5, 5.0, 4}}};
  const CondensedDistances cophenetic = copheneticDistances(tree);
  QCOMPARE(cophenetic.at(0, 3), 1.0);
  QCOMPARE(cophenetic.at(2, 1), 2.0);
  QCOMPARE(cophenetic.at(0, 1), 5.0);
  QCOMPARE(cophenetic.at(3, 2), 5.0);
}

void TestClusteringQuality::sampledItemsHaveTheirSilhouettes_data() {
  QTest::addColumn<int>("metric");
  QTest::newRow("euclidean") << static_cast<int>(Metric::Euclidean);
  QTest::newRow("cosine") << static_cast<int>(Metric::Cosine);
  QTest::newRow("correlation") << static_cast<int>(Metric::Correlation);
}

void TestClusteringQuality::sampledItemsHaveTheirSilhouettes() {
  QFETCH(int, metric);
  const auto by = static_cast<Metric>(metric);
  const int32_t items = 700;  // more than one block
  const FeatureMatrix rows = normalRows(items, 9, 4);
  Partition partition{{}, 5};
  std::vector<int32_t> sampled;
  for (int32_t item = 0; item < items; ++item) {
    partition.clusterOf.push_back(item * item % 5);
    if (item % 7 == 3) {
      sampled.push_back(item);
    }
  }
  partition.clusters = 5;
  for (int32_t cluster = 0; cluster < 5; ++cluster) {
    partition.clusterOf[static_cast<size_t>(cluster)] = cluster;
  }
  const Silhouette all = silhouette(partition, distancesOf(rows, by));
  for (const int threads : {1, 2}) {
    StageProgress progress(RunContext(), 1);
    const auto distances = sampleDistances(rows, by, sampled, threads, progress);
    QVERIFY(distances.has_value());
    const Silhouette some = silhouette(partition, *distances);
    QCOMPARE(some.byItem.size(), sampled.size());
    double sum = 0;
    for (size_t i = 0; i < sampled.size(); ++i) {
      const double expected = all.byItem[static_cast<size_t>(sampled[i])];
      sum += expected;
      QVERIFY2(
          std::abs(some.byItem[i] - expected) < 1e-5,
          qPrintable(
              QString("item %1: %2, not %3").arg(sampled[i]).arg(some.byItem[i]).arg(expected)));
    }
    QVERIFY(std::abs(some.mean - sum / static_cast<double>(sampled.size())) < 1e-5);
  }
}

void TestClusteringQuality::sampleStopsAndRefuses() {
  RunContext stopped;
  stopped.requestStop();
  StageProgress progress(stopped, 1);
  QVERIFY(!sampleDistances(normalRows(50, 3, 1), Metric::Euclidean, {1, 2}, 1, progress));
  FeatureMatrix rows = normalRows(5, 3, 1);
  rows.row(3).setZero();
  StageProgress other(RunContext(), 1);
  const auto sample = [&](Metric metric) {
    return expectError([&] { sampleDistances(rows, metric, {0}, 1, other); });
  };
  QVERIFY(contains(sample(Metric::Cosine), "item 3 has no direction"));
  QVERIFY(contains(sample(Metric::Correlation), "item 3 has no direction"));
}

void TestClusteringQuality::refusesWhatHasNoQuality() {
  const Dendrogram forest{3, {{0, 1, 1.0, 2}}};
  QVERIFY(contains(expectError([&] { copheneticDistances(forest); }), "need one tree"));
  const std::vector<double> three = {1, 2, 3};
  const Partition one{{0, 0, 0}, 1};
  QVERIFY(contains(expectError([&] { silhouette(one, {3, three.data()}); }), "2 to 2 clusters"));
  const Partition two{{0, 1}, 2};
  QVERIFY(contains(expectError([&] { silhouette(two, {3, three.data()}); }), "do not belong"));
  const std::vector<double> equal = {1, 1, 1};
  const Dendrogram tree{3, {{0, 1, 1.0, 2}, {2, 3, 1.0, 3}}};
  QVERIFY(!copheneticCorrelation(tree, {3, equal.data()}));
  RunContext stopped;
  stopped.requestStop();
  QVERIFY(!silhouette({{0, 0, 1}, 2}, normalRows(3, 2, 1), Metric::Euclidean, stopped));
}

QTEST_APPLESS_MAIN(TestClusteringQuality)
#include "test_clustering_quality.moc"
