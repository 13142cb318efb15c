#include <QtTest>
#include <algorithm>
#include <map>
#include <thread>

#include "core/engine/evaluator.h"
#include "tests/engine/verdict_oracle.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

std::vector<KillRecord> evaluatePlainly(const Network& network,
                                        const CorrectInputs& inputs,
                                        const MutationPlan& plan,
                                        const EvaluatorOptions& options) {
  return evaluateAll(*makePlainEvaluator(network, inputs, options), plan);
}

// Everything is known and the same.
void compare(const KillRecord& found,
             const KillRecord& expected,
             const Mutant& mutant,
             uint64_t seed) {
  const std::string where = "network " + std::to_string(seed) + " ";
  const std::string difference = verdictDifference(found, expected, mutant);
  QVERIFY2(difference.empty(), (where + difference).c_str());
  QVERIFY2(found.flippedInputs == expected.flippedInputs, where.c_str());
  QVERIFY2(found.flips == expected.flips, where.c_str());
}

Network twoUnitOutput(float lastWeight) {
  Network network("ties");
  const LayerId input = network.add("input", InputLayer{{1}, false}, {});
  DenseLayer hidden{{{1, 1}, {1}}, {}, {ActivationKind::Relu, 0, 0}};
  DenseLayer output{{{3, 1}, {1, 1, lastWeight}}, {}, {}};
  const LayerId middle = network.add("hidden", hidden, {input});
  network.finish(network.add("output", output, {middle}));
  return network;
}

}  // namespace

class TestPlainEvaluator : public QObject {
  Q_OBJECT

 private slots:
  void agreesWithReferenceOnRandomNetworks_data() {
    QTest::addColumn<int>("threads");
    QTest::addColumn<int>("batchSize");
    QTest::addColumn<int>("firstSeed");
    QTest::newRow("one thread, tuned batch") << 1 << 0 << 0;
    QTest::newRow("two threads, batches of 7") << 2 << 7 << 10;
    QTest::newRow("two threads, one input at a time") << 2 << 1 << 20;
  }

  void agreesWithReferenceOnRandomNetworks() {
    QFETCH(int, threads);
    QFETCH(int, batchSize);
    QFETCH(int, firstSeed);
    for (auto seed = static_cast<uint64_t>(firstSeed); seed < static_cast<uint64_t>(firstSeed) + 20;
         ++seed) {
      const Network network = eitherNetwork(seed);
      const CorrectInputs inputs = selfLabelledInputs(network, 23, seed);
      const MutationPlan plan = enumerateMutants(network, {everyOperator(), {}, seed});
      const auto records =
          evaluatePlainly(network, inputs, plan, {{}, threads, batchSize, Evidence::Inputs});
      QCOMPARE(records.size(), plan.mutants.size());
      for (std::size_t i = 0; i < records.size(); ++i) {
        compare(records[i], verdictByReference(network, inputs, plan, static_cast<int64_t>(i)),
                plan.mutants[i], seed);
      }
    }
  }

  void changesSeveralUnitsTogether() {
    for (uint64_t seed = 100; seed < 120; ++seed) {
      const Network network = eitherNetwork(seed);
      const CorrectInputs inputs = selfLabelledInputs(network, 19, seed);
      const MutationPlan plan = clusterPlan(network, 3);
      const auto records = evaluatePlainly(network, inputs, plan, {{}, 2, 5, Evidence::Inputs});
      for (std::size_t i = 0; i < records.size(); ++i) {
        compare(records[i], verdictByReference(network, inputs, plan, static_cast<int64_t>(i)),
                plan.mutants[i], seed);
      }
    }
  }

  void exactTiesGoToTheLowestClass() {
    // Logits are (x, x, -x) with x >= 0: class 0 wins every tie, before and after scaling.
    const Network network = twoUnitOutput(-1);
    const CorrectInputs inputs{{0, 1, 2, 3}, {0, 0, 0, 0}, 1, {0, 0, 0, 0}};
    const MutationPlan plan = enumerateMutants(network, {{parseOperator("CW:0.5")}, {}, 0});
    const auto records = evaluatePlainly(network, inputs, plan, {{}, 1, 0, Evidence::Inputs});
    QCOMPARE(records[0].flippedInputs.value_or(-1), 0);  // hidden unit scaled: still ties
    QCOMPARE(records[1].flippedInputs.value_or(-1), 0);  // class 0 grows
    QCOMPARE(records[2].flippedInputs.value_or(-1),
             3);  // class 1 grows: every input but 0, where all logits are 0
  }

  void outputsThatAreNotFiniteAreErrorsAndNeverKills() {
    const Network network = twoUnitOutput(-1);
    const CorrectInputs inputs{{1, 2}, {0, 0}, 1, {0, 0}};
    const MutationPlan plan = enumerateMutants(network, {{parseOperator("BIT:30")}, {"hidden"}, 0});
    // Bit 30 of 1.0f makes it infinite.
    const auto records = evaluatePlainly(network, inputs, plan, {{}, 1, 0, Evidence::Score});
    QCOMPARE(records[0].status, MutantStatus::Error);
    QCOMPARE(records[0].flippedInputs.value_or(-1), 0);
    QVERIFY(records[0].reason.find("not finite") != std::string::npos);
  }

  void scoreEvidenceKeepsNoFlips() {
    const Network network = randomNetwork(3);
    const CorrectInputs inputs = selfLabelledInputs(network, 20, 3);
    const MutationPlan plan = enumerateMutants(network, {paperOperators(), {}, 0});
    const auto counted = evaluatePlainly(network, inputs, plan, {{}, 1, 0, Evidence::Score});
    const auto listed = evaluatePlainly(network, inputs, plan, {{}, 1, 0, Evidence::Inputs});
    for (std::size_t i = 0; i < counted.size(); ++i) {
      QVERIFY(counted[i].flips.empty());
      QCOMPARE(counted[i].flippedInputs.value_or(-1), static_cast<int64_t>(listed[i].flips.size()));
    }
  }

  void stopsBetweenBatchesAndDeliversNoHalfMutant() {
    const Network network = randomNetwork(5);
    const CorrectInputs inputs = selfLabelledInputs(network, 40, 5);
    const MutationPlan plan = enumerateMutants(network, {everyOperator(), {}, 0});
    const std::vector<int64_t> all = allMutants(plan);
    RunContext context;
    std::size_t delivered = 0;
    makePlainEvaluator(network, inputs, {{}, 2, 4, Evidence::Inputs})
        ->evaluate(plan, all, context, {}, [&](const KillRecord& record) {
          const auto expected = verdictByReference(network, inputs, plan, record.mutantIndex);
          QCOMPARE(record.flips, expected.flips);
          if (++delivered == 5) {
            context.requestStop();
          }
        });
    QCOMPARE(delivered, std::size_t{5});
  }

  void reportsEveryFinishedMutant() {
    const Network network = randomNetwork(7);
    const CorrectInputs inputs = selfLabelledInputs(network, 5, 7);
    const MutationPlan plan = enumerateMutants(network, {paperOperators(), {}, 0});
    const std::vector<int64_t> some = {0, 2, 3};
    const RunContext context;
    int64_t delivered = 0;
    makePlainEvaluator(network, inputs, {{}, 2, 0, Evidence::Score})
        ->evaluate(plan, some, context, {10, 15},
                   [&](const KillRecord&) { QCOMPARE(context.progress().done, 10 + delivered++); });
    QCOMPARE(context.progress().stage, std::string("mutants"));
    QCOMPARE(context.progress().done, int64_t{13});
    QCOMPARE(context.progress().total, int64_t{15});
  }

  void waitsWhilePaused() {
    const Network network = randomNetwork(6);
    const CorrectInputs inputs = selfLabelledInputs(network, 10, 6);
    const MutationPlan plan = enumerateMutants(network, {paperOperators(), {}, 0});
    const std::vector<int64_t> all = allMutants(plan);
    RunContext context;
    context.requestPause();
    std::atomic<std::size_t> delivered{0};
    std::thread worker([&] {
      makePlainEvaluator(network, inputs, {{}, 2, 0, Evidence::Score})
          ->evaluate(plan, all, context, {}, [&](const KillRecord&) { ++delivered; });
    });
    QTest::qWait(50);
    QCOMPARE(delivered.load(), std::size_t{0});
    context.resume();
    worker.join();
    QCOMPARE(delivered.load(), plan.mutants.size());
    QVERIFY(context.pausedSeconds() > 0);
  }

  void unknownDevicesAreRefused_data() {
    QTest::addColumn<QString>("device");
    QTest::addColumn<int>("exitCodeExpected");
    QTest::newRow("misspelt") << "gpu" << 2;
    QTest::newRow("not a number") << "cuda:x" << 2;
    QTest::newRow("far too many") << "cuda:99" << 4;
  }

  void unknownDevicesAreRefused() {
    QFETCH(QString, device);
    QFETCH(int, exitCodeExpected);
    const Error error = expectError([&] { parseDevice(device.toStdString()); });
    QCOMPARE(exitCode(error.code()), exitCodeExpected);
    QVERIFY(contains(error, device.toStdString()));
  }
};

QTEST_GUILESS_MAIN(TestPlainEvaluator)
#include "test_plain_evaluator.moc"
