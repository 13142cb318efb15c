#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>
#include <numeric>

#include "tests/ui/held_pool.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/models/mutant_table_model.h"

using namespace maacc;

class TestMutantTable : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void survivorsComeFirst();
  void sortsByEveryColumn_data();
  void sortsByEveryColumn();
  void untestedComeLastInBothDirections();
  void saysWhatWasNotCounted();
  void filtersAndCounts();
  void searchesWords();
  void goesFromSurvivorToSurvivor();
  void growsWithTheRun();
  void selectionFollowsItsMutant();
  void holdsAMillionRows();
  void laterQuestionsWin();
  void whatComesMeanwhileIsNotLost();

 private:
  void makeLarge();
  int64_t mutant(int row) const { return model_->mutantAt(row); }

  std::shared_ptr<RunDescription> run_;
  RecordList records_;
  std::unique_ptr<MutantTableModel> model_;
  std::unique_ptr<QAbstractItemModelTester> tester_;
};

void TestMutantTable::init() {
  run_ = std::make_shared<RunDescription>(test::makeDescription(10));
  records_ = {};
  for (int64_t index = 0; index < 40; ++index) {
    records_.add(test::makeRecord(index));
  }
  model_ = std::make_unique<MutantTableModel>();
  tester_ = std::make_unique<QAbstractItemModelTester>(
      model_.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
  model_->setRun(run_, &records_);
}

void TestMutantTable::survivorsComeFirst() {
  QCOMPARE(model_->rowCount(), 60);
  for (int row = 1; row < model_->rowCount(); ++row) {
    const Verdict before = model_->verdictOf(mutant(row - 1));
    const Verdict here = model_->verdictOf(mutant(row));
    QVERIFY2(before <= here, qPrintable(QString("row %1").arg(row)));
    QVERIFY(before != here || mutant(row - 1) < mutant(row));  // ties in the order of the plan
  }
  QCOMPARE(model_->verdictOf(mutant(0)), Verdict::Survived);
  QCOMPARE(model_->verdictOf(mutant(59)), Verdict::Untested);
}

void TestMutantTable::sortsByEveryColumn_data() {
  QTest::addColumn<int>("column");
  for (int column = 0; column < MutantTableModel::ColumnCount; ++column) {
    QTest::addRow("column %d", column) << column;
  }
}

void TestMutantTable::sortsByEveryColumn() {
  QFETCH(int, column);
  const auto value = [&](int row) -> int64_t {
    const Mutant& m = run_->plan.mutants[static_cast<size_t>(mutant(row))];
    const KillRecord* record = model_->recordOf(mutant(row));
    const bool judged = record != nullptr && record->status != MutantStatus::Error;
    const auto killed = [](const ClassSet& set) {
      return std::accumulate(set.begin(), set.end(), int64_t{0});
    };
    switch (column) {
      case MutantTableModel::Id:
        return mutant(row);
      case MutantTableModel::Layer:
        return m.weightedLayer;
      case MutantTableModel::Units:
        return m.units.front();
      case MutantTableModel::Op:
        return run_->operatorOf[static_cast<size_t>(mutant(row))];
      case MutantTableModel::Status:
        return static_cast<int64_t>(model_->verdictOf(mutant(row)));
      case MutantTableModel::Flipped:
        return judged ? record->flippedInputs.value_or(-1) : -1;
      case MutantTableModel::Mark:
        return static_cast<int64_t>(model_->markOf(mutant(row)));
      case MutantTableModel::Group:
        return -1;  // there are none
      case MutantTableModel::KilledTrue:
        return judged ? killed(record->killedTrueClass) : -1;
      default:
        return judged ? killed(record->killedPredictedClass) : -1;
    }
  };
  for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
    model_->sort(column, order);
    for (int row = 1; row < model_->rowCount(); ++row) {
      const int64_t a = value(row - 1);
      const int64_t b = value(row);
      const bool ordered = b == -1 || (a != -1 && (order == Qt::AscendingOrder ? a <= b : a >= b));
      QVERIFY2(ordered, qPrintable(QString("row %1: %2 then %3").arg(row).arg(a).arg(b)));
    }
  }
}

void TestMutantTable::untestedComeLastInBothDirections() {
  for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
    model_->sort(MutantTableModel::Flipped, order);
    QCOMPARE(model_->verdictOf(mutant(59)), Verdict::Untested);
    QVERIFY(model_->verdictOf(mutant(0)) != Verdict::Untested);
  }
}

void TestMutantTable::saysWhatWasNotCounted() {
  KillRecord record = test::makeRecord(1);
  record.flippedInputs.reset();
  record.killedPredictedClass.clear();
  records_.add(record);  // takes the place of the first one
  model_->recordsAdded();
  for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
    model_->sort(MutantTableModel::Flipped, order);
    // After everything that was counted, among the errors, before the untested.
    QCOMPARE(model_->rowOfMutant(1), 35);
    model_->sort(MutantTableModel::KilledPredicted, order);
    QCOMPARE(model_->rowOfMutant(1), 35);
  }
  const QModelIndex flipped = model_->index(35, MutantTableModel::Flipped);
  QCOMPARE(flipped.data().toString(), QString::fromUtf8("–"));
  QVERIFY(flipped.data(Qt::ToolTipRole).toString().contains("early exit"));
  const QModelIndex killed = model_->index(35, MutantTableModel::KilledPredicted);
  QCOMPARE(killed.data().toString(), QString("not evaluated"));
  const QModelIndex counted = model_->index(model_->rowOfMutant(2), MutantTableModel::Flipped);
  QVERIFY(counted.data(Qt::ToolTipRole).toString().isEmpty());
}

void TestMutantTable::filtersAndCounts() {
  const FilterCounts all = model_->filterCounts();
  QCOMPARE(std::accumulate(all.byVerdict.begin(), all.byVerdict.end(), int64_t{0}), 60);
  MutantFilter filter;
  filter.verdicts = {true, false, false, false, false};
  model_->setFilter(filter);
  QCOMPARE(model_->rowCount(), static_cast<int>(all.byVerdict[0]));
  QCOMPARE(model_->filterCounts().byVerdict,
           all.byVerdict);  // a choice does not change its own counts
  filter.weightedLayer = 1;
  filter.operatorIndex = 2;
  model_->setFilter(filter);
  for (int row = 0; row < model_->rowCount(); ++row) {
    QCOMPARE(run_->plan.mutants[static_cast<size_t>(mutant(row))].weightedLayer, 1);
    QCOMPARE(run_->operatorOf[static_cast<size_t>(mutant(row))], 2);
    QCOMPARE(model_->verdictOf(mutant(row)), Verdict::Survived);
  }
  QCOMPARE(model_->filterCounts().byLayer[1], model_->rowCount());
  filter.verdicts = {};
  model_->setFilter(filter);
  QCOMPARE(model_->rowCount(), 0);
  QCOMPARE(model_->nextSurvivor(-1, 1), -1);
}

void TestMutantTable::searchesWords() {
  MutantFilter filter;
  filter.text = "U7 nai";
  model_->setFilter(filter);
  QCOMPARE(model_->rowCount(), 2);
  filter.text = "u7 nai OUTPUT";
  model_->setFilter(filter);
  QCOMPARE(model_->rowCount(), 1);
  QCOMPARE(model_->index(0, MutantTableModel::Id).data().toString(), QString("w1-u7-NAI"));
}

void TestMutantTable::goesFromSurvivorToSurvivor() {
  model_->sort(MutantTableModel::Id, Qt::AscendingOrder);
  QCOMPARE(mutant(model_->nextSurvivor(-1, 1)), 0);
  QCOMPARE(mutant(model_->nextSurvivor(0, 1)), 3);
  QCOMPARE(mutant(model_->nextSurvivor(3, -1)), 0);
  QCOMPARE(mutant(model_->nextSurvivor(6, 1)), 12);  // 9 is an error
  const int last = model_->nextSurvivor(0, -1);      // around the end
  QCOMPARE(mutant(last), 36);
  QCOMPARE(model_->nextSurvivor(last, 1), 0);
}

void TestMutantTable::growsWithTheRun() {
  for (int64_t index = 40; index < 60; ++index) {
    records_.add(test::makeRecord(index));
  }
  model_->recordsAdded();
  QCOMPARE(model_->rowCount(), 60);
  QCOMPARE(model_->filterCounts().byVerdict[static_cast<size_t>(Verdict::Untested)], 0);
  MutantFilter filter;
  filter.verdicts = {true, false, false, false, false};
  model_->setFilter(filter);
  QVERIFY(model_->rowOfMutant(57) >= 0);
}

void TestMutantTable::selectionFollowsItsMutant() {
  const QPersistentModelIndex chosen = model_->index(model_->rowOfMutant(45), 0);
  for (int64_t index = 40; index < 60; ++index) {
    records_.add(test::makeRecord(index));
  }
  model_->recordsAdded();  // 45 survives and moves up
  QVERIFY(chosen.isValid());
  QCOMPARE(mutant(chosen.row()), 45);
  model_->sort(MutantTableModel::Id, Qt::DescendingOrder);
  QCOMPARE(mutant(chosen.row()), 45);
}

void TestMutantTable::holdsAMillionRows() {
  tester_.reset();  // looks at every row
  *run_ = test::makeDescription(170000);
  records_ = {};
  for (int64_t index = 0; index < static_cast<int64_t>(run_->plan.mutants.size()); ++index) {
    records_.add(test::makeRecord(index));
  }
  QVERIFY(run_->plan.mutants.size() > 1000000);
  model_->setRun(run_, &records_);
  QTableView view;
  view.setModel(model_.get());
  view.show();
  const QSignalSpy ordered(model_.get(), &MutantTableModel::ordered);
  QTRY_COMPARE_WITH_TIMEOUT(ordered.count(), 1, 60000);
  QCOMPARE(model_->rowCount(), 170000 * 6);
  QElapsedTimer timer;
  timer.start();
  const auto took = [&] {
    const auto before = ordered.count();
    return QTest::qWaitFor([&] { return ordered.count() > before; }, 60000) ? timer.restart() : -1;
  };
  model_->sort(MutantTableModel::Flipped, Qt::DescendingOrder);
  const qint64 sortMs = took();
  QCOMPARE(mutant(0), 4);
  MutantFilter words;
  words.text = "u4711 neb";
  model_->setFilter(words);
  const qint64 wordsMs = took();
  QCOMPARE(model_->rowCount(), 2 * 11);  // u4711, u47110 … u47119
  MutantFilter classAndRate;
  classAndRate.killedClass = 3;
  classAndRate.lowestRate = 40;
  model_->setFilter(classAndRate);
  const qint64 classMs = took();
  QVERIFY(model_->rowCount() > 100000);
  model_->setFilter({});
  const qint64 allMs = took();
  QCOMPARE(model_->rowCount(), 170000 * 6);
  qInfo(
      "a million rows: sort %lld ms; filter by words %lld ms, by class and rate %lld ms, all %lld "
      "ms",
      sortMs, wordsMs, classMs, allMs);
}

void TestMutantTable::makeLarge() {
  tester_.reset();  // looks at every row
  *run_ = test::makeDescription(4000);
  records_ = {};
  for (int64_t index = 0; index < 12000; ++index) {
    records_.add(test::makeRecord(index));
  }
  model_->setRun(run_, &records_);
  QTRY_COMPARE(model_->rowCount(), 24000);
}

void TestMutantTable::laterQuestionsWin() {
  makeLarge();
  const QSignalSpy ordered(model_.get(), &MutantTableModel::ordered);
  {
    test::HeldPool pool;
    MutantFilter first;
    first.text = "u17 neb";
    model_->setFilter(first);  // the pool works on this one
    QVERIFY(model_->isOrdering());
    MutantFilter second;
    second.verdicts = {true, false, false, false, false};
    model_->setFilter(second);
    model_->sort(MutantTableModel::Id, Qt::DescendingOrder);
    QCOMPARE(model_->rowCount(), 24000);  // nothing has changed so far
    pool.release();
    QTRY_COMPARE(ordered.count(), 1);
  }
  QVERIFY(!model_->isOrdering());
  QCOMPARE(ordered.count(), 1);  // the first answer was never shown
  QCOMPARE(model_->rowCount(), 3600);
  for (int row = 0; row < model_->rowCount(); ++row) {
    QCOMPARE(model_->verdictOf(mutant(row)), Verdict::Survived);
    QVERIFY(row == 0 || mutant(row) < mutant(row - 1));
  }
}

void TestMutantTable::whatComesMeanwhileIsNotLost() {
  makeLarge();
  const QPersistentModelIndex chosen = model_->index(model_->rowOfMutant(12003), 0);
  const QSignalSpy ordered(model_.get(), &MutantTableModel::ordered);
  test::HeldPool pool;
  model_->sort(MutantTableModel::Id, Qt::AscendingOrder);
  for (int64_t index = 12000; index < 12010; ++index) {
    records_.add(test::makeRecord(index));
  }
  model_->recordsAdded();
  model_->setMarks({{12006, {MarkKind::Ignored, "x", ""}}});
  QCOMPARE(model_->verdictOf(12003), Verdict::Untested);
  QCOMPARE(model_->markOf(12006), MarkState::Unmarked);
  pool.release();
  QTRY_COMPARE(ordered.count(), 1);
  QCOMPARE(model_->verdictOf(12003), Verdict::Survived);
  QCOMPARE(model_->markOf(12006), MarkState::Ignored);
  QCOMPARE(model_->filterCounts().byVerdict[static_cast<size_t>(Verdict::Untested)], 11990);
  QVERIFY(chosen.isValid());
  QCOMPARE(mutant(chosen.row()), 12003);
}

QTEST_MAIN(TestMutantTable)
#include "test_mutant_table.moc"
