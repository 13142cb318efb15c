#include <QtTest>
#include <algorithm>

#include "core/mutation/mutant_strata.h"
#include "core/reduction/plan_counts.h"
#include "core/reduction/reduction_plan.h"
#include "tests/mutation/small_networks.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// Two layers of units that the logits are the sum of, the second without a bias.
Network twoHeads() {
  Network network("two heads");
  const LayerId in = network.add("in", InputLayer{{2}, false}, {});
  const LayerId hidden = network.add("hidden", plainDense(5, 2), {in});
  const LayerId left = network.add("left", plainDense(4, 5), {hidden});
  const LayerId right = network.add("right", plainDense(4, 5, false), {hidden});
  network.finish(network.add("sum", AddLayer{}, {left, right}));
  return network;
}

std::vector<Operator> operators() { return parseOperators("CW,NEB,BS,SHUFFLE,SWITCH,GF"); }

MutationPlan populationOf(const Network& network) {
  PlanSettings settings;
  settings.operators = operators();
  return enumerateMutants(network, settings);
}

// Of what is really planned: mutants to test at first, of one layer and operator.
int64_t testedOf(const Reduction& reduction, const PlannedCell& cell) {
  const std::vector<int64_t> tested = testedAtFirst(reduction);
  return std::count_if(tested.begin(), tested.end(), [&](int64_t position) {
    const Mutant& mutant = reduction.plan.mutants[static_cast<std::size_t>(position)];
    return mutant.weightedLayer == cell.weightedLayer && mutant.op == cell.op;
  });
}

}  // namespace

class TestPlanCounts : public QObject {
  Q_OBJECT

 private slots:
  void countsThePopulation();
  void countsWhatIsTested_data();
  void countsWhatIsTested();
  void unknownWhereOnlyTheClustersTell_data();
  void unknownWhereOnlyTheClustersTell();
  void everyHeadIsAnOutputLayer();
};

void TestPlanCounts::countsThePopulation() {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const Network network = randomNetwork(seed);
    const PlanCounts counts = countPlan(countedLayers(network), operators(), {});
    const MutationPlan population = populationOf(network);
    QCOMPARE(counts.mutants, static_cast<int64_t>(population.mutants.size()));
    QCOMPARE(counts.tested, std::optional(counts.mutants));
    const auto strata = mutantStrata(population, StratumKind::LayerOperator);
    QCOMPARE(counts.cells.size(), strata.size());
    for (std::size_t i = 0; i < strata.size(); ++i) {
      QCOMPARE(counts.cells[i].weightedLayer, strata[i].weightedLayer);
      QCOMPARE(operatorText(counts.cells[i].op), strata[i].operatorText);
      QCOMPARE(counts.cells[i].mutants, static_cast<int64_t>(strata[i].positions.size()));
    }
  }
}

void TestPlanCounts::countsWhatIsTested_data() {
  QTest::addColumn<QString>("text");
  const auto row = [](const QString& fields) {
    QTest::newRow(qPrintable(fields)) << "{" + QString(fields).replace('\'', '"') + "}";
  };
  row("'strategy':'exhaustive'");
  row("'strategy':'two-phase'");
  row("'strategy':'sample','fraction':0.01");
  row("'strategy':'sample','fraction':0.37");
  for (const char* mode : {"together", "representative"}) {
    for (const char* cut : {"'cut':'units-per-cluster','cut-value':2",
                            "'cut':'clusters','cut-value':3", "'cut':'fraction','cut-value':0.4"}) {
      row(QString("'strategy':'neuron-clusters','mode':'%1',%2").arg(mode, cut));
    }
  }
  for (const char* linkage : {"ward", "average", "complete", "weighted"}) {
    row(QString("'strategy':'mutant-clusters','linkage':'%1','cut':'fraction','cut-value':0.3")
            .arg(linkage));
  }
}

void TestPlanCounts::countsWhatIsTested() {
  QFETCH(QString, text);
  ReductionSettings settings = parseReduction(text.toStdString());
  const bool cuts = settings.strategy == Strategy::NeuronClusters ||
                    settings.strategy == Strategy::MutantClusters;
  for (const bool own : {false, true}) {
    if (own && cuts) {
      settings.treeCuts = {{0, "", 2}};
    }
    for (const Network& network : {twoHeads(), denseNetwork({3, 7, 1, 4}), convNetwork()}) {
      const PlanCounts counts = countPlan(countedLayers(network), operators(), settings);
      const Reduction reduction =
          planReduction(network, populationOf(network), settings, {}, RunContext()).value();
      QCOMPARE(counts.tested, std::optional(static_cast<int64_t>(testedAtFirst(reduction).size())));
      for (const PlannedCell& cell : counts.cells) {
        QVERIFY2(cell.tested == testedOf(reduction, cell),
                 qPrintable(QString("%1 w%2 %3: %4 counted, %5 planned")
                                .arg(QString::fromStdString(network.source()))
                                .arg(cell.weightedLayer)
                                .arg(QString::fromStdString(operatorText(cell.op)))
                                .arg(cell.tested.value_or(-1))
                                .arg(testedOf(reduction, cell))));
      }
    }
  }
}

void TestPlanCounts::unknownWhereOnlyTheClustersTell_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<bool>("totalIsKnown");
  const auto row = [](const QString& fields, bool known) {
    QTest::newRow(qPrintable(fields)) << "{" + QString(fields).replace('\'', '"') + "}" << known;
  };
  row("'strategy':'neuron-clusters','cut':'height','cut-value':1", false);
  row("'strategy':'mutant-clusters','cut':'similarity-threshold','cut-value':0.5", false);
  row("'strategy':'mutant-clusters','per-cluster':2", false);
  row("'strategy':'sample','fraction':0.25,'stratification':'none'", true);
}

void TestPlanCounts::unknownWhereOnlyTheClustersTell() {
  QFETCH(QString, text);
  QFETCH(bool, totalIsKnown);
  const Network network = denseNetwork({3, 7, 4});
  const ReductionSettings settings = parseReduction(text.toStdString());
  const PlanCounts counts = countPlan(countedLayers(network), operators(), settings);
  QVERIFY(!counts.cells.front().tested);
  QCOMPARE(counts.tested.has_value(), totalIsKnown);
  if (totalIsKnown) {
    const Reduction reduction =
        planReduction(network, populationOf(network), settings, {}, RunContext()).value();
    QCOMPARE(*counts.tested, static_cast<int64_t>(testedAtFirst(reduction).size()));
  }
}

void TestPlanCounts::everyHeadIsAnOutputLayer() {
  ReductionSettings settings;
  settings.strategy = Strategy::NeuronClusters;
  const PlanCounts counts = countPlan(countedLayers(twoHeads()), operators(), settings);
  QCOMPARE(counts.mutants, int64_t{5 * 6 + 4 * 6 + 4 * 5});
  QCOMPARE(counts.tested, std::optional(int64_t{3 * 6}));
  for (const PlannedCell& cell : counts.cells) {
    QCOMPARE(cell.tested, std::optional(int64_t{cell.weightedLayer == 0 ? 3 : 0}));
  }
}

QTEST_APPLESS_MAIN(TestPlanCounts)
#include "test_plan_counts.moc"
