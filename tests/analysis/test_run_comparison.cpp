#include <QtTest>

#include "core/analysis/run_comparison.h"

using namespace maacc;

namespace {

const std::string kModel(64, 'a');
const std::string kData(64, 'b');

MutationPlan planOf(const std::vector<std::string>& operators, int units) {
  MutationPlan plan;
  for (int unit = 0; unit < units; ++unit) {
    for (const std::string& op : operators) {
      const Operator parsed = parseOperator(op);
      plan.mutants.push_back({makeMutantId(0, std::vector<int>{unit}, parsed), 0, {unit}, parsed});
    }
  }
  return plan;
}

KillRecord recordOf(int64_t mutantIndex, const std::string& trueClass) {
  KillRecord record;
  record.mutantIndex = mutantIndex;
  record.killedTrueClass = parseClassSet(trueClass);
  record.status =
      trueClass.find('1') == std::string::npos ? MutantStatus::Survived : MutantStatus::Killed;
  return record;
}

ScoreEstimate estimateOf(double value, double low, double high) {
  return {value, low, high, low == high ? 1 : 0.95, "", ""};
}

ScorePair trueScore(double value) { return {estimateOf(value, value, value), {}}; }

// A plan of 4 units, all tested.
struct Fixture {
  MutationPlan plan = planOf({"CW", "GF"}, 2);
  std::vector<KillRecord> records = {recordOf(0, "1100"), recordOf(1, "0000"), recordOf(2, "0010"),
                                     recordOf(3, "0000")};

  ComparedRun run(const std::string& name) const {
    ComparedRun run{.name = name, .plan = plan, .records = records};
    run.modelHash = kModel;
    run.dataHash = kData;
    run.operators = {"CW", "GF"};
    run.strategy = "exhaustive";
    run.evaluator = "incremental";
    run.machine = "cpu, 2 threads";
    run.classes = 4;
    run.scores = trueScore(0.25);
    run.byLayer = {{"first", trueScore(0.25)}, {"second", trueScore(0.5)}};
    run.byOperator = {{"CW", trueScore(0.375)}};
    run.seconds = {{"load", 1}, {"mutants", 4}};
    run.counts = {{"pairs_evaluated", 1000}, {"pairs_unchanged", 0}, {"flops", 5000}};
    return run;
  }
};

bool mentions(const RunComparison& comparison, const std::string& part) {
  return std::any_of(comparison.notes.begin(), comparison.notes.end(),
                     [&part](const ComparisonNote& note) {
                       return note.sentence.find(part) != std::string::npos;
                     });
}

}  // namespace

class TestRunComparison : public QObject {
  Q_OBJECT

 private slots:
  void aRunIsEqualToItself();
  void scoreErrorsAreThoseOfTheRun();
  void aScoreOfZeroHasNoRelativeError();
  void groupsAreComparedByName();
  void criteriaThatOneLacksAreLeftOut();
  void verdictChangesNameTheMutants();
  void openClassesAreNoChange();
  void anErrorIsAChange();
  void mutantsOfOtherSeedsAreNotCompared();
  void mutantsAreFoundByIdWhateverTheirPosition();
  void savingsAreShares();
  void refuses_data();
  void refuses();
  void notes_data();
  void notes();
  void otherPlansAreCounted();
};

void TestRunComparison::aRunIsEqualToItself() {
  const Fixture fixture;
  const RunComparison comparison = compareRuns(fixture.run("base"), fixture.run("run"));
  QVERIFY(comparison.notes.empty());
  QVERIFY(!whyNotComparable(comparison));
  QCOMPARE(comparison.scores.size(), std::size_t{1});
  QCOMPARE(comparison.scores[0].absolute, 0.0);
  QCOMPARE(*comparison.scores[0].relative, 0.0);
  QVERIFY(!comparison.scores[0].covered);
  QCOMPARE(comparison.verdicts.both, 4);
  QCOMPARE(comparison.verdicts.same, 4);
  QVERIFY(comparison.verdicts.changes.empty());
  QCOMPARE(comparison.plans.both, 4);
}

void TestRunComparison::scoreErrorsAreThoseOfTheRun() {
  const Fixture fixture;
  ComparedRun run = fixture.run("run");
  run.estimated = true;
  run.scores.trueClass = estimateOf(0.3, 0.2, 0.35);
  ScoreError error = compareRuns(fixture.run("base"), run).scores.at(0);
  QCOMPARE(error.absolute, 0.3 - 0.25);
  QCOMPARE(*error.relative, (0.3 - 0.25) / 0.25);
  QCOMPARE(*error.covered, true);
  run.scores.trueClass = estimateOf(0.3, 0.26, 0.35);
  QCOMPARE(*compareRuns(fixture.run("base"), run).scores.at(0).covered, false);
  run.scores.trueClass = estimateOf(0.3, 0.25, 0.35);
  QCOMPARE(*compareRuns(fixture.run("base"), run).scores.at(0).covered, true);
}

void TestRunComparison::aScoreOfZeroHasNoRelativeError() {
  const Fixture fixture;
  ComparedRun base = fixture.run("base");
  base.scores = trueScore(0);
  const ScoreError error = compareRuns(base, fixture.run("run")).scores.at(0);
  QCOMPARE(error.absolute, 0.25);
  QVERIFY(!error.relative);
}

void TestRunComparison::groupsAreComparedByName() {
  const Fixture fixture;
  ComparedRun run = fixture.run("run");
  run.byLayer = {{"second", trueScore(0.75)}, {"third", trueScore(1)}};
  const RunComparison comparison = compareRuns(fixture.run("base"), run);
  QCOMPARE(comparison.layers.size(), std::size_t{1});
  QCOMPARE(comparison.layers[0].group, std::string("second"));
  QCOMPARE(comparison.layers[0].scores.at(0).absolute, 0.25);
}

void TestRunComparison::criteriaThatOneLacksAreLeftOut() {
  const Fixture fixture;
  ComparedRun run = fixture.run("run");
  run.criterion = KillCriterion::PredictedClass;
  run.scores = {{}, estimateOf(0.5, 0.5, 0.5)};
  const RunComparison comparison = compareRuns(fixture.run("base"), run);
  QVERIFY(comparison.scores.empty());
  QVERIFY(mentions(comparison, "different kill criteria"));
  QVERIFY(mentions(comparison, "run has no true-class score"));
}

void TestRunComparison::verdictChangesNameTheMutants() {
  const Fixture fixture;
  Fixture other;
  other.records[0] = recordOf(0, "0000");
  other.records[1] = recordOf(1, "0001");
  other.records[2] = recordOf(2, "0011");
  const VerdictComparison verdicts = compareRuns(fixture.run("base"), other.run("run")).verdicts;
  QCOMPARE(verdicts.both, 4);
  QCOMPARE(verdicts.same, 1);
  QCOMPARE(verdicts.changes.size(), std::size_t{3});
  QCOMPARE(verdicts.changes[0].mutantId, fixture.plan.mutants[0].id.text);
  QVERIFY(verdicts.changes[0].runTrueClass == parseClassSet("0000"));
  const std::vector<StatusTransition> expected = {{MutantStatus::Killed, MutantStatus::Survived, 1},
                                                  {MutantStatus::Survived, MutantStatus::Killed, 1},
                                                  {MutantStatus::Killed, MutantStatus::Killed, 1}};
  QVERIFY(verdicts.transitions == expected);
}

void TestRunComparison::openClassesAreNoChange() {
  const Fixture fixture;
  Fixture other;
  other.records[0] = recordOf(0, "1000");  // class 1 not found yet
  other.records[0].undecided = parseClassSet("0100");
  other.records[2] = recordOf(2, "0000");
  other.records[2].status = MutantStatus::Undecided;
  other.records[2].undecided = parseClassSet("0011");
  VerdictComparison verdicts = compareRuns(fixture.run("base"), other.run("run")).verdicts;
  QCOMPARE(verdicts.same, 4);
  QCOMPARE(verdicts.undecided, 2);
  other.records[2].undecided = parseClassSet("0001");  // says that class 2 survives
  verdicts = compareRuns(fixture.run("base"), other.run("run")).verdicts;
  QCOMPARE(verdicts.changes.size(), std::size_t{1});
  QCOMPARE(verdicts.undecided, 1);
}

void TestRunComparison::anErrorIsAChange() {
  const Fixture fixture;
  Fixture other;
  other.records[1].status = MutantStatus::Error;
  other.records[1].killedTrueClass.clear();
  const VerdictComparison verdicts = compareRuns(fixture.run("base"), other.run("run")).verdicts;
  QCOMPARE(verdicts.changes.size(), std::size_t{1});
  QVERIFY(verdicts.changes[0].run == MutantStatus::Error);
}

void TestRunComparison::mutantsOfOtherSeedsAreNotCompared() {
  const Fixture fixture;
  Fixture other;
  other.plan.seed = 1;
  other.records[1] = recordOf(1, "1111");  // a GF mutant
  const RunComparison comparison = compareRuns(fixture.run("base"), other.run("run"));
  QCOMPARE(comparison.verdicts.otherSeed, 2);
  QCOMPARE(comparison.verdicts.both, 2);
  QVERIFY(comparison.verdicts.changes.empty());
  QVERIFY(mentions(comparison, "seeds of the mutants differ"));
}

void TestRunComparison::mutantsAreFoundByIdWhateverTheirPosition() {
  const Fixture fixture;
  Fixture other;
  std::swap(other.plan.mutants[0], other.plan.mutants[3]);
  other.records = {recordOf(0, "0000"), recordOf(3, "1100")};
  const VerdictComparison verdicts = compareRuns(fixture.run("base"), other.run("run")).verdicts;
  QCOMPARE(verdicts.both, 2);
  QCOMPARE(verdicts.same, 2);
}

void TestRunComparison::savingsAreShares() {
  const Fixture fixture;
  Fixture other;
  other.records.pop_back();
  ComparedRun run = other.run("run");
  run.counts = {{"pairs_evaluated", 250}, {"pairs_unchanged", 5}, {"other", 1}};
  run.seconds = {{"load", 1}, {"mutants", 1}};
  const RunComparison comparison = compareRuns(fixture.run("base"), run);
  const auto find = [](const std::vector<Saving>& savings, const std::string& name) {
    const auto found = std::find_if(savings.begin(), savings.end(),
                                    [&name](const Saving& s) { return s.name == name; });
    return found == savings.end() ? Saving{"absent", {}, {}, {}} : *found;
  };
  QCOMPARE(*find(comparison.work, "mutants tested").saved, 0.25);
  QCOMPARE(*find(comparison.work, "pairs evaluated").saved, 0.75);
  QVERIFY(!find(comparison.work, "pairs unchanged").saved);  // nothing to save
  QVERIFY(!find(comparison.work, "FLOP").run);
  QVERIFY(!find(comparison.work, "other").base);
  QCOMPARE(*find(comparison.time, "mutants").saved, 0.75);
  QCOMPARE(*find(comparison.time, "total").saved, 0.6);
}

void TestRunComparison::refuses_data() {
  QTest::addColumn<QString>("field");
  QTest::addColumn<QString>("word");
  QTest::newRow("model") << "model"
                         << "different models";
  QTest::newRow("data") << "data"
                        << "different data";
  QTest::newRow("preprocessing") << "preprocessing"
                                 << "differently preprocessed";
  QTest::newRow("inputs") << "inputs"
                          << "the first 100 inputs";
}

void TestRunComparison::refuses() {
  QFETCH(QString, field);
  QFETCH(QString, word);
  const Fixture fixture;
  ComparedRun run = fixture.run("run");
  if (field == "model") {
    run.modelHash[3] = 'x';
  } else if (field == "data") {
    run.dataHash[3] = 'x';
  } else if (field == "preprocessing") {
    run.preprocessing = "scale=1/255";
  } else {
    run.limitInputs = 100;
  }
  const auto refusal = whyNotComparable(compareRuns(fixture.run("base"), run));
  QVERIFY(refusal);
  QVERIFY2(QString::fromStdString(*refusal).contains(word), refusal->c_str());
  QVERIFY2(QString::fromStdString(*refusal).contains("base and run"), refusal->c_str());
}

void TestRunComparison::notes_data() {
  QTest::addColumn<QString>("field");
  QTest::addColumn<QString>("word");
  QTest::newRow("operators") << "operators"
                             << "operators differ";
  QTest::newRow("layers") << "layers"
                          << "layers differ";
  QTest::newRow("machine") << "machine"
                           << "times do not compare";
  QTest::newRow("evaluator") << "evaluator"
                             << "evaluators differ";
  QTest::newRow("unfinished") << "unfinished"
                              << "run is not finished: 4 mutants";
  QTest::newRow("base") << "base"
                        << "itself an estimate";
}

void TestRunComparison::notes() {
  QFETCH(QString, field);
  QFETCH(QString, word);
  const Fixture fixture;
  ComparedRun base = fixture.run("base");
  ComparedRun run = fixture.run("run");
  if (field == "operators") {
    run.operators = {"CW"};
  } else if (field == "layers") {
    run.layers = {"first"};
  } else if (field == "machine") {
    run.machine = "cuda:0";
  } else if (field == "evaluator") {
    run.evaluator = "plain";
  } else if (field == "unfinished") {
    run.complete = false;
  } else {
    base.estimated = true;
  }
  const RunComparison comparison = compareRuns(base, run);
  QVERIFY(!whyNotComparable(comparison));
  QCOMPARE(comparison.notes.size(), std::size_t{1});
  QVERIFY2(mentions(comparison, word.toStdString()), comparison.notes[0].sentence.c_str());
}

void TestRunComparison::otherPlansAreCounted() {
  const Fixture fixture;
  Fixture other;
  other.plan = planOf({"CW", "GF"}, 3);
  other.plan.mutants.erase(other.plan.mutants.begin());
  other.records.clear();
  const RunComparison comparison = compareRuns(fixture.run("base"), other.run("run"));
  QCOMPARE(comparison.plans.both, 3);
  QCOMPARE(comparison.plans.onlyBase, 1);
  QCOMPARE(comparison.plans.onlyRun, 2);
  QVERIFY(mentions(comparison, "3 mutants are in both, 1 only in base, 2 only in run"));
}

QTEST_APPLESS_MAIN(TestRunComparison)
#include "test_run_comparison.moc"
