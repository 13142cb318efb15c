#include <QtTest>
#include <set>

#include "core/mutation/mutant_strata.h"
#include "core/reduction/reduction_plan.h"
#include "tests/clustering/reference_tables.h"
#include "tests/mutation/small_networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_network.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

MutationPlan populationOf(const Network& network, const std::string& operators = "CW,NAI,NEB") {
  PlanSettings settings;
  settings.operators = parseOperators(operators);
  return enumerateMutants(network, settings);
}

ProbeInputs probes(const Network& network, int count) {
  ProbeInputs inputs;
  for (int i = 0; i < count; ++i) {
    inputs.push_back(randomInputs(network, 1, static_cast<uint64_t>(i)));
  }
  return inputs;
}

Reduction plan(const Network& network,
               const MutationPlan& population,
               const ReductionSettings& settings) {
  return planReduction(network, population, settings, probes(network, 3), RunContext()).value();
}

ReductionSettings settingsOf(Strategy strategy) {
  ReductionSettings settings;
  settings.strategy = strategy;
  return settings;
}

bool same(const Reduction& a, const Reduction& b) {
  return a.plan.hash == b.plan.hash && a.groups == b.groups && a.toTest == b.toTest &&
         a.clusterings == b.clusterings;
}

// Every plan position in exactly one group; what is drawn are members, each once.
void checkGroups(const Reduction& reduction) {
  QCOMPARE(reduction.toTest.size(), reduction.groups.size());
  std::vector<bool> seen(reduction.plan.mutants.size(), false);
  std::size_t members = 0;
  for (std::size_t i = 0; i < reduction.groups.size(); ++i) {
    const MutantGroup& group = reduction.groups[i];
    const std::set<int64_t> own(group.members.begin(), group.members.end());
    QCOMPARE(own.size(), group.members.size());
    QVERIFY(std::is_sorted(group.members.begin(), group.members.end()));
    for (int64_t member : group.members) {
      QVERIFY(!seen.at(static_cast<std::size_t>(member)));
      seen[static_cast<std::size_t>(member)] = true;
      ++members;
    }
    const std::set<int64_t> drawn(group.drawOrder.begin(), group.drawOrder.end());
    QCOMPARE(drawn.size(), group.drawOrder.size());
    QVERIFY(std::includes(own.begin(), own.end(), drawn.begin(), drawn.end()));
    QVERIFY(reduction.toTest[i] >= 1);
    QVERIFY(reduction.toTest[i] <= static_cast<int64_t>(group.drawOrder.size()));
    if (reduction.randomDraw) {
      QCOMPARE(drawn, own);
    }
  }
  QCOMPARE(members, reduction.plan.mutants.size());
}

}  // namespace

class TestReductionPlan : public QObject {
  Q_OBJECT

 private slots:
  void exhaustiveAndTwoPhaseTestThePopulation();
  void everyMutantIsInOneGroup_data();
  void everyMutantIsInOneGroup();
  void clustersMutatedTogetherAreMutants();
  void clustersMutatedTogetherGiveTheReferenceCounts_data();
  void clustersMutatedTogetherGiveTheReferenceCounts();
  void togetherKeepsToTheLayersOfThePopulation();
  void togetherNeedsALayerBesideTheOutput();
  void representativesStandForUnitsOfTheirCluster();
  void treesMayHaveCutsOfTheirOwn();
  void rejectsACutThatNoTreeHas();
  void everyClusterIsTestedByPerCluster();
  void medoidsAreTheFirstDrawn();
  void sampleIsTheAskedShare();
  void simpleSampleHasOneGroup();
  void largerSampleExtendsTheSmaller();
  void groupsAreNamed();
  void drawsDependOnTheSeedAlone();
  void redrawnIsWhatTheSeedGives_data();
  void redrawnIsWhatTheSeedGives();
  void stopsWhenAsked();
  void rejectsUnsoundSettings();
};

void TestReductionPlan::exhaustiveAndTwoPhaseTestThePopulation() {
  const Network network = denseNetwork({3, 4, 2});
  const MutationPlan population = populationOf(network);
  for (Strategy strategy : {Strategy::Exhaustive, Strategy::TwoPhase}) {
    const Reduction reduction = plan(network, population, settingsOf(strategy));
    QVERIFY(reduction.groups.empty() && !reduction.randomDraw);
    QCOMPARE(reduction.plan.hash, population.hash);
    QCOMPARE(testedAtFirst(reduction).size(), population.mutants.size());
  }
}

void TestReductionPlan::everyMutantIsInOneGroup_data() {
  QTest::addColumn<QString>("text");
  const auto row = [](const QString& fields) {
    QTest::newRow(qPrintable(fields)) << "{" + QString(fields).replace('\'', '"') + "}";
  };
  for (const char* choice : {"random", "medoid"}) {
    for (const char* features : {"incoming", "outgoing", "activations"}) {
      row(QString("'strategy':'neuron-clusters','mode':'representative','representative':'%1',"
                  "'features':'%2'")
              .arg(choice, features));
    }
    for (const char* features : {"weights", "logit-change", "margin-loss"}) {
      row(QString("'strategy':'mutant-clusters','representative':'%1','features':'%2',"
                  "'per-cluster':2")
              .arg(choice, features));
    }
    row(QString("'strategy':'mutant-clusters','representative':'%1',"
                "'cut':'similarity-threshold','cut-value':0.8")
            .arg(choice));
  }
  row("'strategy':'mutant-clusters','method':'published-parhac','cut':'similarity-threshold',"
      "'cut-value':0.3");
  row("'strategy':'mutant-clusters','method':'published-exact','cut':'similarity-threshold',"
      "'cut-value':0.3");
  row("'strategy':'sample','fraction':0.2");
  row("'strategy':'sample','fraction':0.2,'stratification':'none'");
}

void TestReductionPlan::everyMutantIsInOneGroup() {
  QFETCH(QString, text);
  const ReductionSettings settings = parseReduction(text.toStdString());
  for (const auto& sizes : {std::vector<int64_t>{4, 9, 7, 3}, std::vector<int64_t>{2, 1, 2}}) {
    const Network network = denseNetwork(sizes);
    const Reduction reduction = plan(network, populationOf(network, "CW,NEB,GF,SWITCH"), settings);
    checkGroups(reduction);
    const std::size_t tested = testedAtFirst(reduction).size();
    QVERIFY(tested <= reduction.plan.mutants.size());
    QVERIFY(tested >= reduction.groups.size());
  }
}

void TestReductionPlan::clustersMutatedTogetherAreMutants() {
  const Network network = denseNetwork({4, 6, 5, 3});
  const MutationPlan population = populationOf(network, "NAI,CW");
  const Reduction reduction = plan(network, population, settingsOf(Strategy::NeuronClusters));
  QVERIFY(reduction.groups.empty() && !reduction.randomDraw);
  QCOMPARE(reduction.clusterings.size(), std::size_t{2});
  QCOMPARE(reduction.plan.mutants.size(), std::size_t{(3 + 3) * 2});
  std::map<std::pair<int, std::string>, std::multiset<int>> units;
  for (const Mutant& mutant : reduction.plan.mutants) {
    QCOMPARE(mutant.id.text, makeMutantId(mutant.weightedLayer, mutant.units, mutant.op).text);
    units[{mutant.weightedLayer, operatorText(mutant.op)}].insert(mutant.units.begin(),
                                                                  mutant.units.end());
    QVERIFY(!resolveMutant(network, mutant, reduction.plan.seed).empty());
  }
  QCOMPARE(units[std::pair(0, std::string("CW"))], (std::multiset<int>{0, 1, 2, 3, 4, 5}));
  QCOMPARE(units[std::pair(1, std::string("NAI"))], (std::multiset<int>{0, 1, 2, 3, 4}));
  QCOMPARE(units.size(), std::size_t{4});
  QVERIFY(reduction.plan.hash != population.hash);
  QCOMPARE(reduction.plan.hash, planHash(network, reduction.plan));
}

void TestReductionPlan::clustersMutatedTogetherGiveTheReferenceCounts_data() {
  QTest::addColumn<QString>("model");
  QTest::newRow("fcnn-mnist") << "fcnn-mnist";
  QTest::newRow("lenet5-mnist") << "lenet5-mnist";
}

void TestReductionPlan::clustersMutatedTogetherGiveTheReferenceCounts() {
  MAACC_REQUIRE_REFERENCE();
  QFETCH(QString, model);
  const Network network = paperModel(model.toStdString());
  const MutationPlan population = enumerateMutants(network, {});
  const auto rows = readTable("expected/" + model.toStdString() + ".neuron-cluster-scores.csv");
  QCOMPARE(rows.size(), std::size_t{10});
  for (const TableRow& row : rows) {
    ReductionSettings settings = settingsOf(Strategy::NeuronClusters);
    settings.neuronCut.value = row["units_per_cluster"].toInt();
    QCOMPARE(static_cast<int>(plan(network, population, settings).plan.mutants.size()),
             row["mutants"].toInt());
  }
}

void TestReductionPlan::togetherKeepsToTheLayersOfThePopulation() {
  const Network network = denseNetwork({4, 6, 5, 3});
  PlanSettings wanted;
  wanted.layers = {"1", "2"};
  ReductionSettings settings = settingsOf(Strategy::NeuronClusters);
  const MutationPlan population = enumerateMutants(network, wanted);
  QCOMPARE(plan(network, population, settings).clusterings.size(), std::size_t{1});
  settings.togetherOutputLayer = true;
  QCOMPARE(plan(network, population, settings).clusterings.back().weightedLayer, 2);
}

void TestReductionPlan::togetherNeedsALayerBesideTheOutput() {
  const Network network = denseNetwork({4, 3});
  const ReductionSettings settings = settingsOf(Strategy::NeuronClusters);
  const Error error = expectError([&] { plan(network, populationOf(network), settings); });
  QVERIFY(contains(error, "output layer"));
}

void TestReductionPlan::representativesStandForUnitsOfTheirCluster() {
  const Network network = denseNetwork({4, 9, 7, 3});
  ReductionSettings settings = settingsOf(Strategy::NeuronClusters);
  settings.neuronMode = NeuronClusterMode::Representative;
  settings.neuronCut = {CutKind::Clusters, 2};
  const Reduction reduction = plan(network, populationOf(network), settings);
  QCOMPARE(reduction.groups.size(), std::size_t{3 * 2 * 3});  // layers, clusters, operators
  for (const MutantGroup& group : reduction.groups) {
    const Mutant& first = reduction.plan.mutants[static_cast<std::size_t>(group.members[0])];
    const Clustering& clustering =
        reduction.clusterings[static_cast<std::size_t>(first.weightedLayer)];
    const auto clusterOf = [&](const Mutant& mutant) {
      return clustering.partition.clusterOf[static_cast<std::size_t>(mutant.units[0])];
    };
    for (int64_t member : group.members) {
      const Mutant& mutant = reduction.plan.mutants[static_cast<std::size_t>(member)];
      QCOMPARE(mutant.weightedLayer, first.weightedLayer);
      QVERIFY(mutant.op == first.op);
      QCOMPARE(clusterOf(mutant), clusterOf(first));
    }
  }
}

void TestReductionPlan::treesMayHaveCutsOfTheirOwn() {
  const Network network = denseNetwork({4, 9, 7, 3});
  ReductionSettings settings = settingsOf(Strategy::NeuronClusters);
  settings.treeCuts = {{1, "", 3}};
  const Reduction neurons = plan(network, populationOf(network), settings);
  QCOMPARE(neurons.clusterings[0].partition.clusters, 5);  // two units per cluster
  QCOMPARE(neurons.clusterings[1].partition.clusters, 3);
  settings.strategy = Strategy::MutantClusters;
  settings.mutantCut = {CutKind::SimilarityThreshold, 0.9};
  settings.treeCuts = {{1, "NAI", 2}, {1, "", 4}};
  const Reduction mutants = plan(network, populationOf(network), settings);
  int checked = 0;
  for (const Clustering& clustering : mutants.clusterings) {
    if (clustering.weightedLayer == 1) {
      QCOMPARE(clustering.partition.clusters, clustering.operatorText == "NAI" ? 2 : 4);
      ++checked;
    }
  }
  QCOMPARE(checked, 3);
}

void TestReductionPlan::rejectsACutThatNoTreeHas() {
  const Network network = denseNetwork({4, 9, 3});
  ReductionSettings settings = settingsOf(Strategy::MutantClusters);
  for (const TreeCut& cut : {TreeCut{2, "", 3}, TreeCut{0, "BIT", 3}}) {
    settings.treeCuts = {cut};
    const Error error = expectError([&] { plan(network, populationOf(network), settings); });
    QVERIFY(contains(error, treeCutText(cut)));
  }
}

void TestReductionPlan::everyClusterIsTestedByPerCluster() {
  const Network network = denseNetwork({4, 20, 3});
  ReductionSettings settings = settingsOf(Strategy::MutantClusters);
  settings.mutantCut = {CutKind::Clusters, 4};
  for (RepresentativeChoice choice : {RepresentativeChoice::Random, RepresentativeChoice::Medoid}) {
    settings.representative = choice;
    settings.perCluster = 3;
    const Reduction reduction = plan(network, populationOf(network), settings);
    for (std::size_t i = 0; i < reduction.groups.size(); ++i) {
      QCOMPARE(reduction.toTest[i],
               std::min<int64_t>(3, static_cast<int64_t>(reduction.groups[i].members.size())));
    }
  }
}

// plainDense's units lie on a line, so the medoid of one cluster of all is the middle one.
void TestReductionPlan::medoidsAreTheFirstDrawn() {
  const Network network = denseNetwork({4, 9, 3});
  for (Strategy strategy : {Strategy::NeuronClusters, Strategy::MutantClusters}) {
    ReductionSettings settings = settingsOf(strategy);
    settings.neuronMode = NeuronClusterMode::Representative;
    settings.neuronCut = {CutKind::Clusters, 1};
    settings.mutantCut = {CutKind::Clusters, 1};
    settings.representative = RepresentativeChoice::Medoid;
    const Reduction reduction = plan(network, populationOf(network), settings);
    QVERIFY(!reduction.randomDraw);
    QCOMPARE(reduction.groups.size(), std::size_t{6});
    for (std::size_t i = 0; i < 3; ++i) {
      const auto drawn = static_cast<std::size_t>(reduction.groups[i].drawOrder.front());
      QCOMPARE(reduction.plan.mutants[drawn].units, std::vector<int>{4});
    }
  }
}

void TestReductionPlan::sampleIsTheAskedShare() {
  const Network network = denseNetwork({4, 50, 30, 10});
  const MutationPlan population = populationOf(network);
  for (double fraction : {0.05, 0.1, 0.37, 1.0}) {
    ReductionSettings settings = settingsOf(Strategy::Sample);
    settings.sampleFraction = fraction;
    const Reduction reduction = plan(network, population, settings);
    QVERIFY(reduction.randomDraw);
    QCOMPARE(reduction.groups.size(), std::size_t{9});
    QCOMPARE(static_cast<int>(testedAtFirst(reduction).size()),
             static_cast<int>(std::lround(fraction * 270)));
  }
}

void TestReductionPlan::simpleSampleHasOneGroup() {
  const Network network = denseNetwork({4, 50, 30, 10});
  ReductionSettings settings = settingsOf(Strategy::Sample);
  settings.stratification = Stratification::None;
  const Reduction reduction = plan(network, populationOf(network), settings);
  QCOMPARE(reduction.groups.size(), std::size_t{1});
  QCOMPARE(reduction.toTest[0], int64_t{27});
}

void TestReductionPlan::largerSampleExtendsTheSmaller() {
  const Network network = denseNetwork({4, 50, 30, 10});
  ReductionSettings settings = settingsOf(Strategy::Sample);
  const auto tested = [&](double fraction) {
    settings.sampleFraction = fraction;
    return testedAtFirst(plan(network, populationOf(network), settings));
  };
  const auto small = tested(0.1);
  const auto large = tested(0.5);
  QVERIFY(std::includes(large.begin(), large.end(), small.begin(), small.end()));
}

void TestReductionPlan::groupsAreNamed() {
  const Network network = denseNetwork({4, 5, 3});
  const MutationPlan population = populationOf(network);
  const auto firstName = [&](const ReductionSettings& settings) {
    return plan(network, population, settings).groups.front().name;
  };
  ReductionSettings settings = settingsOf(Strategy::Sample);
  QCOMPARE(firstName(settings), std::string("w0 CW"));
  settings.stratification = Stratification::None;
  QCOMPARE(firstName(settings), std::string("all mutants"));
  settings.strategy = Strategy::MutantClusters;
  QCOMPARE(firstName(settings), std::string("w0 CW cluster 0"));
  settings.mutantMethod = MutantClusteringMethod::PublishedParHac;
  settings.mutantCut = {CutKind::SimilarityThreshold, 0.5};
  QCOMPARE(firstName(settings), std::string("w0 cluster 0"));
}

void TestReductionPlan::drawsDependOnTheSeedAlone() {
  const Network network = denseNetwork({4, 30, 20, 5});
  const MutationPlan population = populationOf(network);
  for (Strategy strategy : {Strategy::NeuronClusters, Strategy::MutantClusters, Strategy::Sample}) {
    ReductionSettings settings = settingsOf(strategy);
    settings.neuronMode = NeuronClusterMode::Representative;
    settings.seed = 4;
    const Reduction first = plan(network, population, settings);
    QVERIFY(same(plan(network, population, settings), first));
    settings.seed = 5;
    QVERIFY(!same(plan(network, population, settings), first));
  }
}

void TestReductionPlan::redrawnIsWhatTheSeedGives_data() {
  QTest::addColumn<Strategy>("strategy");
  QTest::newRow("sample") << Strategy::Sample;
  QTest::newRow("mutant clusters") << Strategy::MutantClusters;
  QTest::newRow("neuron clusters") << Strategy::NeuronClusters;
}

void TestReductionPlan::redrawnIsWhatTheSeedGives() {
  QFETCH(Strategy, strategy);
  const Network network = denseNetwork({3, 9, 6});
  const MutationPlan population = populationOf(network);
  ReductionSettings settings = settingsOf(strategy);
  settings.neuronMode = NeuronClusterMode::Representative;
  const Reduction first = plan(network, population, settings);
  settings.seed = 17;
  const Reduction other = plan(network, population, settings);
  QVERIFY(!same(first, other));
  QVERIFY(same(redrawn(first, 17), other));
}

void TestReductionPlan::stopsWhenAsked() {
  const Network network = denseNetwork({4, 30, 5});
  RunContext context;
  context.requestStop();
  for (Strategy strategy : {Strategy::NeuronClusters, Strategy::MutantClusters}) {
    const auto reduction =
        planReduction(network, populationOf(network), settingsOf(strategy), {}, context);
    QVERIFY(!reduction.has_value());
  }
}

void TestReductionPlan::rejectsUnsoundSettings() {
  const Network network = denseNetwork({4, 5, 3});
  ReductionSettings settings = settingsOf(Strategy::NeuronClusters);
  settings.neuronCut.value = 0;
  const Error error = expectError([&] { plan(network, populationOf(network), settings); });
  QCOMPARE(error.code(), ErrorCode::Usage);
}

QTEST_APPLESS_MAIN(TestReductionPlan)
#include "test_reduction_plan.moc"
