#include <QtTest>
#include <set>

#include "core/base/random_stream.h"
#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/linkage.h"
#include "core/clustering/parhac.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

namespace {

SimilarityMatrix randomGraph(int nodes, uint64_t seed, double share = 1) {
  RandomStream stream(seed, "graph");
  SimilarityMatrix graph = SimilarityMatrix::Zero(nodes, nodes);
  for (int i = 0; i < nodes; ++i) {
    for (int j = i + 1; j < nodes; ++j) {
      const double weight = stream.uniform();
      const bool edge = stream.uniform() < share;
      graph(i, j) = edge ? static_cast<float>(weight) : 0;
      graph(j, i) = graph(i, j);
    }
  }
  return graph;
}

ParHacClusters cluster(const SimilarityMatrix& graph, const ParHacOptions& options) {
  return clusterByParHac({graph}, options, RunContext()).value().front();
}

Partition exactAverage(const SimilarityMatrix& graph, double threshold) {
  CondensedDistances distances(static_cast<int32_t>(graph.rows()));
  double* next = distances.data();
  for (Eigen::Index i = 0; i < graph.rows(); ++i) {
    for (Eigen::Index j = i + 1; j < graph.rows(); ++j) {
      *next++ = 1 - static_cast<double>(graph(i, j));
    }
  }
  const auto tree =
      buildDendrogramFromDistances(std::move(distances), LinkageMethod::Average, RunContext());
  return cutByHeight(*tree, 1 - threshold);
}

using Members = std::vector<int>;

double averageSimilarity(const SimilarityMatrix& graph, const Members& a, const Members& b) {
  double sum = 0;
  for (int i : a) {
    for (int j : b) {
      sum += graph(i, j);
    }
  }
  return sum / static_cast<double>(a.size() * b.size());
}

}  // namespace

class TestParHac : public QObject {
  Q_OBJECT

 private slots:
  void isExactAverageLinkageWithoutSlack();
  void everyMergeIsNearlyTheBest();
  void sameSeedGivesSameClusters();
  void coloursChangeWithTheSeed();
  void missingEdgesAreZeroSimilarity();
  void graphsStayApart();
  void graphsShareTheRounds();
  void clustersAreSubtrees();
  void higherThresholdsGiveMoreClusters();
  void equalSimilaritiesAllMerge();
  void oneNodeIsOneCluster();
  void stopsWhenAsked();
  void rejectsNegativeThresholds();
};

void TestParHac::isExactAverageLinkageWithoutSlack() {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    const SimilarityMatrix graph = randomGraph(5 + static_cast<int>(seed), seed);
    for (double threshold : {0.3, 0.55, 0.7, 0.9}) {
      const ParHacClusters found = cluster(graph, {threshold, 0, seed});
      QVERIFY2(found.partition == exactAverage(graph, threshold),
               qPrintable(QString("seed %1, threshold %2").arg(seed).arg(threshold)));
    }
  }
}

void TestParHac::everyMergeIsNearlyTheBest() {
  constexpr double kEpsilon = 0.1;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const SimilarityMatrix graph = randomGraph(40, seed, 0.7);
    const ParHacClusters found = cluster(graph, {0.05, kEpsilon, seed});
    std::map<int, Members> alive;
    for (int node = 0; node < 40; ++node) {
      alive[node] = {node};
    }
    int made = 40;
    for (const Merge& merge : found.dendrogram.merges) {
      double best = 0;
      for (auto a = alive.begin(); a != alive.end(); ++a) {
        for (auto b = std::next(a); b != alive.end(); ++b) {
          best = std::max(best, averageSimilarity(graph, a->second, b->second));
        }
      }
      Members joined = alive.at(merge.left);
      const Members& right = alive.at(merge.right);
      QVERIFY(averageSimilarity(graph, joined, right) >=
              best / ((1 + kEpsilon) * (1 + kEpsilon)) - 1e-6);
      joined.insert(joined.end(), right.begin(), right.end());
      QCOMPARE(static_cast<int>(joined.size()), merge.size);
      alive.erase(merge.left);
      alive.erase(merge.right);
      alive[made++] = joined;
    }
  }
}

void TestParHac::sameSeedGivesSameClusters() {
  const SimilarityMatrix graph = randomGraph(60, 1);
  const ParHacClusters first = cluster(graph, {0.4, 0.1, 5});
  const ParHacClusters second = cluster(graph, {0.4, 0.1, 5});
  QVERIFY(first.dendrogram == second.dendrogram);
  QVERIFY(first.partition == second.partition);
}

void TestParHac::coloursChangeWithTheSeed() {
  const SimilarityMatrix graph = randomGraph(60, 1);
  std::set<std::vector<int32_t>> seen;
  for (uint64_t seed = 0; seed < 10; ++seed) {
    seen.insert(cluster(graph, {0.5, 0.1, seed}).partition.clusterOf);
  }
  QVERIFY(seen.size() > 3);
}

// Averages over pairs, also those without an edge: 0-1 and 1-2 merge, 0-2 has none.
void TestParHac::missingEdgesAreZeroSimilarity() {
  SimilarityMatrix graph = SimilarityMatrix::Zero(3, 3);
  graph(0, 1) = graph(1, 0) = 0.9F;
  graph(1, 2) = graph(2, 1) = 0.8F;
  const ParHacClusters found = cluster(graph, {0.0, 0.1, 0});
  QCOMPARE(found.dendrogram.merges.size(), std::size_t{2});
  QVERIFY(std::abs(found.dendrogram.merges[1].height - (1 - 0.4)) < 1e-6);
  QCOMPARE(cluster(graph, {0.41, 0.1, 0}).partition.clusters, 2);
  QCOMPARE(cluster(graph, {0.39, 0.1, 0}).partition.clusters, 1);
}

void TestParHac::graphsStayApart() {
  const auto found =
      clusterByParHac({randomGraph(7, 1), randomGraph(9, 2)}, {0, 0.1, 3}, RunContext());
  QCOMPARE(found->at(0).partition.clusters, 1);
  QCOMPARE(found->at(1).partition.clusters, 1);
  QCOMPARE(found->at(1).dendrogram.leafCount, 9);
}

// A round takes what is near the largest similarity of all graphs, so the weaker graph is left
// alone above the threshold and not looked at below it.
void TestParHac::graphsShareTheRounds() {
  SimilarityMatrix strong = SimilarityMatrix::Constant(2, 2, 0.9F);
  SimilarityMatrix weak = SimilarityMatrix::Constant(2, 2, 0.3F);
  const auto found = clusterByParHac({strong, weak}, {0.5, 0.1, 3}, RunContext());
  QCOMPARE(found->at(0).partition.clusters, 1);
  QCOMPARE(found->at(1).partition.clusters, 2);
  QVERIFY(found->at(1).dendrogram.merges.empty());
}

void TestParHac::clustersAreSubtrees() {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const ParHacClusters found = cluster(randomGraph(50, seed), {0.5, 0.1, seed});
    const Dendrogram& tree = found.dendrogram;
    std::vector<std::set<int>> below;
    for (int leaf = 0; leaf < tree.leafCount; ++leaf) {
      below.push_back({leaf});
    }
    for (const Merge& merge : tree.merges) {
      std::set<int> both = below[static_cast<std::size_t>(merge.left)];
      const std::set<int>& right = below[static_cast<std::size_t>(merge.right)];
      both.insert(right.begin(), right.end());
      below.push_back(both);
    }
    for (const std::vector<int32_t>& members : found.partition.members()) {
      const std::set<int> wanted(members.begin(), members.end());
      QVERIFY(std::find(below.begin(), below.end(), wanted) != below.end());
    }
  }
}

void TestParHac::higherThresholdsGiveMoreClusters() {
  const SimilarityMatrix graph = randomGraph(80, 4);
  int before = 0;
  for (double threshold : {0.2, 0.5, 0.6, 0.8, 0.95, 1.0}) {
    const int clusters = cluster(graph, {threshold, 0.1, 9}).partition.clusters;
    QVERIFY(clusters >= before);
    before = clusters;
  }
  QCOMPARE(before, 80);
}

void TestParHac::equalSimilaritiesAllMerge() {
  const SimilarityMatrix graph = SimilarityMatrix::Constant(64, 64, 0.1F);
  const ParHacClusters found = cluster(graph, {0.1, 0.1, 2});
  QCOMPARE(found.partition.clusters, 1);
  QCOMPARE(found.dendrogram.merges.size(), std::size_t{63});
}

void TestParHac::oneNodeIsOneCluster() {
  QCOMPARE(cluster(SimilarityMatrix::Zero(1, 1), {0.5, 0.1, 0}).partition.clusters, 1);
}

void TestParHac::stopsWhenAsked() {
  RunContext context;
  context.requestStop();
  QVERIFY(!clusterByParHac({randomGraph(10, 1)}, {0.1, 0.1, 0}, context).has_value());
}

void TestParHac::rejectsNegativeThresholds() {
  const auto attempt = [] { cluster(SimilarityMatrix::Zero(2, 2), {-0.1, 0.1, 0}); };
  QVERIFY(contains(expectError(attempt), "threshold"));
}

QTEST_APPLESS_MAIN(TestParHac)
#include "test_parhac.moc"
