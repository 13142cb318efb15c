#include <QtTest>
#include <fstream>
#include <set>
#include <sstream>

#include "core/mutation/mutation_plan.h"
#include "tests/mutation/small_networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using maacc::test::contains;
using maacc::test::convNetwork;
using maacc::test::denseNetwork;
using maacc::test::expectError;

namespace {

PlanSettings settingsFor(const std::string& operators, std::vector<std::string> layers = {}) {
  return {parseOperators(operators), std::move(layers), 0};
}

QStringList idsOf(const MutationPlan& plan) {
  QStringList ids;
  for (const Mutant& mutant : plan.mutants) {
    ids << QString::fromStdString(mutant.id.text);
  }
  return ids;
}

}  // namespace

class TestMutationPlan : public QObject {
  Q_OBJECT

 private slots:
  void ordersByLayerUnitOperator();
  void idsAreUnique();
  void isTheSameTwice();
  void hashCoversModelSeedAndMutants();
  void defaultsToTheOperatorsOfThePaper();
  void filtersLayers_data();
  void filtersLayers();
  void rejects_data();
  void rejects();
  void leavesOutWhatCannotBeMade();
  void followsTheOrderOfTheReference();
};

void TestMutationPlan::ordersByLayerUnitOperator() {
  const MutationPlan plan = enumerateMutants(convNetwork(), settingsFor("NEB,CW:0.2"));
  QCOMPARE(idsOf(plan), (QStringList{"w0-u0-NEB", "w0-u0-CW:0.2", "w0-u1-NEB", "w0-u1-CW:0.2",
                                     "w1-u0-NEB", "w1-u0-CW:0.2", "w1-u1-NEB", "w1-u1-CW:0.2"}));
  QCOMPARE(plan.mutants[3].weightedLayer, 0);
  QVERIFY(plan.mutants[3].units == std::vector<int>{1});
}

void TestMutationPlan::idsAreUnique() {
  std::string all;
  for (const OperatorSpec& spec : operatorTable()) {
    all += (all.empty() ? "" : ",") + std::string(spec.code);
  }
  const MutationPlan plan =
      enumerateMutants(denseNetwork({6, 5, 4, 3}), settingsFor(all + ",CW:0.2,CW:-0.2,GFR:0.5:0"));
  std::set<MutantId> ids;
  for (const Mutant& mutant : plan.mutants) {
    ids.insert(mutant.id);
  }
  QCOMPARE(plan.mutants.size(), std::size_t{12 * 19});
  QCOMPARE(ids.size(), plan.mutants.size());
}

void TestMutationPlan::isTheSameTwice() {
  const MutationPlan first = enumerateMutants(convNetwork(), settingsFor("CW,SHUFFLE"));
  const MutationPlan second = enumerateMutants(convNetwork(), settingsFor("CW,SHUFFLE"));
  QCOMPARE(idsOf(first), idsOf(second));
  QVERIFY(first.hash == second.hash);
  QCOMPARE(first.hash.size(), std::size_t{64});
}

void TestMutationPlan::hashCoversModelSeedAndMutants() {
  std::set<std::string> hashes;
  PlanSettings settings = settingsFor("CW,NAI");
  hashes.insert(enumerateMutants(denseNetwork({3, 4, 2}), settings).hash);
  hashes.insert(enumerateMutants(denseNetwork({4, 4, 2}), settings).hash);
  settings.seed = 1;
  hashes.insert(enumerateMutants(denseNetwork({3, 4, 2}), settings).hash);
  settings.seed = 0;
  settings.layers = {"0"};
  hashes.insert(enumerateMutants(denseNetwork({3, 4, 2}), settings).hash);
  settings = settingsFor("NAI,CW");
  hashes.insert(enumerateMutants(denseNetwork({3, 4, 2}), settings).hash);
  QCOMPARE(hashes.size(), std::size_t{5});
}

void TestMutationPlan::defaultsToTheOperatorsOfThePaper() {
  const MutationPlan plan = enumerateMutants(denseNetwork({3, 2}), {});
  QCOMPARE(idsOf(plan), (QStringList{"w0-u0-CW", "w0-u0-NAI", "w0-u0-NEB", "w0-u1-CW", "w0-u1-NAI",
                                     "w0-u1-NEB"}));
}

void TestMutationPlan::filtersLayers_data() {
  QTest::addColumn<QStringList>("layers");
  QTest::addColumn<QStringList>("ids");
  QTest::newRow("name") << QStringList{"classes"} << QStringList{"w1-u0-NAI", "w1-u1-NAI"};
  QTest::newRow("number") << QStringList{"0"} << QStringList{"w0-u0-NAI", "w0-u1-NAI"};
  QTest::newRow("both ways") << QStringList{"1", "classes"}
                             << QStringList{"w1-u0-NAI", "w1-u1-NAI"};
  QTest::newRow("any order") << QStringList{"classes", "filters"}
                             << QStringList{"w0-u0-NAI", "w0-u1-NAI", "w1-u0-NAI", "w1-u1-NAI"};
}

void TestMutationPlan::filtersLayers() {
  QFETCH(QStringList, layers);
  PlanSettings settings = settingsFor("NAI");
  for (const QString& layer : layers) {
    settings.layers.push_back(layer.toStdString());
  }
  QTEST(idsOf(enumerateMutants(convNetwork(), settings)), "ids");
}

void TestMutationPlan::rejects_data() {
  QTest::addColumn<QString>("layer");
  QTest::addColumn<QString>("part");
  QTest::newRow("unknown") << "dense"
                           << "has no layer \"dense\"";
  QTest::newRow("lists those that have units") << "dense"
                                               << "0 (filters), 1 (classes)";
  QTest::newRow("names the file") << "dense"
                                  << "small-conv.keras";
  QTest::newRow("without units") << "flat"
                                 << "no units to mutate in layer \"flat\"";
  QTest::newRow("number too large") << "2"
                                    << "\"2\"";
  QTest::newRow("negative") << "-1"
                            << "\"-1\"";
  QTest::newRow("empty") << ""
                         << "\"\"";
}

void TestMutationPlan::rejects() {
  QFETCH(QString, layer);
  QFETCH(QString, part);
  const PlanSettings settings = settingsFor("CW", {layer.toStdString()});
  const Error error = expectError([&] { enumerateMutants(convNetwork(), settings); });
  QVERIFY(error.code() == ErrorCode::Usage);
  QVERIFY(contains(error, part.toStdString()));
}

void TestMutationPlan::leavesOutWhatCannotBeMade() {
  const Network network = denseNetwork({3, 1, 2});
  QCOMPARE(idsOf(enumerateMutants(network, settingsFor("SWITCH"))),
           (QStringList{"w1-u0-SWITCH", "w1-u1-SWITCH"}));
  const Error error = expectError([&] { enumerateMutants(network, settingsFor("SWITCH", {"0"})); });
  QVERIFY(error.code() == ErrorCode::Usage);
  QVERIFY(contains(error, "nothing to mutate"));
  PlanSettings twice;
  twice.operators = {parseOperator("CW"), parseOperator("CW:0.1")};
  QVERIFY(contains(expectError([&] { enumerateMutants(network, twice); }), "given twice"));
}

void TestMutationPlan::followsTheOrderOfTheReference() {
  MAACC_REQUIRE_REFERENCE();
  std::ifstream csv(maacc::test::referenceDir() + "/expected/fcnn-mnist.exhaustive.csv");
  QVERIFY(csv.good());
  QStringList expected;
  std::string line;
  std::getline(csv, line);
  while (std::getline(csv, line)) {
    std::istringstream fields(line);
    std::string layer, type, unit, op;
    std::getline(fields, layer, ',');
    std::getline(fields, type, ',');
    std::getline(fields, unit, ',');
    std::getline(fields, op, ',');
    expected << QString::fromStdString("w" + layer + "-u" + unit + "-" + op);
  }
  QCOMPARE(expected.size(), 480);
  QCOMPARE(idsOf(enumerateMutants(denseNetwork({4, 50, 50, 50, 10}), {})), expected);
}

QTEST_APPLESS_MAIN(TestMutationPlan)
#include "test_mutation_plan.moc"
