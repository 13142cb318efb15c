#include <QtTest>
#include <algorithm>
#include <atomic>

#include "core/engine/device_evaluator.h"
#include "core/engine/inference_errors.h"
#include "tests/engine/evaluator_properties.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

const std::vector<Device> kOneCpu = {{}};

// Devices by name; empty where this machine does not have them.
std::vector<Device> devicesNamed(const QString& name) {
  if (name.startsWith("cuda")) {
    const bool present = availableDevices().size() > 1;
    return present ? singleDevices(parseDevice(name.toStdString())) : std::vector<Device>();
  }
  return std::vector<Device>(static_cast<std::size_t>(name.count("cpu")));
}

void addWays() {
  QTest::addColumn<QString>("devices");
  QTest::addColumn<int>("pairs");
  QTest::addColumn<int>("block");
  QTest::addColumn<int>("firstSeed");
  QTest::addColumn<int>("evidence");
  QTest::addColumn<int>("criterion");
  const int score = static_cast<int>(Evidence::Score);
  const int matrix = static_cast<int>(Evidence::Inputs);
  const int trueClass = static_cast<int>(KillCriterion::TrueClass);
  const int predicted = static_cast<int>(KillCriterion::PredictedClass);
  QTest::newRow("matrix") << "cpu" << 0 << 0 << 200 << matrix << trueClass;
  QTest::newRow("matrix, two devices, small batches")
      << "cpu,cpu" << 57 << 20 << 210 << matrix << trueClass;
  QTest::newRow("true class") << "cpu" << 0 << 0 << 220 << score << trueClass;
  QTest::newRow("true class, two devices, small batches")
      << "cpu,cpu" << 33 << 24 << 230 << score << trueClass;
  QTest::newRow("predicted class, two devices") << "cpu,cpu" << 0 << 0 << 240 << score << predicted;
  QTest::newRow("predicted class, small batches")
      << "cpu" << 100 << 16 << 250 << score << predicted;
  QTest::newRow("matrix, cuda:0") << "cuda:0" << 0 << 0 << 200 << matrix << trueClass;
  QTest::newRow("predicted class, cuda:all")
      << "cuda:all" << 500 << 32 << 220 << score << predicted;
}

struct Way {
  std::vector<Device> devices;
  EvaluatorOptions options;
  DeviceTuning tuning;
  uint64_t firstSeed = 0;

  std::unique_ptr<Evaluator> evaluator(const Network& network, const CorrectInputs& inputs) const {
    return makeDeviceEvaluator(network, inputs, options, devices, tuning);
  }
};

Way fetchedWay() {
  QFETCH(QString, devices);
  QFETCH(int, pairs);
  QFETCH(int, block);
  QFETCH(int, firstSeed);
  QFETCH(int, evidence);
  QFETCH(int, criterion);
  Way way{devicesNamed(devices), {}, {}, static_cast<uint64_t>(firstSeed)};
  way.options.threads = 2;
  way.options.batchSize = block;
  way.options.evidence = static_cast<Evidence>(evidence);
  way.options.criterion = static_cast<KillCriterion>(criterion);
  way.tuning.pairsPerBatch = pairs;
  return way;
}

}  // namespace

class TestDeviceEvaluator : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { configureInference(); }

  void agreesWithReferenceOnRandomNetworks_data() { addWays(); }
  void agreesWithReferenceOnRandomNetworks() {
    const Way way = fetchedWay();
    if (way.devices.empty()) {
      QSKIP("this machine has no CUDA device");
    }
    for (uint64_t seed = way.firstSeed; seed < way.firstSeed + 10; ++seed) {
      const Network network = eitherNetwork(seed);
      const CorrectInputs inputs = selfLabelledInputs(network, 41, seed);
      const MutationPlan plan = enumerateMutants(network, {everyOperator(), {}, seed});
      compareAll(evaluateAll(*way.evaluator(network, inputs), plan),
                 verdictsByReference(network, inputs, plan), plan, seed);
    }
  }

  void changesSeveralUnitsTogether_data() { addWays(); }
  void changesSeveralUnitsTogether() {
    const Way way = fetchedWay();
    if (way.devices.empty()) {
      QSKIP("this machine has no CUDA device");
    }
    for (uint64_t seed = way.firstSeed + 100; seed < way.firstSeed + 106; ++seed) {
      const Network network = eitherNetwork(seed);
      const CorrectInputs inputs = selfLabelledInputs(network, 31, seed);
      for (const int units : {2, 3, 100}) {
        const MutationPlan plan = clusterPlan(network, units);
        compareAll(evaluateAll(*way.evaluator(network, inputs), plan),
                   verdictsByReference(network, inputs, plan), plan, seed);
      }
    }
  }

  void everyPairIsCountedOnce_data() { addWays(); }
  void everyPairIsCountedOnce() {
    const Way way = fetchedWay();
    if (way.devices.empty()) {
      QSKIP("this machine has no CUDA device");
    }
    const Network network = randomNetwork(way.firstSeed);
    const CorrectInputs inputs = selfLabelledInputs(network, 100, way.firstSeed);
    const MutationPlan plan = enumerateMutants(network, {{}, {}, way.firstSeed});
    const auto evaluator = way.evaluator(network, inputs);
    const auto records = evaluateAll(*evaluator, plan);
    const EvaluationCounts counts = evaluator->counts();
    QCOMPARE(counts.pairsEvaluated + counts.pairsUnchanged + counts.pairsLeftByEarlyExit,
             static_cast<int64_t>(records.size()) * inputs.count());
    QCOMPARE(counts.pairsSettledByBound, int64_t{0});
    QVERIFY(way.options.evidence == Evidence::Score || counts.pairsLeftByEarlyExit == 0);
    QVERIFY(counts.flops > 0);
  }

  void unitsThatAreNeverActiveChangeNothing() {
    Network network("dead unit");
    const LayerId input = network.add("input", InputLayer{{1}, false}, {});
    const LayerId hidden = network.add(
        "hidden", DenseLayer{{{2, 1}, {1, 1}}, {{2}, {-100, 0}}, {ActivationKind::Relu, 0, 0}},
        {input});
    network.finish(network.add("output", DenseLayer{{{2, 2}, {1, 5, -1, 0}}, {}, {}}, {hidden}));
    const CorrectInputs inputs{{1, 2, 3}, {0, 0, 0}, 1, {5, 10, 15}};
    const MutationPlan plan = enumerateMutants(network, {{parseOperator("CW")}, {"hidden"}, 0});
    const auto evaluator = makeDeviceEvaluator(network, inputs, {}, kOneCpu);
    const auto records = evaluateAll(*evaluator, plan);
    QCOMPARE(static_cast<int>(records[0].proof), static_cast<int>(Proof::Unchanged));
    QCOMPARE(static_cast<int>(records[1].proof), static_cast<int>(Proof::None));
    QCOMPARE(evaluator->counts().pairsUnchanged, int64_t{3});
  }

  void outputsThatAreNotFiniteAreErrors() {
    Network network("not finite");
    const LayerId input = network.add("input", InputLayer{{1}, false}, {});
    const LayerId hidden = network.add("hidden", DenseLayer{{{2, 1}, {1, 1}}, {}, {}}, {input});
    network.finish(network.add("output", DenseLayer{{{2, 2}, {1, 2, -1, -1}}, {}, {}}, {hidden}));
    const CorrectInputs inputs{{1, 2}, {0, 0}, 1, {5, 10}};
    const MutationPlan plan = enumerateMutants(network, {{parseOperator("BIT:30")}, {"hidden"}, 0});
    for (const KillRecord& record :
         evaluateAll(*makeDeviceEvaluator(network, inputs, {}, kOneCpu), plan)) {
      QCOMPARE(static_cast<int>(record.status), static_cast<int>(MutantStatus::Error));
      QCOMPARE(record.reason, std::string(kNotFiniteReason));
    }
  }

  void runningOutOfMemoryMakesBatchesAndBlocksSmaller_data() {
    QTest::addColumn<int>("fits");      // pairs
    QTest::addColumn<int>("failures");  // of single pairs, until the block is small enough
    QTest::newRow("batches of five pairs") << 5 << 0;
    QTest::newRow("single pairs") << 1 << 0;
    QTest::newRow("single pairs, smaller blocks") << 1 << 3;
  }
  void runningOutOfMemoryMakesBatchesAndBlocksSmaller() {
    QFETCH(int, fits);
    QFETCH(int, failures);
    const Network network = randomNetwork(202);
    const CorrectInputs inputs = selfLabelledInputs(network, 40, 202);
    const MutationPlan plan =
        enumerateMutants(network, {{parseOperator("NAI"), parseOperator("SHUFFLE")}, {}, 0});
    EvaluatorOptions options;
    options.evidence = Evidence::Inputs;
    int left = failures;
    int64_t largest = 0;
    DeviceTuning tuning;
    tuning.beforeBatch = [&](int64_t pairs) {
      if (pairs > fits || (pairs == 1 && left-- > 0)) {
        throw OutOfMemory("simulated");
      }
      largest = std::max(largest, pairs);
    };
    const auto evaluator = makeDeviceEvaluator(network, inputs, options, kOneCpu, tuning);
    compareAll(evaluateAll(*evaluator, plan), verdictsByReference(network, inputs, plan), plan,
               202);
    QVERIFY(largest <= fits && 2 * largest > fits);
    QCOMPARE(evaluator->batchSize(), int64_t{40 >> failures});
  }

  void onePairThatDoesNotFitIsAnError() {
    const Network network = randomNetwork(203);
    const CorrectInputs inputs = selfLabelledInputs(network, 40, 203);
    DeviceTuning tuning;
    tuning.beforeBatch = [](int64_t) { throw OutOfMemory("simulated"); };
    const auto evaluator = makeDeviceEvaluator(network, inputs, {}, {Device{}, Device{}}, tuning);
    const MutationPlan plan = enumerateMutants(network, {{}, {}, 0});
    const Error error = expectError([&] { evaluateAll(*evaluator, plan); });
    QCOMPARE(static_cast<int>(error.code()), static_cast<int>(ErrorCode::Device));
    QVERIFY(std::string(error.what()).find("does not fit the memory of cpu") != std::string::npos);
  }

  void memoryBudgetChangesNoVerdict() {
    const Network network = randomNetwork(204);
    const CorrectInputs inputs = selfLabelledInputs(network, 40, 204);
    const MutationPlan plan = enumerateMutants(network, {{parseOperator("NAI")}, {}, 0});
    const auto expected = verdictsByReference(network, inputs, plan);
    EvaluatorOptions options;
    bool tooLittle = false;
    bool enough = false;
    for (options.memoryBytes = 1 << 6; !enough; options.memoryBytes *= 2) {
      const auto evaluator = makeDeviceEvaluator(network, inputs, options, kOneCpu);
      try {
        compareAll(evaluateAll(*evaluator, plan), expected, plan, 204);
        enough = true;
        QVERIFY(evaluator->batchSize() < inputs.count());
      } catch (const Error& error) {
        tooLittle = true;
        QCOMPARE(static_cast<int>(error.code()), static_cast<int>(ErrorCode::Usage));
        QVERIFY(std::string(error.what()).find("--memory") != std::string::npos);
      }
    }
    QVERIFY(tooLittle);
  }

  void stopsBetweenBatchesWithoutHalfAMutant() {
    const Network network = randomNetwork(205);
    const CorrectInputs inputs = selfLabelledInputs(network, 100, 205);
    const MutationPlan plan = enumerateMutants(network, {everyOperator(), {}, 0});
    DeviceTuning tuning;
    tuning.pairsPerBatch = 64;
    stopsWithoutHalfAMutant(*makeDeviceEvaluator(network, inputs, {}, {Device{}, Device{}}, tuning),
                            network, inputs, plan);
  }

  void progressNeverGoesBackAndEndsAtTheTotal() {
    const Network network = randomNetwork(209);
    const CorrectInputs inputs = selfLabelledInputs(network, 100, 209);
    const MutationPlan plan = enumerateMutants(network, {{}, {}, 0});
    test::progressNeverGoesBackAndEndsAtTheTotal(
        *makeDeviceEvaluator(network, inputs, {}, {Device{}, Device{}}), plan);
  }
};

QTEST_GUILESS_MAIN(TestDeviceEvaluator)
#include "test_device_evaluator.moc"
