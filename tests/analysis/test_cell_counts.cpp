#include <QtTest>

#include "core/analysis/cell_counts.h"
#include "tests/support/sample_run.h"

using namespace maacc;
using namespace maacc::test;

class TestCellCounts : public QObject {
  Q_OBJECT

 private slots:
  void countsWhatTheSampleFound();
  void countsWithoutASample();
  void whatIsDecidedOutOfTurnSpeaksForNoOthers();
  void errorsLeaveWithTheirCells();
};

void TestCellCounts::countsWhatTheSampleFound() {
  // Mutant 0: classes 0 and 2 killed by probing, 1 and 3 open; 1 is sampled and found killed.
  KillRecord first = killedRecord(0);
  first.killedTrueClass = {1, 1, 1, 0};
  first.undecided = {0, 0, 0, 1};
  // Mutant 1: survived but for class 2, which is sampled and found to survive.
  const KillRecord second = survivedRecord(1);
  // Mutant 2: classes 1 and 2 open, 2 is sampled and not decided yet.
  const KillRecord third = undecidedRecord(2);
  CellSample sample;
  sample.strata = {{"a", 2}, {"b", 3}};
  sample.cells = {{1, 2, 1}, {0, 1, 0}, {2, 2, 1}};
  const std::vector<KillRecord> records = {first, second, third, errorRecord(3)};
  const CellCounts counts = countCells(records, sample, KillCriterion::TrueClass, 4);
  QCOMPARE(counts.cells, int64_t{12});
  QCOMPARE(counts.killed, int64_t{2});
  QCOMPARE(counts.strata.size(), std::size_t{2});
  QCOMPARE(counts.strata[0].cells, int64_t{2});
  QCOMPARE(counts.strata[0].sampled, int64_t{1});
  QCOMPARE(counts.strata[0].killed, int64_t{1});
  QCOMPARE(counts.strata[1].cells, int64_t{3});
  QCOMPARE(counts.strata[1].sampled, int64_t{1});
  QCOMPARE(counts.strata[1].killed, int64_t{0});
}

void TestCellCounts::countsWithoutASample() {
  const std::vector<KillRecord> records = {openRecord(0), undecidedRecord(1), survivedRecord(2)};
  const CellCounts counts = countCells(records, {}, KillCriterion::TrueClass, 4);
  QCOMPARE(counts.killed, int64_t{2});
  QCOMPARE(counts.strata.size(), std::size_t{1});
  QCOMPARE(counts.strata[0].cells, int64_t{3});
  QCOMPARE(counts.strata[0].sampled, int64_t{0});
}

void TestCellCounts::whatIsDecidedOutOfTurnSpeaksForNoOthers() {
  // Mutant 0 was to be decided first and is not; 1 is killed in class 2, which was open.
  KillRecord later = killedRecord(1);
  later.killedTrueClass = {0, 0, 1, 0};
  CellSample sample;
  sample.strata = {{"a", 5, 2.5}};
  sample.cells = {{0, 2, 0}, {1, 2, 0}};
  const std::vector<KillRecord> records = {undecidedRecord(0), later};
  const CellCounts counts = countCells(records, sample, KillCriterion::TrueClass, 4);
  QCOMPARE(counts.killed, int64_t{1});
  QCOMPARE(counts.strata[0].cells, int64_t{4});
  QCOMPARE(counts.strata[0].sampled, int64_t{0});
  QCOMPARE(counts.strata[0].expectedKills, 2.5);
}

void TestCellCounts::errorsLeaveWithTheirCells() {
  CellSample sample;
  sample.strata = {{"a", 3}};
  sample.cells = {{0, 0, 0}, {1, 2, 0}, {1, 3, 0}};
  const std::vector<KillRecord> records = {errorRecord(0), survivedRecord(1)};
  const CellCounts counts = countCells(records, sample, KillCriterion::TrueClass, 4);
  QCOMPARE(counts.cells, int64_t{4});
  QCOMPARE(counts.strata[0].cells, int64_t{2});
  QCOMPARE(counts.strata[0].sampled, int64_t{2});
}

QTEST_APPLESS_MAIN(TestCellCounts)
#include "test_cell_counts.moc"
