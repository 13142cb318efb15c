#include <QtTest>
#include <cmath>

#include "core/report/seed_groups.h"
#include "tests/support/sample_run.h"

using namespace maacc;
using namespace maacc::test;

namespace {

RunComparison comparisonOf(const std::string& run, double base, double score, bool covered) {
  RunComparison comparison;
  comparison.base = "base";
  comparison.run = run;
  ScoreError error;
  error.base.value = base;
  error.run.value = score;
  error.absolute = score - base;
  if (base != 0) {
    error.relative = error.absolute / base;
  }
  error.covered = covered;
  comparison.scores = {error};
  comparison.work = {{"pairs evaluated", 100, 100 - 100 * score, score}};
  return comparison;
}

}  // namespace

class TestRepeatedRuns : public QObject {
  Q_OBJECT

 private slots:
  void onlyTheSeedMayDiffer();
  void spreadIsThatOfASample();
  void groupsHaveTwoMembersOrMore();
  void meansAreThoseOfTheMembers();
  void refusedComparisonsAreInNoGroup();
  void criterionThatOneMemberLacksHasNoMean();
};

void TestRepeatedRuns::onlyTheSeedMayDiffer() {
  RunSettings settings = sampleSettings();
  settings.reduction = "{\"strategy\":\"sample\",\"seed\":1,\"fraction\":0.1}";
  const std::string key = settingsButSeed(settings);
  RunSettings other = settings;
  other.seed = 7;
  other.reduction = "{\"strategy\":\"sample\",\"seed\":7,\"fraction\":0.1}";
  other.modelPath = "/elsewhere/small.keras";
  QCOMPARE(settingsButSeed(other), key);
  other.reduction = "{\"strategy\":\"sample\",\"seed\":7,\"fraction\":0.2}";
  QVERIFY(settingsButSeed(other) != key);
  other = settings;
  other.modelHash = std::string(64, 'x');
  QVERIFY(settingsButSeed(other) != key);
  other = settings;
  other.operators.pop_back();
  QVERIFY(settingsButSeed(other) != key);
  other = settings;
  other.criterion = KillCriterion::TrueClass;
  QVERIFY(settingsButSeed(other) != key);
  other.reduction = "no json";
  QVERIFY(settingsButSeed(other) != key);
}

void TestRepeatedRuns::spreadIsThatOfASample() {
  QVERIFY(!spreadOf({}));
  const std::vector<double> one = {0.5};
  QCOMPARE(spreadOf(one)->mean, 0.5);
  QVERIFY(!spreadOf(one)->deviation);
  const std::vector<double> values = {2, 4, 4, 4, 5, 5, 7, 9};
  QCOMPARE(spreadOf(values)->count, 8);
  QCOMPARE(spreadOf(values)->mean, 5.0);
  QCOMPARE(*spreadOf(values)->deviation, std::sqrt(32.0 / 7));
}

void TestRepeatedRuns::groupsHaveTwoMembersOrMore() {
  const std::vector<RunComparison> all = {
      comparisonOf("a1", 0.5, 0.4, true), comparisonOf("b", 0.5, 0.3, true),
      comparisonOf("a2", 0.5, 0.6, true), comparisonOf("c", 0.5, 0.3, true)};
  const std::vector<std::string> keys = {"a", "b", "a", "c"};
  const std::vector<RepeatedRuns> groups = repeatedRuns(all, keys);
  QCOMPARE(groups.size(), std::size_t{1});
  QCOMPARE(groups[0].comparisons, (std::vector<std::size_t>{0, 2}));
}

void TestRepeatedRuns::meansAreThoseOfTheMembers() {
  const std::vector<RunComparison> all = {comparisonOf("a1", 0.5, 0.4, true),
                                          comparisonOf("a2", 0.5, 0.7, false)};
  const std::vector<std::string> keys = {"a", "a"};
  const RepeatedRuns group = repeatedRuns(all, keys).at(0);
  const RepeatedError& error = group.scores.at(0);
  QVERIFY(qAbs(error.score.mean - 0.55) < 1e-12);
  QVERIFY(qAbs(error.absolute.mean - 0.05) < 1e-12);
  QVERIFY(qAbs(error.magnitude.mean - 0.15) < 1e-12);
  QVERIFY(qAbs(error.relative->mean - 0.1) < 1e-12);
  QVERIFY(qAbs(*error.score.deviation - 0.3 / std::sqrt(2.0)) < 1e-12);
  QCOMPARE(error.intervals, 2);
  QCOMPARE(error.covered, 1);
  QVERIFY(qAbs(group.savedOf("pairs evaluated", all)->mean - 0.55) < 1e-12);
  QVERIFY(!group.savedOf("FLOP", all));
  QVERIFY(findSaving(all[0], "FLOP") == nullptr);
}

void TestRepeatedRuns::refusedComparisonsAreInNoGroup() {
  std::vector<RunComparison> all = {comparisonOf("a1", 0.5, 0.4, true),
                                    comparisonOf("a2", 0.5, 0.7, true),
                                    comparisonOf("a3", 0.5, 0.7, true)};
  all[1].notes = {{"they are of different models", true}};
  const std::vector<std::string> keys = {"a", "a", "a"};
  QCOMPARE(repeatedRuns(all, keys).at(0).comparisons, (std::vector<std::size_t>{0, 2}));
}

void TestRepeatedRuns::criterionThatOneMemberLacksHasNoMean() {
  std::vector<RunComparison> all = {comparisonOf("a1", 0.5, 0.4, true),
                                    comparisonOf("a2", 0.5, 0.7, true)};
  all[1].scores.clear();
  const std::vector<std::string> keys = {"a", "a"};
  QVERIFY(repeatedRuns(all, keys).at(0).scores.empty());
}

QTEST_GUILESS_MAIN(TestRepeatedRuns)
#include "test_repeated_runs.moc"
