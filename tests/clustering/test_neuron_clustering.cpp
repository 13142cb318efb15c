#include <QtTest>
#include <set>

#include "core/clustering/neuron_clustering.h"
#include "tests/clustering/reference_tables.h"
#include "tests/mutation/small_networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_network.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

using Clusters = std::set<std::set<int>>;

Clusters clustersOf(const Clustering& clustering) {
  Clusters clusters;
  for (const std::vector<int32_t>& members : clustering.partition.members()) {
    clusters.insert(std::set<int>(members.begin(), members.end()));
  }
  return clusters;
}

// Weighted layer -> clusters.
std::map<int, Clusters> expectedClusters(const std::string& model, int unitsPerCluster) {
  std::map<int, Clusters> expected;
  for (const TableRow& row : readTable("expected/" + model + ".neuron-clusters.csv")) {
    if (row["units_per_cluster"].toInt() == unitsPerCluster) {
      std::set<int> units;
      for (const QString& unit : row["units"].split(' ')) {
        units.insert(unit.toInt());
      }
      expected[row["weighted_layer"].toInt()].insert(units);
    }
  }
  return expected;
}

ProbeInputs probes(const Network& network, int count) {
  ProbeInputs inputs;
  for (int i = 0; i < count; ++i) {
    inputs.push_back(randomInputs(network, 1, static_cast<uint64_t>(i)));
  }
  return inputs;
}

std::vector<Clustering> cluster(const Network& network, const NeuronClusteringOptions& options) {
  return clusterNeurons(network, options, probes(network, 4), RunContext()).value();
}

}  // namespace

class TestNeuronClustering : public QObject {
  Q_OBJECT

 private slots:
  void equalsTheReferencePartitions_data();
  void equalsTheReferencePartitions();
  void leavesTheOutputLayerOutUnlessAsked();
  void everyBranchIntoTheLogitsIsAnOutputLayer();
  void everyFeatureAndCutPartitionsAllUnits_data();
  void everyFeatureAndCutPartitionsAllUnits();
  void clustersOneUnitAlone();
  void outputLayerFallsBackToIncomingWeights();
  void observerSeesTheRows();
  void stopsWhenAsked();
  void rejectsASimilarityThreshold();
  void rejectsCutsThatMeanNothing_data();
  void rejectsCutsThatMeanNothing();
};

void TestNeuronClustering::equalsTheReferencePartitions_data() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<int>("unitsPerCluster");
  for (const char* model : {"fcnn-mnist", "lenet5-mnist"}) {
    for (int size = 1; size <= 10; ++size) {
      QTest::newRow(qPrintable(QString("%1, %2").arg(model).arg(size))) << model << size;
    }
  }
}

void TestNeuronClustering::equalsTheReferencePartitions() {
  MAACC_REQUIRE_REFERENCE();
  QFETCH(QString, model);
  QFETCH(int, unitsPerCluster);
  NeuronClusteringOptions options;
  options.cut.value = unitsPerCluster;
  const auto expected = expectedClusters(model.toStdString(), unitsPerCluster);
  const auto found = cluster(paperModel(model.toStdString()), options);
  QCOMPARE(found.size(), expected.size());
  for (const Clustering& clustering : found) {
    QVERIFY2(clustersOf(clustering) == expected.at(clustering.weightedLayer),
             qPrintable(QString("weighted layer %1").arg(clustering.weightedLayer)));
  }
}

void TestNeuronClustering::leavesTheOutputLayerOutUnlessAsked() {
  const Network network = denseNetwork({3, 5, 4, 2});
  NeuronClusteringOptions options;
  QCOMPARE(cluster(network, options).size(), std::size_t{2});
  options.outputLayer = true;
  const auto all = cluster(network, options);
  QCOMPARE(all.size(), std::size_t{3});
  QCOMPARE(all.back().weightedLayer, 2);
  options.weightedLayers = {1};
  QCOMPARE(cluster(network, options).front().weightedLayer, 1);
}

void TestNeuronClustering::everyBranchIntoTheLogitsIsAnOutputLayer() {
  Network network("two heads");
  const LayerId in = network.add("in", InputLayer{{2}, false}, {});
  const LayerId hidden = network.add("hidden", plainDense(3, 2), {in});
  const LayerId left = network.add("left", plainDense(2, 3), {hidden});
  const LayerId right = network.add("right", plainDense(2, 3), {hidden});
  network.finish(network.add("sum", AddLayer{}, {left, right}));
  QVERIFY(!isOutputLayer(network, 0));
  QVERIFY(isOutputLayer(network, 1) && isOutputLayer(network, 2));
}

void TestNeuronClustering::everyFeatureAndCutPartitionsAllUnits_data() {
  QTest::addColumn<QString>("features");
  QTest::addColumn<QString>("cut");
  QTest::addColumn<double>("value");
  QTest::addColumn<int>("clusters");  // of 6 units; -1: not known
  for (const char* features : {"incoming", "outgoing", "activations"}) {
    const auto row = [&](const char* cut, double value, int clusters) {
      QTest::newRow(qPrintable(QString("%1, %2 %3").arg(features, cut).arg(value)))
          << features << cut << value << clusters;
    };
    row("units-per-cluster", 4, 2);
    row("units-per-cluster", 100, 1);
    row("clusters", 3, 3);
    row("clusters", 100, 6);
    row("fraction", 0.5, 3);
    row("fraction", 0.01, 1);
    row("height", 1e9, 1);
  }
}

void TestNeuronClustering::everyFeatureAndCutPartitionsAllUnits() {
  QFETCH(QString, features);
  QFETCH(QString, cut);
  QFETCH(double, value);
  QFETCH(int, clusters);
  const Network network = denseNetwork({3, 6, 6, 2});
  NeuronClusteringOptions options;
  options.features = parseUnitFeatures(features.toStdString());
  options.cut = {parseCut(cut.toStdString()), value};
  options.linkage = LinkageMethod::Average;
  for (const Clustering& clustering : cluster(network, options)) {
    QCOMPARE(clustering.partition.clusters, clusters);
    QCOMPARE(clustering.items, (std::vector<int64_t>{0, 1, 2, 3, 4, 5}));
    QCOMPARE(clustering.partition.clusterOf.size(), std::size_t{6});
  }
}

void TestNeuronClustering::clustersOneUnitAlone() {
  const auto found = cluster(denseNetwork({3, 1, 2}), {});
  QCOMPARE(found.front().partition.clusters, 1);
  QVERIFY(found.front().dendrogram.merges.empty());
}

void TestNeuronClustering::outputLayerFallsBackToIncomingWeights() {
  NeuronClusteringOptions options;
  options.features = UnitFeatureKind::OutgoingWeights;
  options.outputLayer = true;
  const auto found = cluster(denseNetwork({3, 4, 2}), options);
  QVERIFY(found.front().method.find("outgoing weights") != std::string::npos);
  QVERIFY(found.back().method.find("incoming weights") != std::string::npos);
}

void TestNeuronClustering::observerSeesTheRows() {
  const Network network = denseNetwork({3, 4, 2});
  int seen = 0;
  clusterNeurons(network, {}, {}, RunContext(),
                 [&](const Clustering& clustering, const FeatureMatrix& rows) {
                   ++seen;
                   QCOMPARE(rows.rows(), Eigen::Index{4});
                   QCOMPARE(clustering.partition.clusters, 2);
                 });
  QCOMPARE(seen, 1);
}

void TestNeuronClustering::stopsWhenAsked() {
  RunContext context;
  context.requestStop();
  QVERIFY(!clusterNeurons(denseNetwork({3, 40, 2}), {}, {}, context).has_value());
}

void TestNeuronClustering::rejectsASimilarityThreshold() {
  NeuronClusteringOptions options;
  options.cut = {CutKind::SimilarityThreshold, 0.5};
  QVERIFY(contains(expectError([&] { cluster(denseNetwork({3, 4, 2}), options); }), "similarity"));
}

void TestNeuronClustering::rejectsCutsThatMeanNothing_data() {
  QTest::addColumn<QString>("cut");
  QTest::addColumn<double>("value");
  QTest::newRow("no units") << "units-per-cluster" << 0.0;
  QTest::newRow("half a unit") << "units-per-cluster" << 1.5;
  QTest::newRow("no clusters") << "clusters" << 0.0;
  QTest::newRow("negative height") << "height" << -1.0;
  QTest::newRow("no height") << "height" << std::numeric_limits<double>::quiet_NaN();
  QTest::newRow("nothing") << "fraction" << 0.0;
  QTest::newRow("more than all") << "fraction" << 1.01;
  QTest::newRow("above one") << "similarity-threshold" << 1.5;
}

void TestNeuronClustering::rejectsCutsThatMeanNothing() {
  QFETCH(QString, cut);
  QFETCH(double, value);
  const Error error = expectError([&] { checkCut({parseCut(cut.toStdString()), value}); });
  QCOMPARE(error.code(), ErrorCode::Usage);
  QVERIFY(contains(error, cut.toStdString()));
}

QTEST_APPLESS_MAIN(TestNeuronClustering)
#include "test_neuron_clustering.moc"
