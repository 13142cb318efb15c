#include <QtTest>
#include <algorithm>

#include "core/base/random_stream.h"
#include "core/engine/evaluator.h"
#include "tests/engine/evaluator_properties.h"
#include "tests/support/deep_networks.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// Options for one way of running; criterion and evidence by name in the row.
void addWays() {
  QTest::addColumn<int>("threads");
  QTest::addColumn<int>("batchSize");
  QTest::addColumn<int>("firstSeed");
  QTest::addColumn<int>("evidence");
  QTest::addColumn<int>("criterion");
  const int score = static_cast<int>(Evidence::Score);
  const int matrix = static_cast<int>(Evidence::Inputs);
  const int trueClass = static_cast<int>(KillCriterion::TrueClass);
  const int predicted = static_cast<int>(KillCriterion::PredictedClass);
  QTest::newRow("matrix, one thread") << 1 << 0 << 0 << matrix << trueClass;
  QTest::newRow("matrix, two threads, small blocks") << 2 << 16 << 10 << matrix << trueClass;
  QTest::newRow("true class, one thread") << 1 << 0 << 20 << score << trueClass;
  QTest::newRow("true class, three threads, small blocks") << 3 << 16 << 30 << score << trueClass;
  QTest::newRow("predicted class") << 2 << 0 << 40 << score << predicted;
  QTest::newRow("predicted class, small blocks") << 1 << 32 << 50 << score << predicted;
}

EvaluatorOptions fetchedOptions() {
  QFETCH(int, threads);
  QFETCH(int, batchSize);
  QFETCH(int, evidence);
  QFETCH(int, criterion);
  EvaluatorOptions options;
  options.threads = threads;
  options.batchSize = batchSize;
  options.evidence = static_cast<Evidence>(evidence);
  options.criterion = static_cast<KillCriterion>(criterion);
  return options;
}

// input -> relu hidden units -> two classes.
Network twoClasses(const std::vector<float>& hiddenBias, const std::vector<float>& output) {
  const auto units = static_cast<int64_t>(hiddenBias.size());
  Network network("two classes");
  const LayerId input = network.add("input", InputLayer{{1}, false}, {});
  const std::vector<float> ones(hiddenBias.size(), 1.0F);
  const LayerId hidden = network.add(
      "hidden", DenseLayer{{{units, 1}, ones}, {{units}, hiddenBias}, {ActivationKind::Relu, 0, 0}},
      {input});
  network.finish(network.add("output", DenseLayer{{{2, units}, output}, {}, {}}, {hidden}));
  return network;
}

// input -> 12 sigmoid units -> 12 relu units -> many classes, random weights.
Network manyClasses(int64_t classes) {
  RandomStream random(static_cast<uint64_t>(classes), "many classes");
  auto dense = [&](int64_t units, int64_t inputs, ActivationKind kind) {
    DenseLayer layer{zeros({units, inputs}), zeros({units}), {kind, 0, 0}};
    for (float& weight : layer.kernel.values) {
      weight = static_cast<float>(random.normal()) * 0.5F;
    }
    return layer;
  };
  Network network("many classes");
  const LayerId input = network.add("input", InputLayer{{6}, false}, {});
  const LayerId first = network.add("first", dense(12, 6, ActivationKind::Sigmoid), {input});
  const LayerId second = network.add("second", dense(12, 12, ActivationKind::Relu), {first});
  network.finish(network.add("output", dense(classes, 12, ActivationKind::Linear), {second}));
  return network;
}

}  // namespace

class TestIncrementalEvaluator : public QObject {
  Q_OBJECT

 private slots:
  void agreesWithReferenceOnRandomNetworks_data() { addWays(); }
  void agreesWithReferenceOnRandomNetworks() {
    const EvaluatorOptions options = fetchedOptions();
    QFETCH(int, firstSeed);
    for (auto seed = static_cast<uint64_t>(firstSeed); seed < static_cast<uint64_t>(firstSeed) + 12;
         ++seed) {
      const Network network = eitherNetwork(seed);
      const CorrectInputs inputs = selfLabelledInputs(network, 71, seed);
      const MutationPlan plan = enumerateMutants(network, {everyOperator(), {}, seed});
      const auto evaluator = makeIncrementalEvaluator(network, inputs, options);
      compareAll(evaluateAll(*evaluator, plan), verdictsByReference(network, inputs, plan), plan,
                 seed);
    }
  }

  void changesSeveralUnitsTogether_data() { addWays(); }
  void changesSeveralUnitsTogether() {
    const EvaluatorOptions options = fetchedOptions();
    QFETCH(int, firstSeed);
    for (auto seed = static_cast<uint64_t>(firstSeed) + 100;
         seed < static_cast<uint64_t>(firstSeed) + 110; ++seed) {
      const Network network = eitherNetwork(seed);
      const CorrectInputs inputs = selfLabelledInputs(network, 37, seed);
      for (const int units : {2, 3, 100}) {
        const MutationPlan plan = clusterPlan(network, units);
        const auto evaluator = makeIncrementalEvaluator(network, inputs, options);
        compareAll(evaluateAll(*evaluator, plan), verdictsByReference(network, inputs, plan), plan,
                   seed);
      }
    }
  }

  void agreesOnDeepNetworks_data() {
    QTest::addColumn<bool>("residual");
    QTest::addColumn<int>("evidence");
    QTest::newRow("VGG-like, matrix") << false << static_cast<int>(Evidence::Inputs);
    QTest::newRow("VGG-like, score") << false << static_cast<int>(Evidence::Score);
    QTest::newRow("ResNet-like, matrix") << true << static_cast<int>(Evidence::Inputs);
    QTest::newRow("ResNet-like, score") << true << static_cast<int>(Evidence::Score);
  }

  void agreesOnDeepNetworks() {
    QFETCH(bool, residual);
    QFETCH(int, evidence);
    // Wide enough for every kernel of the convolutions.
    const VggSizes vgg{{{16, 18}, {20}}, 12, 12};
    const Network network = residual ? resNet18LikeNetwork(3, {16, 8}) : vggLikeNetwork(3, vgg);
    const CorrectInputs inputs = selfLabelled(network, smoothImages(network.inputShape(), 20, 5));
    const MutationPlan plan = enumerateMutants(network, {{parseOperator("NAI")}, {}, 0});
    EvaluatorOptions options;
    options.threads = 2;
    options.evidence = static_cast<Evidence>(evidence);
    const auto found = evaluateAll(*makeIncrementalEvaluator(network, inputs, options), plan);
    options.evidence = Evidence::Inputs;
    const auto plain = evaluateAll(*makePlainEvaluator(network, inputs, options), plan);
    compareAll(found, plain, plan, 3);
    QVERIFY(std::any_of(plain.begin(), plain.end(), [](const KillRecord& record) {
      return record.status == MutantStatus::Killed;
    }));
  }

  void manyClassesAgree_data() {
    QTest::addColumn<int>("classes");
    QTest::newRow("a row of the bound per class") << 30;
    QTest::newRow("no bounds") << 300;
  }

  void manyClassesAgree() {
    QFETCH(int, classes);
    const Network network = manyClasses(classes);
    const CorrectInputs inputs = selfLabelledInputs(network, 60, 1);
    const MutationPlan plan =
        enumerateMutants(network, {{parseOperator("NAI"), parseOperator("CW:0.01")}, {}, 0});
    for (const Evidence evidence : {Evidence::Inputs, Evidence::Score}) {
      EvaluatorOptions options;
      options.evidence = evidence;
      const auto evaluator = makeIncrementalEvaluator(network, inputs, options);
      compareAll(evaluateAll(*evaluator, plan), verdictsByReference(network, inputs, plan), plan,
                 0);
      QCOMPARE(evaluator->counts().pairsSettledByBound > 0, classes == 30);
    }
  }

  void everyPairIsCountedOnce_data() { addWays(); }
  void everyPairIsCountedOnce() {
    const EvaluatorOptions options = fetchedOptions();
    QFETCH(int, firstSeed);
    const auto seed = static_cast<uint64_t>(firstSeed);
    const Network network = randomNetwork(seed);
    const CorrectInputs inputs = selfLabelledInputs(network, 100, seed);
    const MutationPlan plan = enumerateMutants(network, {{}, {}, seed});
    const auto evaluator = makeIncrementalEvaluator(network, inputs, options);
    const auto records = evaluateAll(*evaluator, plan);
    const EvaluationCounts counts = evaluator->counts();
    QCOMPARE(counts.pairsEvaluated + counts.pairsSettledByBound + counts.pairsUnchanged +
                 counts.pairsLeftByEarlyExit,
             static_cast<int64_t>(records.size()) * inputs.count());
    QVERIFY(options.evidence == Evidence::Score || counts.pairsLeftByEarlyExit == 0);
    QVERIFY(counts.flops > 0);
  }

  void scoreModeKnowsOneCriterionAndNoFlips() {
    const Network network = randomNetwork(3);
    const CorrectInputs inputs = selfLabelledInputs(network, 80, 3);
    const MutationPlan plan = enumerateMutants(network, {{parseOperator("NAI")}, {}, 0});
    EvaluatorOptions options;
    options.criterion = KillCriterion::PredictedClass;
    const auto evaluator = makeIncrementalEvaluator(network, inputs, options);
    bool anyKilled = false;
    for (const KillRecord& record : evaluateAll(*evaluator, plan)) {
      QVERIFY(record.killedTrueClass.empty());
      QCOMPARE(record.killedPredictedClass.size(), static_cast<std::size_t>(network.classCount()));
      QCOMPARE(record.flippedInputs.has_value(), record.status == MutantStatus::Survived);
      anyKilled = anyKilled || record.status == MutantStatus::Killed;
    }
    QVERIFY(anyKilled);
  }

  void survivorsWithoutEvaluationSayWhy() {
    // Unit 0 is dead on every input. Unit 1 moves the logits by at most a hundredth of the margin.
    const Network network = twoClasses({-100, 0, 0}, {1, 0.01F, 5, -1, 0, 0});
    CorrectInputs inputs{{1, 2, 3}, {0, 0, 0}, 1, {5.01, 10.02, 15.03}};
    const MutationPlan plan = enumerateMutants(network, {{parseOperator("CW:0.1")}, {"hidden"}, 0});
    const auto records = evaluateAll(*makeIncrementalEvaluator(network, inputs, {}), plan);
    QCOMPARE(static_cast<int>(records[0].proof), static_cast<int>(Proof::Unchanged));
    for (const KillRecord& record : records) {
      QCOMPARE(static_cast<int>(record.status), static_cast<int>(MutantStatus::Survived));
      QCOMPARE(record.flippedInputs.value_or(-1), int64_t{0});
    }
  }

  void outputsThatAreNotFiniteAreErrors() {
    const Network network = twoClasses({0, 0}, {1, 2, -1, -1});
    const CorrectInputs inputs{{1, 2}, {0, 0}, 1, {3, 6}};
    const MutationPlan plan = enumerateMutants(network, {{parseOperator("BIT:30")}, {"hidden"}, 0});
    for (const KillRecord& record :
         evaluateAll(*makeIncrementalEvaluator(network, inputs, {}), plan)) {
      QCOMPARE(static_cast<int>(record.status), static_cast<int>(MutantStatus::Error));
      QCOMPARE(record.reason, std::string(kNotFiniteReason));
      QVERIFY(record.killedTrueClass.empty());
    }
  }

  void memoryBudgetChangesNoVerdict() {
    const Network network = randomNetwork(7);
    const CorrectInputs inputs = selfLabelledInputs(network, 300, 7);
    const MutationPlan plan = enumerateMutants(network, {{}, {}, 0});
    EvaluatorOptions options;
    options.threads = 2;
    const auto expected = evaluateAll(*makeIncrementalEvaluator(network, inputs, options), plan);
    int64_t enough = 0;
    for (options.memoryBytes = 1 << 9; enough == 0; options.memoryBytes *= 2) {
      const auto evaluator = makeIncrementalEvaluator(network, inputs, options);
      try {
        const auto records = evaluateAll(*evaluator, plan);
        QVERIFY(records == expected);
        QVERIFY(evaluator->batchSize() < 300);
        enough = options.memoryBytes;
      } catch (const Error& error) {
        QCOMPARE(static_cast<int>(error.code()), static_cast<int>(ErrorCode::Usage));
        QVERIFY(std::string(error.what()).find("--memory") != std::string::npos);
      }
    }
    QVERIFY(enough > 1 << 9);  // the first budgets were too small and said so
  }

  void stopsBetweenTilesWithoutHalfAMutant() {
    const Network network = randomNetwork(5);
    const CorrectInputs inputs = selfLabelledInputs(network, 200, 5);
    const MutationPlan plan = enumerateMutants(network, {everyOperator(), {}, 0});
    EvaluatorOptions options;
    options.batchSize = 16;
    stopsWithoutHalfAMutant(*makeIncrementalEvaluator(network, inputs, options), network, inputs,
                            plan);
  }

  void progressNeverGoesBackAndEndsAtTheTotal() {
    const Network network = randomNetwork(9);
    const CorrectInputs inputs = selfLabelledInputs(network, 100, 9);
    const MutationPlan plan = enumerateMutants(network, {{}, {}, 0});
    test::progressNeverGoesBackAndEndsAtTheTotal(*makeIncrementalEvaluator(network, inputs, {}),
                                                 plan);
  }
};

QTEST_GUILESS_MAIN(TestIncrementalEvaluator)
#include "test_incremental_evaluator.moc"
