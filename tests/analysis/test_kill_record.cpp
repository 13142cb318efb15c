#include <QtTest>

#include "core/analysis/kill_record.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using maacc::test::contains;
using maacc::test::expectError;

class TestKillRecord : public QObject {
  Q_OBJECT

 private slots:
  void namesCriteria();
  void classSetsReadBack_data();
  void classSetsReadBack();
  void rejectsBadClassSets();
  void countsFlips();
  void skipsCriteriaThatAreNotKept();
  void classesBeyondTheSetAreABug();
};

void TestKillRecord::namesCriteria() {
  for (KillCriterion criterion : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
    QVERIFY(parseCriterion(criterionName(criterion)) == criterion);
  }
  QCOMPARE(QString::fromStdString(criterionName(KillCriterion::TrueClass)), QString("true-class"));
  const Error error = expectError([] { parseCriterion("any"); });
  QVERIFY(error.code() == ErrorCode::Usage);
  QVERIFY(contains(error, "\"any\""));
  QCOMPARE(QString::fromStdString(statusName(MutantStatus::Killed)), QString("killed"));
  QCOMPARE(QString::fromStdString(statusName(MutantStatus::Survived)), QString("survived"));
  QCOMPARE(QString::fromStdString(statusName(MutantStatus::Error)), QString("error"));
  QCOMPARE(QString::fromStdString(statusName(MutantStatus::Undecided)), QString("undecided"));
}

void TestKillRecord::classSetsReadBack_data() {
  QTest::addColumn<QString>("text");
  QTest::newRow("empty") << "";
  QTest::newRow("one class") << "1";
  QTest::newRow("ten classes") << "0001000001";
}

void TestKillRecord::classSetsReadBack() {
  QFETCH(QString, text);
  const ClassSet set = parseClassSet(text.toStdString());
  QCOMPARE(static_cast<int>(set.size()), static_cast<int>(text.size()));
  QCOMPARE(QString::fromStdString(classSetText(set)), text);
}

void TestKillRecord::rejectsBadClassSets() {
  const Error error = expectError([] { parseClassSet("0102"); });
  QVERIFY(error.code() == ErrorCode::BadInput);
  QVERIFY(contains(error, "0102"));
}

void TestKillRecord::countsFlips() {
  KillRecord record;
  record.killedTrueClass = ClassSet(4, 0);
  record.killedPredictedClass = ClassSet(4, 0);
  countFlip(record, {7, 3}, 1);
  countFlip(record, {9, 0}, 1);
  QCOMPARE(record.flippedInputs.value_or(-1), int64_t{2});
  QVERIFY(record.status == MutantStatus::Killed);
  QCOMPARE(QString::fromStdString(classSetText(record.killedTrueClass)), QString("0100"));
  QCOMPARE(QString::fromStdString(classSetText(record.killedPredictedClass)), QString("1001"));
  QVERIFY(record.flips.empty());
}

void TestKillRecord::skipsCriteriaThatAreNotKept() {
  KillRecord record;
  record.killedTrueClass = ClassSet(2, 0);
  countFlip(record, {0, 1}, 0);
  QVERIFY(record.killedPredictedClass.empty());
  QCOMPARE(record.killedTrueClass.at(0), uint8_t{1});
}

void TestKillRecord::classesBeyondTheSetAreABug() {
  KillRecord record;
  record.killedPredictedClass = ClassSet(2, 0);
  QVERIFY_EXCEPTION_THROWN(countFlip(record, {0, 2}, 0), std::logic_error);
  QVERIFY_EXCEPTION_THROWN(countFlip(record, {0, -1}, 0), std::logic_error);
}

QTEST_APPLESS_MAIN(TestKillRecord)
#include "test_kill_record.moc"
