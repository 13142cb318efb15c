#include <QtTest>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>

#include "core/base/host_resources.h"
#include "core/base/random_stream.h"
#include "core/engine/incremental/buffer_places.h"
#include "core/engine/incremental/finite_check.h"
#include "core/engine/incremental/input_order.h"
#include "core/engine/incremental/reference_traces.h"
#include "core/engine/incremental/worker_team.h"
#include "tests/engine/verdict_oracle.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// One input, one hidden unit with the given weight and activation, two classes.
Network oneUnit(float weight, ActivationKind kind) {
  Network network("one unit");
  const LayerId input = network.add("input", InputLayer{{1}, false}, {});
  const LayerId hidden =
      network.add("hidden", DenseLayer{{{1, 1}, {weight}}, {}, {kind, 0, 0}}, {input});
  network.finish(network.add("output", DenseLayer{{{2, 1}, {1, -1}}, {}, {}}, {hidden}));
  return network;
}

}  // namespace

class TestIncrementalParts : public QObject {
  Q_OBJECT

 private slots:
  void orderTakesEveryInputOnceAndCriticalOnesFirst() {
    CorrectInputs inputs;
    inputs.valuesPerSample = 1;
    RandomStream random(1, "order");
    for (int i = 0; i < 200; ++i) {
      inputs.labels.push_back(i % 7 == 0 ? 0 : i % 3);
      inputs.margins.push_back(random.uniform());
    }
    const std::vector<int32_t> order = orderInputs(inputs, 3);
    QCOMPARE(std::set<int32_t>(order.begin(), order.end()).size(), inputs.labels.size());
    QCOMPARE(order.size(), inputs.labels.size());
    for (int label = 0; label < 3; ++label) {  // within a class by ascending margin
      double last = -1;
      for (int32_t position : order) {
        const auto at = static_cast<std::size_t>(position);
        if (inputs.labels[at] == label) {
          QVERIFY(inputs.margins[at] >= last);
          last = inputs.margins[at];
        }
      }
    }
    std::set<int32_t> firstLabels;
    for (int i = 0; i < 3; ++i) {
      firstLabels.insert(
          inputs.labels[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])]);
    }
    QCOMPARE(firstLabels.size(), std::size_t{3});
  }

  void classesWithoutInputsAreFine() {
    const CorrectInputs inputs{{1, 2}, {4, 4}, 1, {2, 1}};
    QCOMPARE(orderInputs(inputs, 10), (std::vector<int32_t>{1, 0}));
  }

  void teamRunsEveryTaskOnceInManyPhases() {
    WorkerTeam team(3);
    QCOMPARE(team.threads(), 3);
    for (int64_t tasks = 0; tasks < 200; ++tasks) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(tasks));
      team.run(tasks, [&](int worker, int64_t task) {
        QVERIFY(worker >= 0 && worker < 3);
        ++runs[static_cast<std::size_t>(task)];
      });
      QVERIFY(std::all_of(runs.begin(), runs.end(), [](const auto& count) { return count == 1; }));
    }
  }

  void teamThrowsWhatATaskThrowsAndGoesOn() {
    WorkerTeam team(2);
    for (int round = 0; round < 20; ++round) {
      bool thrown = false;
      try {
        team.run(50, [](int, int64_t task) {
          if (task == 7) {
            throw std::runtime_error("task 7");
          }
        });
      } catch (const std::runtime_error& error) {
        thrown = std::string(error.what()) == "task 7";
      }
      QVERIFY(thrown);
    }
    std::atomic<int> runs{0};
    team.run(10, [&](int, int64_t) { ++runs; });
    QCOMPARE(runs.load(), 10);
  }

  void buffersInUseTogetherNeverOverlap() {
    RandomStream random(2, "buffers");
    for (int round = 0; round < 200; ++round) {
      std::vector<BufferLife> lives(12);
      int64_t sum = 0;
      for (BufferLife& life : lives) {
        life.size = static_cast<int64_t>(random.uniform() * 50);
        life.first = static_cast<std::size_t>(random.uniform() * 20);
        life.last = life.first + static_cast<std::size_t>(random.uniform() * 8);
        sum += life.size;
      }
      const BufferPlaces places = placeBuffers(lives);
      QVERIFY(places.total <= sum);
      for (std::size_t a = 0; a < lives.size(); ++a) {
        QVERIFY(places.places[a] >= 0 && places.places[a] + lives[a].size <= places.total);
        for (std::size_t b = 0; b < a; ++b) {
          const bool together = lives[a].first <= lives[b].last && lives[b].first <= lives[a].last;
          const bool apart = places.places[a] + lives[a].size <= places.places[b] ||
                             places.places[b] + lives[b].size <= places.places[a];
          QVERIFY(!together || apart || lives[a].size == 0 || lives[b].size == 0);
        }
      }
    }
  }

  void ordinaryMutantsStayFinite() {
    const Network network = oneUnit(3, ActivationKind::Relu);
    const FiniteCheck check(network);
    const UnitId unit{network.weightedLayers()[0], 0};
    const std::vector<UnitWeightChange> large = {{unit, {1e30}, 1e30}};
    const std::vector<UnitWeightChange> infinite = {{unit, {INFINITY}, 0}};
    const std::vector<UnitWeightChange> notANumber = {{unit, {NAN}, 0}};
    QVERIFY(check.staysFinite({}));
    QVERIFY(check.staysFinite(large));
    QVERIFY(!check.staysFinite(infinite));
    QVERIFY(!check.staysFinite(notANumber));
  }

  void exponentialsMayOverflow() {
    const Network network = oneUnit(3, ActivationKind::Exponential);
    QVERIFY(!FiniteCheck(network).staysFinite({}));
  }

  void tracesAreKeptWithinTheBudgetAndAreThoseOfTheInput() {
    const Network network = randomNetwork(4);
    const CorrectInputs inputs = selfLabelledInputs(network, 20, 4);
    const int64_t one = ReferenceTrace(network, inputs.input(0)).bytes();
    ReferenceTraces traces(network, inputs, 3 * one);
    const auto first = traces.at(0);
    QCOMPARE(traces.at(0), first);  // the same object
    for (int32_t i = 0; i < 20; ++i) {
      QCOMPARE(traces.at(i)->logits(), referenceLogits(network, inputs.input(i)));
    }
    QVERIFY(traces.at(0) != first);  // it had to go
  }

  void hostTellsMemoryAndThreads() {
    QVERIFY(availableHostMemory() > (64 << 20));
    QVERIFY(availableThreads() >= 1);
  }
};

QTEST_GUILESS_MAIN(TestIncrementalParts)
#include "test_incremental_parts.moc"
