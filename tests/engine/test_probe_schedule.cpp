#include <QtTest>
#include <cmath>
#include <set>

#include "core/base/random_stream.h"
#include "core/engine/probing/probe_schedule.h"

using namespace maacc;

namespace {

constexpr double kAnyUrgency = 1e30;

std::vector<int32_t> inputsOf(const std::vector<Probe>& probes) {
  std::vector<int32_t> inputs;
  for (const Probe& probe : probes) {
    inputs.push_back(probe.candidate.input);
  }
  return inputs;
}

}  // namespace

class TestProbeSchedule : public QObject {
  Q_OBJECT

 private slots:
  void keepsTheBestCandidatesOfACell();
  void takesTheMostUrgentPairsOfAllMutants();
  void dividesByTheMutantsErrors();
  void handsAPairOutOnce();
  void leavesClosedCellsOut();
  void stopsAtTheLargestUrgency();
  void looksAtPredictionsThatAreNoNumbersFirst();
};

void TestProbeSchedule::keepsTheBestCandidatesOfACell() {
  RandomStream random(1, "candidates");
  ProbeSchedule schedule(1, 2, 5);
  std::vector<std::pair<float, int32_t>> all;
  for (int32_t input = 0; input < 200; ++input) {
    const auto margin = static_cast<float>(random.normal());
    all.emplace_back(margin, input);
    schedule.offer(0, 1, {margin, input});
  }
  std::sort(all.begin(), all.end());
  QCOMPARE(schedule.limit(0, 1), all[4].first);
  QVERIFY(std::isinf(schedule.limit(0, 0)));
  schedule.sort();
  std::set<int32_t> best;
  for (int i = 0; i < 5; ++i) {
    best.insert(all[static_cast<std::size_t>(i)].second);
  }
  const std::vector<int32_t> found = inputsOf(schedule.next(100, kAnyUrgency, 100));
  QCOMPARE(std::set<int32_t>(found.begin(), found.end()), best);
}

void TestProbeSchedule::takesTheMostUrgentPairsOfAllMutants() {
  ProbeSchedule schedule(3, 1, 4);
  for (int32_t mutant = 0; mutant < 3; ++mutant) {
    for (int32_t i = 0; i < 4; ++i) {
      schedule.offer(mutant, 0, {static_cast<float>(mutant + 10 * i), 4 * mutant + i});
    }
  }
  schedule.sort();
  QCOMPARE(inputsOf(schedule.next(4, kAnyUrgency, 4)), (std::vector<int32_t>{0, 1, 4, 8}));
  QCOMPARE(inputsOf(schedule.next(2, kAnyUrgency, 1)), (std::vector<int32_t>{5, 9}));
}

void TestProbeSchedule::dividesByTheMutantsErrors() {
  ProbeSchedule schedule(2, 1, 4);
  schedule.offer(0, 0, {1.0F, 0});
  schedule.offer(0, 0, {5.0F, 1});
  schedule.offer(1, 0, {1.0F, 0});
  schedule.offer(1, 0, {3.0F, 1});
  schedule.sort();
  const std::vector<Probe> first = schedule.next(2, kAnyUrgency, 1);
  QCOMPARE(first.size(), std::size_t{2});
  schedule.observe(first[0], 1.0F + 2.0F);  // errs by 2
  schedule.observe(first[1], 1.0F + 0.5F);  // errs by 0.5
  QCOMPARE(schedule.urgency(0, 0), 2.5);
  QCOMPARE(schedule.urgency(1, 0), 6.0);
  const std::vector<Probe> second = schedule.next(1, kAnyUrgency, 1);
  QCOMPARE(second.front().mutant, int64_t{0});
}

void TestProbeSchedule::handsAPairOutOnce() {
  ProbeSchedule schedule(1, 2, 4);
  schedule.offer(0, 0, {0.5F, 7});
  schedule.offer(0, 1, {0.2F, 7});
  schedule.offer(0, 1, {0.9F, 8});
  schedule.sort();
  const std::vector<Probe> probes = schedule.next(10, kAnyUrgency, 1);
  QCOMPARE(inputsOf(probes), (std::vector<int32_t>{7}));
  QCOMPARE(probes.front().classIndex, 1);  // the more urgent of the two
  QVERIFY(std::isinf(schedule.urgency(0, 0)));
  QCOMPARE(inputsOf(schedule.next(10, kAnyUrgency, 1)), (std::vector<int32_t>{8}));
  QVERIFY(schedule.next(10, kAnyUrgency, 1).empty());
}

void TestProbeSchedule::leavesClosedCellsOut() {
  ProbeSchedule schedule(1, 2, 4);
  schedule.offer(0, 0, {0.5F, 1});
  schedule.offer(0, 1, {0.6F, 2});
  schedule.sort();
  schedule.close(0, 0);
  QVERIFY(!schedule.isOpen(0, 0));
  QCOMPARE(inputsOf(schedule.next(10, kAnyUrgency, 4)), (std::vector<int32_t>{2}));
}

void TestProbeSchedule::stopsAtTheLargestUrgency() {
  ProbeSchedule schedule(1, 1, 4);
  schedule.offer(0, 0, {1.0F, 0});
  schedule.offer(0, 0, {4.0F, 1});
  schedule.offer(0, 0, {9.0F, 2});
  schedule.sort();
  const std::vector<Probe> first = schedule.next(1, kAnyUrgency, 1);
  schedule.observe(first.front(), 3.0F);  // errs by 2: urgencies 2 and 4.5
  QCOMPARE(inputsOf(schedule.next(10, 4.0, 4)), (std::vector<int32_t>{1}));
  QVERIFY(schedule.next(10, 4.0, 4).empty());
}

void TestProbeSchedule::looksAtPredictionsThatAreNoNumbersFirst() {
  ProbeSchedule schedule(1, 1, 2);
  schedule.offer(0, 0, {-5.0F, 0});
  schedule.offer(0, 0, {std::nanf(""), 1});
  schedule.offer(0, 0, {-6.0F, 2});
  schedule.sort();
  QCOMPARE(inputsOf(schedule.next(1, kAnyUrgency, 2)), (std::vector<int32_t>{1}));
  QCOMPARE(inputsOf(schedule.next(9, kAnyUrgency, 2)), (std::vector<int32_t>{2}));
}

QTEST_APPLESS_MAIN(TestProbeSchedule)
#include "test_probe_schedule.moc"
