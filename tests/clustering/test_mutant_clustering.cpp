#include <QtTest>
#include <set>

#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/mutant_clustering.h"
#include "core/clustering/mutant_features.h"
#include "core/model/reference_evaluator.h"
#include "tests/clustering/reference_tables.h"
#include "tests/mutation/small_networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

MutationPlan planOf(const Network& network, const std::string& operators, uint64_t seed = 3) {
  PlanSettings settings;
  settings.operators = parseOperators(operators);
  settings.seed = seed;
  return enumerateMutants(network, settings);
}

std::vector<int64_t> positionsOfLayer(const MutationPlan& plan, int layer) {
  std::vector<int64_t> positions;
  for (std::size_t i = 0; i < plan.mutants.size(); ++i) {
    if (plan.mutants[i].weightedLayer == layer) {
      positions.push_back(static_cast<int64_t>(i));
    }
  }
  return positions;
}

// Unit index, weights and bias of the mutant, as the published program writes them.
std::vector<double> publishedRow(const Network& network, const Mutant& mutant, uint64_t seed) {
  for (const UnitWeightChange& change : resolveMutant(network, mutant, seed)) {
    if (change.unit.index == mutant.units.front()) {
      std::vector<double> row = {static_cast<double>(mutant.units.front())};
      row.insert(row.end(), change.kernel.begin(), change.kernel.end());
      row.push_back(change.bias);
      return row;
    }
  }
  return {};
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  }
  return std::sqrt(sum);
}

ProbeInputs probes(const Network& network, int count) {
  ProbeInputs inputs;
  for (int i = 0; i < count; ++i) {
    inputs.push_back(randomInputs(network, 1, static_cast<uint64_t>(i)));
  }
  return inputs;
}

std::vector<Clustering> cluster(const Network& network,
                                const MutationPlan& plan,
                                const MutantClusteringOptions& options) {
  return clusterMutants(network, plan, options, probes(network, 3), RunContext()).value();
}

std::string textOf(const QString& text) { return text.toStdString(); }

}  // namespace

class TestMutantClustering : public QObject {
  Q_OBJECT

 private slots:
  void distancesAreThoseOfTheMutantsWeights_data();
  void distancesAreThoseOfTheMutantsWeights();
  void equalUnitsAreAsFarApartAsTheirIndices();
  void affineOperatorsKeepTheWeightsBefore();
  void otherOperatorsAddTheWeightsAfter();
  void brokenWeightsStayFinite();
  void logitChangesAreTheReferenceEvaluators();
  void marginLossCountsKilledClasses();
  void halfAMarginIsHalfALoss();
  void everyMutantIsInOneClustering_data();
  void everyMutantIsInOneClustering();
  void methodsSplitAsTheirNamesSay();
  void publishedMethodsJoinUnlikeMutants();
  void similarityIsRelativeToTheLargestDistance();
  void resultsDoNotDependOnTheSeedUnlessColoured();
  void stopsWhenAsked();
  void rejectsWhatTheMethodsExclude_data();
  void rejectsWhatTheMethodsExclude();
};

void TestMutantClustering::distancesAreThoseOfTheMutantsWeights_data() {
  QTest::addColumn<QString>("operators");
  QTest::newRow("paper") << "CW,NAI,NEB";
  QTest::newRow("affine") << "CW:0.3,NAI-B,NEB-B,WS:3,BS:2,BA:1";
  QTest::newRow("replacing") << "GF,SHUFFLE,SIGN";
  QTest::newRow("both") << "CW,WA:0.5,SWITCH";
}

void TestMutantClustering::distancesAreThoseOfTheMutantsWeights() {
  QFETCH(QString, operators);
  for (uint64_t seed = 0; seed < 10; ++seed) {
    const Network network = randomNetwork(seed);
    const MutationPlan plan = planOf(network, textOf(operators));
    for (int layer = 0; layer < static_cast<int>(network.weightedLayers().size()); ++layer) {
      const std::vector<int64_t> positions = positionsOfLayer(plan, layer);
      if (positions.empty()) {
        continue;
      }
      const CondensedDistances found = publishedMutantDistances(network, plan, positions);
      for (std::size_t i = 0; i < positions.size(); ++i) {
        const Mutant& a = plan.mutants[static_cast<std::size_t>(positions[i])];
        for (std::size_t j = i + 1; j < positions.size(); ++j) {
          const Mutant& b = plan.mutants[static_cast<std::size_t>(positions[j])];
          const double expected =
              distance(publishedRow(network, a, plan.seed), publishedRow(network, b, plan.seed));
          const double value = found.at(static_cast<int32_t>(i), static_cast<int32_t>(j));
          QVERIFY2(std::abs(value - expected) <= 1e-9 * std::max(1.0, expected),
                   qPrintable(QString("%1 and %2: %3, expected %4")
                                  .arg(a.id.text.c_str(), b.id.text.c_str())
                                  .arg(value)
                                  .arg(expected)));
        }
      }
    }
  }
}

// Their weights cancel in the products, which would leave noise in place of 0.
void TestMutantClustering::equalUnitsAreAsFarApartAsTheirIndices() {
  Network network("equal");
  const LayerId in = network.add("in", InputLayer{{50}, false}, {});
  DenseLayer dense = plainDense(3, 50);
  for (std::size_t i = 0; i < dense.kernel.values.size(); ++i) {
    dense.kernel.values[i] = 1000.1F + static_cast<float>(i % 50);
  }
  dense.bias = {};
  const LayerId hidden = network.add("hidden", dense, {in});
  network.finish(network.add("classes", plainDense(2, 3), {hidden}));
  const MutationPlan plan = planOf(network, "CW");
  const CondensedDistances found =
      publishedMutantDistances(network, plan, positionsOfLayer(plan, 0));
  QCOMPARE(found.at(0, 1), 1.0);
  QCOMPARE(found.at(0, 2), 2.0);
}

void TestMutantClustering::affineOperatorsKeepTheWeightsBefore() {
  const Network network = denseNetwork({3, 4, 2});
  const MutationPlan plan = planOf(network, "NEB");
  const std::vector<int64_t> positions = positionsOfLayer(plan, 0);
  const FeatureMatrix rows = mutantWeightFeatures(network, plan, positions);
  const DenseLayer dense = plainDense(4, 3);
  QCOMPARE(rows.cols(), Eigen::Index{4});
  for (int unit = 0; unit < 4; ++unit) {
    for (int input = 0; input < 3; ++input) {
      QCOMPARE(
          rows(unit, input),
          static_cast<double>(dense.kernel.values[static_cast<std::size_t>(unit * 3 + input)]));
    }
    QCOMPARE(rows(unit, 3), static_cast<double>(dense.bias.values[static_cast<std::size_t>(unit)]));
  }
}

void TestMutantClustering::otherOperatorsAddTheWeightsAfter() {
  const Network network = denseNetwork({3, 4, 2});
  const MutationPlan plan = planOf(network, "WA:0.5");
  const FeatureMatrix rows = mutantWeightFeatures(network, plan, positionsOfLayer(plan, 0));
  QCOMPARE(rows.cols(), Eigen::Index{8});
  QVERIFY(rows.middleCols(4, 3) == rows.leftCols(3) + FeatureMatrix::Constant(4, 3, 0.5));
  QVERIFY(rows.col(7) == rows.col(3));
}

void TestMutantClustering::brokenWeightsStayFinite() {
  const Network network = denseNetwork({3, 4, 2});
  const MutationPlan plan = planOf(network, "BIT:30");
  const FeatureMatrix rows = mutantWeightFeatures(network, plan, positionsOfLayer(plan, 0));
  QVERIFY(rows.allFinite());
  MutantClusteringOptions options;
  options.method = MutantClusteringMethod::PublishedParHac;
  QVERIFY(totalClusters(cluster(network, plan, options)) > 0);
}

void TestMutantClustering::logitChangesAreTheReferenceEvaluators() {
  for (uint64_t seed = 0; seed < 4; ++seed) {
    const Network network = randomNetwork(seed);
    const MutationPlan plan = planOf(network, "CW,NEB,GF");
    std::vector<int64_t> positions;
    for (std::size_t i = 0; i < plan.mutants.size(); i += 3) {
      positions.push_back(static_cast<int64_t>(i));
    }
    const ProbeInputs inputs = probes(network, 2);
    const auto rows = logitChangeFeatures(network, plan, positions, inputs, RunContext());
    const auto classes = static_cast<std::size_t>(network.classCount());
    QCOMPARE(rows->cols(), static_cast<Eigen::Index>(2 * classes));
    for (std::size_t row = 0; row < positions.size(); ++row) {
      const Mutant& mutant = plan.mutants[static_cast<std::size_t>(positions[row])];
      const auto changes = resolveMutant(network, mutant, plan.seed);
      for (std::size_t probe = 0; probe < 2; ++probe) {
        const auto before = referenceLogits(network, inputs[probe]);
        const auto after = referenceLogits(network, inputs[probe], changes);
        for (std::size_t c = 0; c < classes; ++c) {
          QCOMPARE((*rows)(static_cast<Eigen::Index>(row),
                           static_cast<Eigen::Index>(probe * classes + c)),
                   after[c] - before[c]);
        }
      }
    }
  }
}

// At least the classes that lose a probe, at most those that have one.
void TestMutantClustering::marginLossCountsKilledClasses() {
  for (uint64_t seed = 0; seed < 6; ++seed) {
    const Network network = randomNetwork(seed);
    const MutationPlan plan = planOf(network, "CW,NAI,WS:0.5");
    const std::vector<int64_t> positions = positionsOfLayer(plan, 0);
    const ProbeInputs inputs = probes(network, 6);
    const auto rows = marginLossFeatures(network, plan, positions, inputs, RunContext());
    QCOMPARE(rows->cols(), Eigen::Index{1});
    for (std::size_t row = 0; row < positions.size(); ++row) {
      const Mutant& mutant = plan.mutants[static_cast<std::size_t>(positions[row])];
      const auto changes = resolveMutant(network, mutant, plan.seed);
      std::set<int> classes;
      std::set<int> killed;
      for (const std::vector<float>& input : inputs) {
        const int predicted = decide(referenceLogits(network, input)).predictedClass;
        classes.insert(predicted);
        if (decide(referenceLogits(network, input, changes)).predictedClass != predicted) {
          killed.insert(predicted);
        }
      }
      const double loss = (*rows)(static_cast<Eigen::Index>(row), 0);
      QVERIFY(loss >= static_cast<double>(killed.size()));
      QVERIFY(loss <= static_cast<double>(classes.size()));
    }
  }
}

void TestMutantClustering::halfAMarginIsHalfALoss() {
  Network network("margin");
  const LayerId in = network.add("in", InputLayer{{1}, false}, {});
  DenseLayer classes;
  classes.kernel = Tensor{{2, 1}, {4, 2}};
  network.finish(network.add("classes", classes, {in}));
  const MutationPlan plan = planOf(network, "WS:0.75");  // 4 -> 3: half of the margin of 2
  const auto rows =
      marginLossFeatures(network, plan, positionsOfLayer(plan, 0), {{1}}, RunContext());
  QCOMPARE((*rows)(0, 0), 0.5);
  QCOMPARE((*rows)(1, 0), 0.0);  // the other class falls back
}

void TestMutantClustering::everyMutantIsInOneClustering_data() {
  QTest::addColumn<QString>("method");
  QTest::addColumn<QString>("features");
  QTest::addColumn<QString>("cut");
  QTest::addColumn<double>("value");
  const auto row = [](const char* method, const char* features, const char* cut, double value) {
    QTest::newRow(qPrintable(QString("%1, %2, %3").arg(method, features, cut)))
        << method << features << cut << value;
  };
  for (const char* features : {"weights", "logit-change", "margin-loss"}) {
    row("layer-operator", features, "similarity-threshold", 0.7);
    row("layer-operator", features, "fraction", 0.3);
    row("layer-operator", features, "clusters", 2);
    row("layer-operator", features, "units-per-cluster", 3);
    row("layer-operator", features, "height", 0.5);
  }
  row("published-parhac", "weights", "similarity-threshold", 0.3);
  row("published-exact", "weights", "similarity-threshold", 0.3);
}

void TestMutantClustering::everyMutantIsInOneClustering() {
  QFETCH(QString, method);
  QFETCH(QString, features);
  QFETCH(QString, cut);
  QFETCH(double, value);
  MutantClusteringOptions options;
  options.method = parseMutantClustering(textOf(method));
  options.features = parseMutantFeatures(textOf(features));
  options.cut = {parseCut(textOf(cut)), value};
  for (uint64_t seed = 0; seed < 4; ++seed) {
    const Network network = randomNetwork(seed);
    const MutationPlan plan = planOf(network, "CW,NAI,NEB,GF");
    std::vector<int64_t> items;
    for (const Clustering& clustering : cluster(network, plan, options)) {
      QVERIFY(clustering.kind == ClusteredItems::Mutants);
      QCOMPARE(clustering.partition.clusterOf.size(), clustering.items.size());
      QCOMPARE(static_cast<std::size_t>(clustering.dendrogram.leafCount), clustering.items.size());
      items.insert(items.end(), clustering.items.begin(), clustering.items.end());
    }
    std::sort(items.begin(), items.end());
    QCOMPARE(items.size(), plan.mutants.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      QCOMPARE(items[i], static_cast<int64_t>(i));
    }
  }
}

void TestMutantClustering::methodsSplitAsTheirNamesSay() {
  const Network network = denseNetwork({3, 5, 4, 2});
  const MutationPlan plan = planOf(network, "CW,NAI");
  const auto own = cluster(network, plan, {});
  QCOMPARE(own.size(), std::size_t{6});
  QCOMPARE(own[1].operatorText, std::string("NAI"));
  QCOMPARE(own[1].weightedLayer, 0);
  MutantClusteringOptions published;
  published.method = MutantClusteringMethod::PublishedExactAverage;
  const auto theirs = cluster(network, plan, published);
  QCOMPARE(theirs.size(), std::size_t{3});
  QVERIFY(theirs[0].operatorText.empty());
  QCOMPARE(theirs[0].items.size(), std::size_t{10});
}

// Distance stands for similarity there: the two most different mutants merge first.
void TestMutantClustering::publishedMethodsJoinUnlikeMutants() {
  const Network network = denseNetwork({3, 9, 2});
  const MutationPlan plan = planOf(network, "NAI");
  const std::vector<int64_t> positions = positionsOfLayer(plan, 0);
  const CondensedDistances distances = publishedMutantDistances(network, plan, positions);
  double largest = 0;
  std::pair<int32_t, int32_t> farthest;
  for (int32_t i = 0; i < 9; ++i) {
    for (int32_t j = i + 1; j < 9; ++j) {
      if (distances.at(i, j) > largest) {
        largest = distances.at(i, j);
        farthest = {i, j};
      }
    }
  }
  for (const char* method : {"published-exact", "published-parhac"}) {
    MutantClusteringOptions options;
    options.method = parseMutantClustering(method);
    options.epsilon = 0;
    options.cut.value = 0.99;
    const Clustering first = cluster(network, plan, options).front();
    QVERIFY(!first.dendrogram.merges.empty());
    QCOMPARE(first.dendrogram.merges.front().left, farthest.first);
    QCOMPARE(first.dendrogram.merges.front().right, farthest.second);
  }
}

void TestMutantClustering::similarityIsRelativeToTheLargestDistance() {
  const Network network = denseNetwork({3, 9, 5, 2});
  const MutationPlan plan = planOf(network, "CW,NEB");
  MutantClusteringOptions options;
  options.linkage = LinkageMethod::Complete;
  options.cut.value = 0;
  QCOMPARE(totalClusters(cluster(network, plan, options)), 6);
  options.cut.value = 1;
  QCOMPARE(totalClusters(cluster(network, plan, options)), static_cast<int>(plan.mutants.size()));
  options.cut.value = 0.6;
  double largest = 0;
  for (const Clustering& clustering : cluster(network, plan, options)) {
    largest = std::max(largest, clustering.dendrogram.merges.back().height);
  }
  for (const Clustering& clustering : cluster(network, plan, options)) {
    QVERIFY(clustering.partition == cutByHeight(clustering.dendrogram, 0.4 * largest));
  }
}

void TestMutantClustering::resultsDoNotDependOnTheSeedUnlessColoured() {
  const Network network = denseNetwork({3, 30, 2});
  const MutationPlan plan = planOf(network, "CW,NAI,NEB");
  for (const char* method : {"layer-operator", "published-exact", "published-parhac"}) {
    MutantClusteringOptions options;
    options.method = parseMutantClustering(method);
    options.cut.value = 0.4;
    const auto first = cluster(network, plan, options);
    QVERIFY(cluster(network, plan, options) == first);
    bool changed = false;
    for (options.seed = 1; options.seed < 10; ++options.seed) {
      changed = changed || cluster(network, plan, options) != first;
    }
    QCOMPARE(changed, options.method == MutantClusteringMethod::PublishedParHac);
  }
}

void TestMutantClustering::stopsWhenAsked() {
  const Network network = denseNetwork({3, 30, 2});
  const MutationPlan plan = planOf(network, "CW,NAI");
  RunContext context;
  context.requestStop();
  for (const char* method : {"layer-operator", "published-exact", "published-parhac"}) {
    MutantClusteringOptions options;
    options.method = parseMutantClustering(method);
    QVERIFY(!clusterMutants(network, plan, options, {}, context).has_value());
  }
  MutantClusteringOptions options;
  options.features = MutantFeatureKind::LogitChange;
  QVERIFY(!clusterMutants(network, plan, options, probes(network, 1), context).has_value());
}

void TestMutantClustering::rejectsWhatTheMethodsExclude_data() {
  QTest::addColumn<QString>("method");
  QTest::addColumn<QString>("features");
  QTest::addColumn<QString>("cut");
  QTest::addColumn<double>("value");
  QTest::addColumn<QString>("message");
  QTest::newRow("count") << "published-parhac"
                         << "weights"
                         << "clusters" << 3.0 << "threshold";
  QTest::newRow("logits") << "published-exact"
                          << "logit-change"
                          << "similarity-threshold" << 0.5 << "layer-operator";
  QTest::newRow("above one") << "layer-operator"
                             << "weights"
                             << "similarity-threshold" << 1.2 << "from 0 to 1";
  QTest::newRow("no clusters") << "layer-operator"
                               << "weights"
                               << "clusters" << 0.0 << "1 or more";
}

void TestMutantClustering::rejectsWhatTheMethodsExclude() {
  QFETCH(QString, method);
  QFETCH(QString, features);
  QFETCH(QString, cut);
  QFETCH(double, value);
  QFETCH(QString, message);
  MutantClusteringOptions options;
  options.method = parseMutantClustering(textOf(method));
  options.features = parseMutantFeatures(textOf(features));
  options.cut = {parseCut(textOf(cut)), value};
  const Network network = denseNetwork({3, 4, 2});
  const MutationPlan plan = planOf(network, "CW");
  QVERIFY(contains(expectError([&] { cluster(network, plan, options); }), textOf(message)));
}

QTEST_APPLESS_MAIN(TestMutantClustering)
#include "test_mutant_clustering.moc"
