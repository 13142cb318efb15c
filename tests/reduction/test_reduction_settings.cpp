#include <QtTest>
#include <functional>

#include "core/reduction/reduction_settings.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

namespace {

using Change = std::function<void(ReductionSettings&)>;

ReductionSettings changed(Strategy strategy, const Change& change) {
  ReductionSettings settings;
  settings.strategy = strategy;
  change(settings);
  return settings;
}

}  // namespace

Q_DECLARE_METATYPE(Strategy)
Q_DECLARE_METATYPE(Change)

class TestReductionSettings : public QObject {
  Q_OBJECT

 private slots:
  void namesReadBack();
  void unknownNamesListTheKnownOnes();
  void defaultsAreSound();
  void textReadsBack_data();
  void textReadsBack();
  void textNamesTheStrategyOnly();
  void absentFieldsHaveDefaults();
  void rejectsDamagedText_data();
  void rejectsDamagedText();
  void rejectsSettingsThatMeanNothing_data();
  void rejectsSettingsThatMeanNothing();
  void fieldsOfOtherStrategiesDoNotMatter();
  void onlyMeasuredFeaturesNeedProbes();
};

void TestReductionSettings::namesReadBack() {
  for (const char* name :
       {"exhaustive", "neuron-clusters", "mutant-clusters", "two-phase", "sample"}) {
    QCOMPARE(strategyName(parseStrategy(name)), std::string(name));
  }
  for (const char* name : {"together", "representative"}) {
    QCOMPARE(neuronClusterModeName(parseNeuronClusterMode(name)), std::string(name));
  }
  for (const char* name : {"random", "medoid"}) {
    QCOMPARE(representativeName(parseRepresentative(name)), std::string(name));
  }
  for (const char* name : {"layer-operator", "none"}) {
    QCOMPARE(stratificationName(parseStratification(name)), std::string(name));
  }
  for (const char* name : {"none", "minmax", "standard"}) {
    QCOMPARE(scalingName(parseScaling(name)), std::string(name));
  }
  for (const char* name : {"layer-operator", "published-parhac", "published-exact"}) {
    QCOMPARE(mutantClusteringName(parseMutantClustering(name)), std::string(name));
  }
}

void TestReductionSettings::unknownNamesListTheKnownOnes() {
  const Error error = expectError([] { parseStrategy("clusters"); });
  QCOMPARE(error.code(), ErrorCode::Usage);
  QVERIFY(contains(error, "exhaustive, neuron-clusters, mutant-clusters, two-phase, sample"));
}

void TestReductionSettings::defaultsAreSound() {
  for (Strategy strategy : {Strategy::Exhaustive, Strategy::NeuronClusters,
                            Strategy::MutantClusters, Strategy::TwoPhase, Strategy::Sample}) {
    checkReduction(changed(strategy, [](ReductionSettings&) {}));
  }
}

void TestReductionSettings::textReadsBack_data() {
  QTest::addColumn<Strategy>("strategy");
  QTest::addColumn<Change>("change");
  const auto row = [](const char* name, Strategy strategy, const Change& change) {
    QTest::newRow(name) << strategy << change;
  };
  row("exhaustive", Strategy::Exhaustive, [](ReductionSettings& s) { s.seed = UINT64_MAX; });
  row("neurons", Strategy::NeuronClusters, [](ReductionSettings& s) {
    s.neuronMode = NeuronClusterMode::Representative;
    s.neuronLinkage = LinkageMethod::Complete;
    s.neuronMetric = Metric::Cosine;
    s.neuronScaling = FeatureScaling::Standard;
    s.neuronFeatures = UnitFeatureKind::ActivationStatistics;
    s.neuronCut = {CutKind::Height, 0.1};
    s.togetherOutputLayer = true;
    s.representative = RepresentativeChoice::Medoid;
    s.perCluster = 3;
    s.probeInputs = 9;
    s.tolerance = 0.01;
    s.confidence = 0.9;
  });
  row("mutants", Strategy::MutantClusters, [](ReductionSettings& s) {
    s.mutantMethod = MutantClusteringMethod::LayerOperator;
    s.mutantLinkage = LinkageMethod::Weighted;
    s.mutantMetric = Metric::Correlation;
    s.mutantScaling = FeatureScaling::MinMax;
    s.mutantFeatures = MutantFeatureKind::LogitChange;
    s.mutantCut = {CutKind::SimilarityThreshold, 1.0 / 3};
    s.seed = 5;
  });
  row("cuts of layers", Strategy::NeuronClusters, [](ReductionSettings& s) {
    s.treeCuts = {{0, "", 12}, {3, "", 1}};
  });
  row("cuts of layers and operators", Strategy::MutantClusters, [](ReductionSettings& s) {
    s.treeCuts = {{0, "", 12}, {2, "CW:0.2", 5}};
  });
  row("published", Strategy::MutantClusters, [](ReductionSettings& s) {
    s.mutantMethod = MutantClusteringMethod::PublishedParHac;
    s.mutantCut = {CutKind::SimilarityThreshold, 0.35};
  });
  row("two phases", Strategy::TwoPhase, [](ReductionSettings& s) { s.budget = 0.003; });
  row("sample", Strategy::Sample, [](ReductionSettings& s) {
    s.sampleFraction = 0.123456789012345;
    s.stratification = Stratification::None;
  });
}

void TestReductionSettings::textReadsBack() {
  QFETCH(Strategy, strategy);
  QFETCH(Change, change);
  const ReductionSettings settings = changed(strategy, change);
  const std::string text = reductionText(settings);
  QVERIFY(text.find('\n') == std::string::npos);
  QVERIFY2(parseReduction(text) == settings, text.c_str());
}

void TestReductionSettings::textNamesTheStrategyOnly() {
  QCOMPARE(reductionText(ReductionSettings{}),
           std::string("{\"strategy\":\"exhaustive\",\"seed\":0}"));
}

void TestReductionSettings::absentFieldsHaveDefaults() {
  QVERIFY(parseReduction("{}") == ReductionSettings{});
  const ReductionSettings settings = parseReduction("{\"strategy\":\"sample\"}");
  QCOMPARE(settings.sampleFraction, 0.1);
}

void TestReductionSettings::rejectsDamagedText_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("message");
  QTest::newRow("no JSON") << "strategy"
                           << "cannot be read";
  QTest::newRow("no object") << "[]"
                             << "no JSON object";
  QTest::newRow("unknown field") << "{\"strategy\":\"sample\",\"fractions\":0.1}"
                                 << "fractions";
  QTest::newRow("other strategy's field") << "{\"strategy\":\"sample\",\"budget\":0.1}"
                                          << "budget";
  QTest::newRow("unknown name") << "{\"strategy\":\"guess\"}"
                                << "guess";
  QTest::newRow("wrong type") << "{\"strategy\":\"sample\",\"fraction\":\"most\"}"
                              << "cannot be read";
  QTest::newRow("out of range") << "{\"strategy\":\"sample\",\"fraction\":2}"
                                << "at most 1";
}

void TestReductionSettings::rejectsDamagedText() {
  QFETCH(QString, text);
  QFETCH(QString, message);
  const Error error = expectError([&] { parseReduction(text.toStdString()); });
  QVERIFY(contains(error, message.toStdString()));
}

void TestReductionSettings::rejectsSettingsThatMeanNothing_data() {
  QTest::addColumn<Strategy>("strategy");
  QTest::addColumn<Change>("change");
  QTest::addColumn<QString>("message");
  const auto row = [](const char* name, Strategy strategy, const char* message,
                      const Change& change) {
    QTest::newRow(name) << strategy << change << message;
  };
  row("no units", Strategy::NeuronClusters, "units-per-cluster is 0",
      [](ReductionSettings& s) { s.neuronCut.value = 0; });
  row("similar neurons", Strategy::NeuronClusters, "similarity threshold",
      [](ReductionSettings& s) {
        s.neuronCut = {CutKind::SimilarityThreshold, 0.5};
      });
  row("ward without euclidean", Strategy::NeuronClusters, "ward linkage",
      [](ReductionSettings& s) { s.neuronMetric = Metric::Cosine; });
  row("threshold above one", Strategy::MutantClusters, "from 0 to 1", [](ReductionSettings& s) {
    s.mutantCut = {CutKind::SimilarityThreshold, 1.1};
  });
  row("nobody", Strategy::MutantClusters, "representatives per cluster",
      [](ReductionSettings& s) { s.perCluster = 0; });
  row("published count", Strategy::MutantClusters, "similarity threshold",
      [](ReductionSettings& s) { s.mutantMethod = MutantClusteringMethod::PublishedExactAverage; });
  row("published medoid", Strategy::MutantClusters, "at random", [](ReductionSettings& s) {
    s.mutantMethod = MutantClusteringMethod::PublishedParHac;
    s.mutantCut = {CutKind::SimilarityThreshold, 0.5};
    s.representative = RepresentativeChoice::Medoid;
  });
  row("published logits", Strategy::MutantClusters, "works on weights", [](ReductionSettings& s) {
    s.mutantMethod = MutantClusteringMethod::PublishedParHac;
    s.mutantCut = {CutKind::SimilarityThreshold, 0.5};
    s.mutantFeatures = MutantFeatureKind::LogitChange;
  });
  row("operator of a neuron's cut", Strategy::NeuronClusters, "names an operator",
      [](ReductionSettings& s) {
        s.treeCuts = {{0, "NAI", 3}};
      });
  row("layer without clusters", Strategy::NeuronClusters, "clusters of a layer is 0",
      [](ReductionSettings& s) {
        s.treeCuts = {{0, "", 0}};
      });
  row("published cuts", Strategy::MutantClusters, "no cuts of single layers",
      [](ReductionSettings& s) {
        s.mutantMethod = MutantClusteringMethod::PublishedParHac;
        s.mutantCut = {CutKind::SimilarityThreshold, 0.5};
        s.treeCuts = {{0, "", 3}};
      });
  row("no sample", Strategy::Sample, "the fraction of the sample is 0",
      [](ReductionSettings& s) { s.sampleFraction = 0; });
  row("no number", Strategy::Sample, "the fraction of the sample",
      [](ReductionSettings& s) { s.sampleFraction = std::nan(""); });
  row("no budget", Strategy::TwoPhase, "the budget is 0",
      [](ReductionSettings& s) { s.budget = 0; });
  row("negative tolerance", Strategy::Sample, "the tolerance",
      [](ReductionSettings& s) { s.tolerance = -0.01; });
  row("certain", Strategy::Sample, "the confidence",
      [](ReductionSettings& s) { s.confidence = 1; });
  row("no probes", Strategy::MutantClusters, "probe inputs",
      [](ReductionSettings& s) { s.probeInputs = 0; });
}

void TestReductionSettings::rejectsSettingsThatMeanNothing() {
  QFETCH(Strategy, strategy);
  QFETCH(Change, change);
  QFETCH(QString, message);
  const Error error = expectError([&] { checkReduction(changed(strategy, change)); });
  QCOMPARE(error.code(), ErrorCode::Usage);
  QVERIFY(contains(error, message.toStdString()));
}

void TestReductionSettings::fieldsOfOtherStrategiesDoNotMatter() {
  checkReduction(changed(Strategy::Exhaustive, [](ReductionSettings& s) {
    s.neuronCut.value = 0;
    s.perCluster = 0;
    s.sampleFraction = 0;
    s.budget = 0;
  }));
}

void TestReductionSettings::onlyMeasuredFeaturesNeedProbes() {
  QCOMPARE(probesNeeded(changed(Strategy::Sample, [](ReductionSettings&) {})), 0);
  QCOMPARE(probesNeeded(changed(Strategy::MutantClusters, [](ReductionSettings&) {})), 0);
  QCOMPARE(probesNeeded(changed(Strategy::MutantClusters,
                                [](ReductionSettings& s) {
                                  s.mutantFeatures = MutantFeatureKind::LogitChange;
                                  s.probeInputs = 7;
                                })),
           7);
  QCOMPARE(probesNeeded(changed(Strategy::NeuronClusters,
                                [](ReductionSettings& s) {
                                  s.neuronFeatures = UnitFeatureKind::ActivationStatistics;
                                })),
           ReductionSettings{}.probeInputs);
}

QTEST_APPLESS_MAIN(TestReductionSettings)
#include "test_reduction_settings.moc"
