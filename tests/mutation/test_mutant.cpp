#include <QtTest>
#include <bit>
#include <cmath>
#include <numeric>

#include "core/mutation/mutant.h"
#include "core/mutation/mutation_plan.h"
#include "tests/mutation/small_networks.h"

using namespace maacc;
using maacc::test::convNetwork;
using maacc::test::denseNetwork;

namespace {

constexpr uint64_t kSeed = 11;

Mutant makeMutant(int weightedLayer, const std::vector<int>& units, const std::string& op) {
  const Operator parsed = parseOperator(op);
  return {makeMutantId(weightedLayer, units, parsed), weightedLayer, units, parsed};
}

UnitWeightChange resolveOne(const Network& network, const Mutant& mutant, uint64_t seed = kSeed) {
  const auto changes = resolveMutant(network, mutant, seed);
  return changes.size() == 1 ? changes.front() : UnitWeightChange{};
}

using Numbers = QVector<double>;

Numbers numbers(const UnitWeightChange& change) {
  Numbers all(change.kernel.begin(), change.kernel.end());
  all.push_back(change.bias);
  return all;
}

}  // namespace

class TestMutant : public QObject {
  Q_OBJECT

 private slots:
  void deterministicOperators_data();
  void deterministicOperators();
  void randomOperatorsGiveGoldenWeights_data();
  void randomOperatorsGiveGoldenWeights();
  void randomOperatorsDependOnSeedAndIdAlone_data();
  void randomOperatorsDependOnSeedAndIdAlone();
  void randomWeightsAreFloat32_data();
  void randomWeightsAreFloat32();
  void clipsOnlyWhenAsked();
  void zeroSigmaChangesNothing();
  void shuffleKeepsTheWeightsOfAConvolution();
  void switchExchangesTwoUnits();
  void switchRotatesACluster();
  void flipBitMayGiveInfinity();
  void flipSignChangesOneWeight();
  void clusterDrawsPerUnit();
  void layerWithoutBiasHasBiasZero();
  void tellsWhatCannotBeMade();
  void writesIds_data();
  void writesIds();
  void longListsEndInAHash();
  void rejectsBadUnits();
};

// Unit 2 of the hidden layer has weights 0.75, 0.25, -0.25 and bias 0.25.
void TestMutant::deterministicOperators_data() {
  QTest::addColumn<QString>("op");
  QTest::addColumn<Numbers>("expected");
  QTest::newRow("CW") << "CW" << Numbers{0.75 * 1.1, 0.25 * 1.1, -0.25 * 1.1, 0.25 * 1.1};
  QTest::newRow("CW:0") << "CW:0" << Numbers{0.75, 0.25, -0.25, 0.25};
  QTest::newRow("NAI") << "NAI" << Numbers{-0.75, -0.25, 0.25, 0.25};
  QTest::newRow("NEB") << "NEB" << Numbers{0, 0, 0, 0.25};
  QTest::newRow("NAI-B") << "NAI-B" << Numbers{-0.75, -0.25, 0.25, -0.25};
  QTest::newRow("NEB-B") << "NEB-B" << Numbers{0, 0, 0, 0};
  QTest::newRow("WS") << "WS" << Numbers{1.5, 0.5, -0.5, 0.25};
  QTest::newRow("WS:0.5") << "WS:0.5" << Numbers{0.375, 0.125, -0.125, 0.25};
  QTest::newRow("WA") << "WA" << Numbers{1.75, 1.25, 0.75, 0.25};
  QTest::newRow("WA:-1") << "WA:-1" << Numbers{-0.25, -0.75, -1.25, 0.25};
  QTest::newRow("BS") << "BS" << Numbers{0.75, 0.25, -0.25, 0.5};
  QTest::newRow("BA") << "BA" << Numbers{0.75, 0.25, -0.25, 1.25};
}

void TestMutant::deterministicOperators() {
  QFETCH(QString, op);
  QFETCH(Numbers, expected);
  const Network network = denseNetwork({3, 4, 2});
  const Mutant mutant = makeMutant(0, {2}, op.toStdString());
  const UnitWeightChange change = resolveOne(network, mutant);
  QVERIFY((change.unit == UnitId{network.weightedLayers()[0], 2}));
  QCOMPARE(numbers(change), expected);
  QCOMPARE(numbers(resolveOne(network, mutant, kSeed + 1)), expected);
}

// Computed by an independent Python program (hashlib, xoshiro256**, math.log): a change of
// compiler, C library or machine shows here. Tolerance: none, weights are rounded to float32.
void TestMutant::randomOperatorsGiveGoldenWeights_data() {
  QTest::addColumn<QString>("op");
  QTest::addColumn<Numbers>("expected");
  QTest::newRow("GF") << "GF"
                      << Numbers{0.7080167531967163, 0.22738969326019287, -0.21975120902061462,
                                 0.20128124952316284};
  QTest::newRow("GFR") << "GFR"
                       << Numbers{0.8545375466346741, 0.08566077798604965, -0.11605586111545563,
                                  0.25};
  QTest::newRow("GFL") << "GFL"
                       << Numbers{0.776312530040741, 0.19061316549777985, -0.3427676260471344,
                                  0.25};
  QTest::newRow("SHUFFLE") << "SHUFFLE" << Numbers{-0.25, 0.75, 0.25, 0.25};
  QTest::newRow("SIGN") << "SIGN" << Numbers{-0.75, 0.25, -0.25, 0.25};
  QTest::newRow("BIT") << "BIT" << Numbers{0.75, 0.25, -0.125, 0.25};
}

void TestMutant::randomOperatorsGiveGoldenWeights() {
  QFETCH(QString, op);
  QFETCH(Numbers, expected);
  const Network network = denseNetwork({3, 4, 2});
  QCOMPARE(numbers(resolveOne(network, makeMutant(0, {2}, op.toStdString()))), expected);
}

void TestMutant::randomOperatorsDependOnSeedAndIdAlone_data() {
  QTest::addColumn<QString>("op");
  for (const OperatorSpec& spec : operatorTable()) {
    if (spec.random) {
      QTest::newRow(std::string(spec.code).c_str())
          << QString::fromStdString(std::string(spec.code));
    }
  }
}

void TestMutant::randomOperatorsDependOnSeedAndIdAlone() {
  QFETCH(QString, op);
  const Network network = denseNetwork({40, 30, 20, 2});
  const Mutant alone = makeMutant(1, {5}, op.toStdString());
  PlanSettings settings;
  settings.operators = parseOperators("CW," + op.toStdString());
  settings.seed = kSeed;
  const MutationPlan plan = enumerateMutants(network, settings);
  std::vector<UnitWeightChange> inPlan;
  for (const Mutant& mutant : plan.mutants) {
    auto changes = resolveMutant(network, mutant, plan.seed);
    if (mutant.id == alone.id) {
      inPlan = std::move(changes);
    }
  }
  const auto expected = resolveMutant(network, alone, kSeed);
  QCOMPARE(inPlan.size(), expected.size());
  bool differs = false;
  const auto otherSeed = resolveMutant(network, alone, kSeed + 1);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    QVERIFY(inPlan[i].unit == expected[i].unit);
    QCOMPARE(numbers(inPlan[i]), numbers(expected[i]));
    differs = differs || numbers(otherSeed[i]) != numbers(expected[i]);
  }
  QVERIFY2(differs, "another seed gave the same mutant");
}

void TestMutant::randomWeightsAreFloat32_data() { randomOperatorsDependOnSeedAndIdAlone_data(); }

void TestMutant::randomWeightsAreFloat32() {
  QFETCH(QString, op);
  const Network network = denseNetwork({64, 9, 2});
  for (const auto& change :
       resolveMutant(network, makeMutant(0, {1, 4}, op.toStdString()), kSeed)) {
    for (double value : numbers(change)) {
      QVERIFY(std::isnan(value) || value == static_cast<double>(static_cast<float>(value)));
    }
  }
}

void TestMutant::clipsOnlyWhenAsked() {
  const Network network = denseNetwork({50, 9, 2});
  const auto largest = [&network](const std::string& op) {
    double value = 0;
    for (double weight : resolveOne(network, makeMutant(0, {8}, op)).kernel) {
      value = std::max(value, std::abs(weight));
    }
    return value;
  };
  QCOMPARE(largest("GFR"), 1.0);
  QCOMPARE(largest("GFR:0.5:2"), 2.0);
  QVERIFY(largest("GFR:0.5:0") > 20);
}

void TestMutant::zeroSigmaChangesNothing() {
  const Network network = denseNetwork({3, 4, 2});
  const Numbers original = {0.75, 0.25, -0.25, 0.25};
  for (const char* op : {"GF:0", "GFR:0", "GFL:0"}) {
    QCOMPARE(numbers(resolveOne(network, makeMutant(0, {2}, op))), original);
  }
}

void TestMutant::shuffleKeepsTheWeightsOfAConvolution() {
  const Network network = convNetwork();
  UnitWeightChange change = resolveOne(network, makeMutant(0, {1}, "SHUFFLE"), 3);
  QCOMPARE(change.bias, -0.5);
  std::sort(change.kernel.begin(), change.kernel.end());
  QCOMPARE(numbers(change), (Numbers{5, 6, 7, 8, -0.5}));
}

void TestMutant::switchExchangesTwoUnits() {
  const Network network = denseNetwork({3, 4, 2});
  const auto changes = resolveMutant(network, makeMutant(0, {2}, "SWITCH"), kSeed);
  QCOMPARE(changes.size(), std::size_t{2});  // the golden partner is unit 3
  QCOMPARE(changes[0].unit.index, 2);
  QCOMPARE(changes[1].unit.index, 3);
  QCOMPARE(numbers(changes[0]), (Numbers{1.0, 0.5, 0.0, 0.375}));
  QCOMPARE(numbers(changes[1]), (Numbers{0.75, 0.25, -0.25, 0.25}));
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const auto drawn = resolveMutant(network, makeMutant(0, {1}, "SWITCH"), seed);
    QCOMPARE(drawn.size(), std::size_t{2});
    QVERIFY(drawn[0].unit.index < drawn[1].unit.index);
    QVERIFY(drawn[0].unit.index == 1 || drawn[1].unit.index == 1);
  }
}

void TestMutant::switchRotatesACluster() {
  const Network network = denseNetwork({3, 4, 2});
  const auto changes = resolveMutant(network, makeMutant(0, {0, 1, 3}, "SWITCH"), kSeed);
  QCOMPARE(changes.size(), std::size_t{3});
  QCOMPARE(numbers(changes[0]), (Numbers{0.5, 0.0, -0.5, 0.125}));
  QCOMPARE(numbers(changes[1]), (Numbers{1.0, 0.5, 0.0, 0.375}));
  QCOMPARE(numbers(changes[2]), (Numbers{0.25, -0.25, -0.75, 0.0}));
  QCOMPARE(changes[2].unit.index, 3);
}

void TestMutant::flipBitMayGiveInfinity() {
  Network network("ones.keras");
  const LayerId input = network.add("pixels", InputLayer{{1}, false}, {});
  network.finish(network.add("classes", DenseLayer{Tensor{{2, 1}, {1, 1}}, {}, {}}, {input}));
  const auto flipped = [&network](const std::string& op) {
    return resolveOne(network, makeMutant(0, {0}, op)).kernel.at(0);
  };
  QVERIFY(std::isinf(flipped("BIT:30")));  // 1.0 has all exponent bits but the highest
  QCOMPARE(flipped("BIT:31"), -1.0);
  QCOMPARE(flipped("BIT:22"), 1.5);
  QCOMPARE(flipped("BIT:0"), 1.0 + std::exp2(-23));
}

void TestMutant::flipSignChangesOneWeight() {
  const Network network = denseNetwork({31, 4, 2});
  for (uint64_t seed = 0; seed < 50; ++seed) {
    const auto change = resolveOne(network, makeMutant(0, {1}, "SIGN"), seed);
    const auto same = resolveOne(network, makeMutant(0, {1}, "CW:0"), seed);
    int differences = 0;
    for (std::size_t i = 0; i < change.kernel.size(); ++i) {
      QCOMPARE(std::abs(change.kernel[i]), std::abs(same.kernel[i]));
      differences += std::signbit(change.kernel[i]) != std::signbit(same.kernel[i]) ? 1 : 0;
    }
    QCOMPARE(differences, 1);
  }
}

void TestMutant::clusterDrawsPerUnit() {
  const Network network = denseNetwork({3, 4, 2});
  const auto changes = resolveMutant(network, makeMutant(0, {0, 2}, "GF"), kSeed);
  const auto originals = resolveMutant(network, makeMutant(0, {0, 2}, "CW:0"), kSeed);
  QCOMPARE(changes.size(), std::size_t{2});
  QVERIFY(changes[0].bias - originals[0].bias != changes[1].bias - originals[1].bias);
  QVERIFY(changes[0].kernel[0] - originals[0].kernel[0] !=
          changes[1].kernel[0] - originals[1].kernel[0]);
}

void TestMutant::layerWithoutBiasHasBiasZero() {
  const Network network = denseNetwork({3, 4, 2}, false);
  QCOMPARE(resolveOne(network, makeMutant(0, {2}, "CW")).bias, 0.0);
  QCOMPARE(resolveOne(network, makeMutant(0, {2}, "BA")).bias, 1.0);
  QVERIFY(resolveOne(network, makeMutant(0, {2}, "GF")).bias != 0.0);
}

void TestMutant::tellsWhatCannotBeMade() {
  const Network wide = denseNetwork({3, 4, 2});
  const Network narrow = denseNetwork({1, 1, 2}, false);
  const Layer& wideLayer = wide.layer(wide.weightedLayers()[0]);
  const Layer& narrowLayer = narrow.layer(narrow.weightedLayers()[0]);
  for (const OperatorSpec& spec : operatorTable()) {
    const Operator op = parseOperator(std::string(spec.code));
    const bool needsMore = spec.kind == OperatorKind::SwitchNeurons ||
                           spec.kind == OperatorKind::ShuffleWeights ||
                           spec.kind == OperatorKind::ScaleBias;
    QVERIFY(canMutate(wideLayer, op));
    QCOMPARE(canMutate(narrowLayer, op), !needsMore);
  }
}

void TestMutant::writesIds_data() {
  QTest::addColumn<int>("layer");
  QTest::addColumn<QVector<int>>("units");
  QTest::addColumn<QString>("op");
  QTest::addColumn<QString>("id");
  QTest::newRow("one unit") << 0 << QVector<int>{17} << "CW"
                            << "w0-u17-CW";
  QTest::newRow("parameter") << 2 << QVector<int>{0} << "CW:0.2"
                             << "w2-u0-CW:0.2";
  QTest::newRow("dash in code") << 1 << QVector<int>{3} << "NAI-B"
                                << "w1-u3-NAI-B";
  QTest::newRow("cluster") << 0 << QVector<int>{3, 8, 20} << "NAI"
                           << "w0-u3+8+20-NAI";
  QTest::newRow("eight") << 0 << QVector<int>{0, 1, 2, 3, 4, 5, 6, 7} << "NEB"
                         << "w0-u0+1+2+3+4+5+6+7-NEB";
  QTest::newRow("nine") << 0 << QVector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8} << "NEB"
                        << "w0-u0+1+2+...x9#f086ae5f0b-NEB";  // hash from Python's hashlib
}

void TestMutant::writesIds() {
  QFETCH(int, layer);
  QFETCH(QVector<int>, units);
  QFETCH(QString, op);
  QFETCH(QString, id);
  const std::vector<int> list(units.begin(), units.end());
  QCOMPARE(QString::fromStdString(makeMutantId(layer, list, parseOperator(op.toStdString())).text),
           id);
}

void TestMutant::longListsEndInAHash() {
  std::vector<int> units(25);
  std::iota(units.begin(), units.end(), 0);
  const std::string first = makeMutantId(0, units, parseOperator("NAI")).text;
  units.back() = 30;
  const std::string second = makeMutantId(0, units, parseOperator("NAI")).text;
  QVERIFY(first != second);
  QCOMPARE(first.substr(0, 17), second.substr(0, 17));
  QVERIFY(first.size() < 40);
}

void TestMutant::rejectsBadUnits() {
  const Network network = denseNetwork({3, 4, 2});
  for (const std::vector<int>& units : {std::vector<int>{4}, {-1}, {1, 1}, {2, 1}}) {
    QVERIFY_EXCEPTION_THROWN(resolveMutant(network, makeMutant(0, units, "CW"), 0),
                             std::logic_error);
  }
  QVERIFY_EXCEPTION_THROWN(resolveMutant(network, makeMutant(2, {0}, "CW"), 0), std::logic_error);
}

QTEST_APPLESS_MAIN(TestMutant)
#include "test_mutant.moc"
