#include <QtTest>
#include <fstream>
#include <sstream>

#include "core/analysis/score.h"
#include "tests/support/test_paths.h"

using namespace maacc;

namespace {

KillRecord makeRecord(int64_t index,
                      MutantStatus status,
                      const std::string& trueClass,
                      const std::string& predictedClass) {
  KillRecord record;
  record.mutantIndex = index;
  record.status = status;
  record.killedTrueClass = parseClassSet(trueClass);
  record.killedPredictedClass = parseClassSet(predictedClass);
  return record;
}

std::vector<std::string> fieldsOf(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) {
    fields.push_back(field);
  }
  return fields;
}

MutationPlan smallPlan() {
  MutationPlan plan;
  for (int layer : {0, 2}) {
    for (int unit = 0; unit < 2; ++unit) {
      for (const char* op : {"NEB", "CW"}) {
        const Operator parsed = parseOperator(op);
        const std::vector<int> units = {unit};
        plan.mutants.push_back({makeMutantId(layer, units, parsed), layer, units, parsed});
      }
    }
  }
  return plan;
}

}  // namespace

class TestScore : public QObject {
  Q_OBJECT

 private slots:
  void nothingTestedScoresZero();
  void countsStatesAndClasses();
  void errorsAreInNeitherPart();
  void criteriaNotEvaluatedDoNotCount();
  void partsAddUpToTheWhole();
  void undecidedIsAStateOfItsOwn();
  void fullerRecordsTakeThePlaceOfOthers();
  void groupsByLayerAndOperator();
  void reproducesTheReference_data();
  void reproducesTheReference();
};

void TestScore::nothingTestedScoresZero() {
  const ScoreSummary summary = summarize({}, 12, 10);
  QCOMPARE(summary.planned, int64_t{12});
  QCOMPARE(summary.tested, int64_t{0});
  QCOMPARE(summary.trueClass.value(), 0.0);
  QCOMPARE(summary.trueClass.classes, int64_t{10});
}

void TestScore::countsStatesAndClasses() {
  const std::vector<KillRecord> records = {
      makeRecord(0, MutantStatus::Killed, "1100", "0001"),
      makeRecord(1, MutantStatus::Survived, "0000", "0000"),
      makeRecord(2, MutantStatus::Killed, "1000", "0110"),
  };
  const ScoreSummary summary = summarize(records, 5, 4);
  QCOMPARE(summary.tested, int64_t{3});
  QCOMPARE(summary.killed, int64_t{2});
  QCOMPARE(summary.survived, int64_t{1});
  QCOMPARE(summary.trueClass.killedClasses, int64_t{3});
  QCOMPARE(summary.predictedClass.killedClasses, int64_t{3});
  QCOMPARE(summary.trueClass.denominator(), int64_t{12});
  QCOMPARE(summary.trueClass.value(), 0.25);
}

void TestScore::errorsAreInNeitherPart() {
  const std::vector<KillRecord> records = {
      makeRecord(0, MutantStatus::Killed, "11", "11"),
      makeRecord(1, MutantStatus::Error, "11", ""),
  };
  const ScoreSummary summary = summarize(records, 2, 2);
  QCOMPARE(summary.errors, int64_t{1});
  QCOMPARE(summary.tested, int64_t{2});
  QCOMPARE(summary.trueClass.mutants, int64_t{1});
  QCOMPARE(summary.trueClass.value(), 1.0);
}

void TestScore::criteriaNotEvaluatedDoNotCount() {
  const std::vector<KillRecord> records = {
      makeRecord(0, MutantStatus::Killed, "10", ""),
      makeRecord(1, MutantStatus::Killed, "10", "01"),
  };
  const ScoreSummary summary = summarize(records, 2, 2);
  QCOMPARE(summary.trueClass.mutants, int64_t{2});
  QCOMPARE(summary.predictedClass.mutants, int64_t{1});
  QCOMPARE(summary.predictedClass.value(), 0.5);
}

void TestScore::partsAddUpToTheWhole() {
  std::vector<KillRecord> records = {makeRecord(0, MutantStatus::Killed, "", "011"),
                                     makeRecord(1, MutantStatus::Survived, "", "000"),
                                     makeRecord(2, MutantStatus::Error, "", "")};
  records[1].proof = Proof::Unchanged;
  ScoreSummary sum = summarize(std::span(records).first(1), 4, 3);
  addSummary(sum, summarize(std::span(records).subspan(1), 3, 3));
  const ScoreSummary whole = summarize(records, 7, 3);
  QCOMPARE(sum.planned, whole.planned);
  QCOMPARE(sum.tested, whole.tested);
  QCOMPARE(sum.proven, int64_t{1});
  QCOMPARE(sum.errors, whole.errors);
  QCOMPARE(sum.predictedClass.value(), whole.predictedClass.value());
  QVERIFY(sum.predictedClass.evaluated() && !sum.trueClass.evaluated());
}

void TestScore::undecidedIsAStateOfItsOwn() {
  KillRecord open = makeRecord(0, MutantStatus::Undecided, "000", "");
  open.undecided = {0, 1, 1};
  const ScoreSummary summary = summarize(std::span(&open, 1), 2, 3);
  QCOMPARE(summary.undecided, int64_t{1});
  QCOMPARE(summary.tested, int64_t{1});
  QCOMPARE(summary.killed + summary.survived + summary.errors, int64_t{0});
  QCOMPARE(summary.trueClass.mutants, int64_t{1});
}

void TestScore::fullerRecordsTakeThePlaceOfOthers() {
  const std::vector<KillRecord> before = {makeRecord(0, MutantStatus::Undecided, "000", ""),
                                          makeRecord(1, MutantStatus::Survived, "000", "")};
  const KillRecord fuller = makeRecord(0, MutantStatus::Killed, "011", "");
  ScoreSummary sum = summarize(before, 2, 3);
  subtractSummary(sum, summarize(std::span(before).first(1), 0, 3));
  addSummary(sum, summarize(std::span(&fuller, 1), 0, 3));
  QCOMPARE(sum.planned, int64_t{2});
  QCOMPARE(sum.tested, int64_t{2});
  QCOMPARE(sum.undecided, int64_t{0});
  QCOMPARE(sum.killed, int64_t{1});
  QCOMPARE(sum.trueClass.killedClasses, int64_t{2});
  QCOMPARE(sum.trueClass.mutants, int64_t{2});
}

void TestScore::groupsByLayerAndOperator() {
  const MutationPlan plan = smallPlan();
  const std::vector<KillRecord> records = {
      makeRecord(0, MutantStatus::Killed, "11", "11"),
      makeRecord(3, MutantStatus::Survived, "00", "00"),
      makeRecord(7, MutantStatus::Killed, "10", "10"),
  };
  const std::vector<std::string> names = {"first", "unused", "last"};
  const auto byLayer = summarizeByLayer(plan, records, names, 2);
  QCOMPARE(byLayer.size(), std::size_t{2});
  QVERIFY(byLayer[0].group == "first" && byLayer[1].group == "last");
  QCOMPARE(byLayer[0].summary.planned, int64_t{4});
  QCOMPARE(byLayer[0].summary.tested, int64_t{2});
  QCOMPARE(byLayer[0].summary.trueClass.value(), 0.5);
  QCOMPARE(byLayer[1].summary.trueClass.value(), 0.5);
  const auto byOperator = summarizeByOperator(plan, records, 2);
  QCOMPARE(byOperator.size(), std::size_t{2});
  QVERIFY(byOperator[0].group == "NEB" && byOperator[1].group == "CW");
  QCOMPARE(byOperator[0].summary.trueClass.value(), 1.0);
  QCOMPARE(byOperator[1].summary.trueClass.value(), 0.25);
}

void TestScore::reproducesTheReference_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<int>("mutants");
  QTest::addColumn<double>("trueClass");
  QTest::addColumn<double>("predictedClass");
  QTest::newRow("fcnn") << "fcnn-mnist" << 480 << 0.498958 << 0.529792;
  QTest::newRow("lenet5") << "lenet5-mnist" << 708 << 0.281921 << 0.267655;
}

void TestScore::reproducesTheReference() {
  MAACC_REQUIRE_REFERENCE();
  QFETCH(QString, file);
  QFETCH(int, mutants);
  QFETCH(double, trueClass);
  QFETCH(double, predictedClass);
  std::ifstream csv(maacc::test::referenceDir() + "/expected/" + file.toStdString() +
                    ".exhaustive.csv");
  std::string line;
  std::getline(csv, line);
  std::vector<KillRecord> records;
  while (std::getline(csv, line)) {
    const auto fields = fieldsOf(line);
    const bool killed = std::stoll(fields.at(4)) > 0;
    records.push_back(makeRecord(static_cast<int64_t>(records.size()),
                                 killed ? MutantStatus::Killed : MutantStatus::Survived,
                                 fields.at(5), fields.at(6)));
  }
  const ScoreSummary summary = summarize(records, mutants, 10);
  QCOMPARE(summary.tested, int64_t{mutants});
  QCOMPARE(summary.trueClass.denominator(), int64_t{mutants} * 10);
  QVERIFY(std::abs(summary.trueClass.value() - trueClass) < 5e-7);
  QVERIFY(std::abs(summary.predictedClass.value() - predictedClass) < 5e-7);
}

QTEST_APPLESS_MAIN(TestScore)
#include "test_score.moc"
