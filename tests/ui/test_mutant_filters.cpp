#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QSignalSpy>
#include <QSpinBox>
#include <QtTest>

#include "tests/ui/ui_fixtures.h"
#include "ui/models/choice_list_model.h"
#include "ui/models/mutant_table_model.h"
#include "ui/text.h"
#include "ui/widgets/mutant_filter_bar.h"

using namespace maacc;

// Filters and their counts, against a count by hand of every mutant.
class TestMutantFilters : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void countsWhatEachChoiceShows_data();
  void countsWhatEachChoiceShows();
  void rateIsTheShareOfKilledClasses();
  void manyClassesAreFilteredToo();
  void barSaysTheCounts();
  void barKeepsItsFilter();
  void choicesAreAListWithCounts();
  void undecidedClassesAreNoKills();

 private:
  bool fits(size_t mutant, const MutantFilter& filter) const;
  int64_t shownWith(const MutantFilter& filter) const;

  std::shared_ptr<RunDescription> run_;
  RecordList records_;
  MutantMarks marks_;
  std::unique_ptr<MutantTableModel> model_;
};

// 60 mutants in six groups of ten; 50 have a record; 0, 3 and 4 are marked.
void TestMutantFilters::init() {
  run_ = std::make_shared<RunDescription>(test::makeDescription(10));
  for (int64_t group = 0; group < 6; ++group) {
    MutantGroup ten{"group " + std::to_string(group), {}, {}};
    for (int64_t member = 0; member < 10; ++member) {
      ten.members.push_back(6 * member + group);
    }
    run_->sample.groups.push_back(ten);
    run_->sample.toTest.push_back(0);
  }
  records_ = {};
  for (int64_t index = 0; index < 50; ++index) {
    records_.add(test::makeRecord(index));
  }
  const auto id = [this](size_t mutant) { return run_->plan.mutants[mutant].id.text; };
  marks_ = {{id(0), {MarkKind::Equivalent, "dead", ""}},
            {id(3), {MarkKind::Equivalent, "dead", ""}},
            {id(4), {MarkKind::Ignored, "odd", ""}},
            {"no such mutant", {MarkKind::Ignored, "gone", ""}}};
  model_ = std::make_unique<MutantTableModel>();
  model_->setRun(run_, &records_);
  model_->setMarks(findMarked(run_->plan, marks_));
}

bool TestMutantFilters::fits(size_t mutant, const MutantFilter& filter) const {
  const Mutant& m = run_->plan.mutants[mutant];
  const bool tested = mutant < records_.size();
  const Verdict verdict = tested ? verdictOf(records_[mutant].status) : Verdict::Untested;
  const auto mark = marks_.find(m.id.text);
  const MarkState state = mark == marks_.end() ? MarkState::Unmarked : markState(mark->second.kind);
  const ClassSet set = tested ? records_[mutant].killedTrueClass : ClassSet();
  const auto killed = std::count(set.begin(), set.end(), uint8_t{1});
  const double percent = 10.0 * static_cast<double>(killed);
  const bool rate = filter.everyRate() ||
                    (!set.empty() && percent >= filter.lowestRate && percent <= filter.highestRate);
  const QString words = QString::fromStdString(
      m.id.text + " " + run_->weightedNames[static_cast<size_t>(m.weightedLayer)]);
  return filter.verdicts[static_cast<size_t>(verdict)] &&
         filter.marks[static_cast<size_t>(state)] &&
         (filter.weightedLayer < 0 || filter.weightedLayer == m.weightedLayer) &&
         (filter.operatorIndex < 0 || filter.operatorIndex == run_->operatorOf[mutant]) &&
         (filter.group < 0 || filter.group == static_cast<int>(mutant % 6)) &&
         (filter.killedClass < 0 ||
          (!set.empty() && set[static_cast<size_t>(filter.killedClass)] != 0)) &&
         rate && words.contains(filter.text, Qt::CaseInsensitive);
}

int64_t TestMutantFilters::shownWith(const MutantFilter& filter) const {
  int64_t shown = 0;
  for (size_t mutant = 0; mutant < 60; ++mutant) {
    shown += fits(mutant, filter) ? 1 : 0;
  }
  return shown;
}

void TestMutantFilters::countsWhatEachChoiceShows_data() {
  QTest::addColumn<int>("which");
  for (int which = 0; which < 10; ++which) {
    QTest::addRow("filter %d", which) << which;
  }
}

void TestMutantFilters::countsWhatEachChoiceShows() {
  QFETCH(int, which);
  MutantFilter filter;
  filter.verdicts[3] = which != 1;
  filter.marks = {which != 2, true, which != 3};
  filter.weightedLayer = which == 4 || which == 9 ? 0 : -1;
  filter.operatorIndex = which == 5 || which == 9 ? 1 : -1;
  filter.group = which == 6 ? 4 : -1;
  filter.killedClass = which == 7 ? 2 : -1;
  filter.lowestRate = which == 8 ? 20 : 0;
  filter.highestRate = which == 8 ? 40 : 100;
  filter.text = which == 9 ? "hid" : "";
  model_->setFilter(filter);
  QCOMPARE(model_->rowCount(), static_cast<int>(shownWith(filter)));
  for (int row = 0; row < model_->rowCount(); ++row) {
    QVERIFY(fits(static_cast<size_t>(model_->mutantAt(row)), filter));
  }
  const FilterCounts& counts = model_->filterCounts();
  const auto with = [&](auto&& change) {
    MutantFilter other = filter;
    change(other);
    return shownWith(other);
  };
  for (size_t v = 0; v < kVerdictCount; ++v) {
    QCOMPARE(counts.byVerdict[v], with([v](MutantFilter& f) {
               f.verdicts = {};
               f.verdicts[v] = true;
             }));
  }
  for (size_t m = 0; m < kMarkStateCount; ++m) {
    QCOMPARE(counts.byMark[m], with([m](MutantFilter& f) {
               f.marks = {};
               f.marks[m] = true;
             }));
  }
  for (size_t i = 0; i < 2; ++i) {
    QCOMPARE(counts.byLayer[i],
             with([i](MutantFilter& f) { f.weightedLayer = static_cast<int>(i); }));
  }
  for (size_t i = 0; i < 3; ++i) {
    QCOMPARE(counts.byOperator[i],
             with([i](MutantFilter& f) { f.operatorIndex = static_cast<int>(i); }));
  }
  for (size_t i = 0; i < 6; ++i) {
    QCOMPARE(counts.byGroup[i], with([i](MutantFilter& f) { f.group = static_cast<int>(i); }));
  }
  for (size_t i = 0; i < 10; ++i) {
    QCOMPARE(counts.byKilledClass[i],
             with([i](MutantFilter& f) { f.killedClass = static_cast<int>(i); }));
  }
  QCOMPARE(counts.anyRate, with([](MutantFilter& f) { f.lowestRate = 0, f.highestRate = 100; }));
}

void TestMutantFilters::rateIsTheShareOfKilledClasses() {
  MutantFilter filter;
  filter.lowestRate = 0;
  filter.highestRate = 0;
  model_->setFilter(filter);
  // Survivors kill none of ten; mutants in error and untested ones have no rate.
  QCOMPARE(
      model_->rowCount(),
      static_cast<int>(model_->filterCounts().byVerdict[static_cast<size_t>(Verdict::Survived)]));
  filter.lowestRate = 21;
  filter.highestRate = 29;
  model_->setFilter(filter);
  QCOMPARE(model_->rowCount(), 0);
}

void TestMutantFilters::manyClassesAreFilteredToo() {
  run_->baseline.classes = 100;
  const auto count = static_cast<int64_t>(records_.size());
  records_ = {};
  for (int64_t i = 0; i < count; ++i) {
    KillRecord record = test::makeRecord(i, 100);
    if (i == 1) {
      record.killedTrueClass[99] = 1;
    }
    records_.add(record);
  }
  MutantTableModel model;
  model.setRun(run_, &records_);
  MutantFilter filter;
  filter.killedClass = 99;
  model.setFilter(filter);
  QCOMPARE(model.rowCount(), 1);
  QCOMPARE(model.mutantAt(0), 1);
  QVERIFY(model.filterCounts().byKilledClass.empty());
  QVERIFY(model.kills().kills(1, 99) && !model.kills().kills(2, 99));
  const std::vector<int64_t> byClass = model.kills().killsByClass();
  QCOMPARE(byClass.size(), size_t{100});
  QCOMPARE(byClass[99], 1);
}

void TestMutantFilters::barSaysTheCounts() {
  MutantFilterBar bar;
  bar.setRun(run_.get());
  QObject::connect(&bar, &MutantFilterBar::filterChanged, model_.get(), [&](const MutantFilter& f) {
    model_->setFilter(f);
    bar.setCounts(model_->filterCounts());
  });
  bar.reset();
  auto* classes = bar.findChild<QComboBox*>("classFilter");
  auto* groups = bar.findChild<QComboBox*>("groupFilter");
  auto* marks = bar.findChild<QComboBox*>("markFilter");
  QCOMPARE(classes->count(), 11);
  QCOMPARE(groups->count(), 7);
  const FilterCounts& counts = model_->filterCounts();
  QCOMPARE(classes->itemText(1), QString("kills class 0 (%1)").arg(counts.byKilledClass[0]));
  QCOMPARE(groups->itemText(2), QString("group 1 (10)"));
  QCOMPARE(marks->itemText(2), QString("Equivalent (2)"));
  marks->setCurrentIndex(2);
  QCOMPARE(model_->rowCount(), 2);
  marks->setCurrentIndex(0);
  classes->setCurrentIndex(5);
  QCOMPARE(model_->rowCount(), static_cast<int>(counts.byKilledClass[4]));
  bar.findChild<QSpinBox*>("lowestRate")->setValue(50);
  for (int row = 0; row < model_->rowCount(); ++row) {
    QVERIFY(model_->kills().kills(static_cast<size_t>(model_->mutantAt(row)), 4));
  }
  bar.setRun(nullptr);
  QVERIFY(!groups->isVisibleTo(&bar));
  QVERIFY(bar.filter() == MutantFilter());
}

void TestMutantFilters::barKeepsItsFilter() {
  MutantFilterBar bar;
  bar.setRun(run_.get());
  MutantFilter filter;
  filter.verdicts = {true, false, false, true, false};
  filter.marks = {false, false, true};
  filter.weightedLayer = 1;
  filter.operatorIndex = 2;
  filter.group = 3;
  filter.killedClass = 4;
  filter.lowestRate = 10;
  filter.highestRate = 60;
  filter.text = "u3";
  QSignalSpy changed(&bar, &MutantFilterBar::filterChanged);
  bar.setFilter(filter);
  QVERIFY(bar.filter() == filter);
  QCOMPARE(changed.count(), 1);  // one change, not one for every part
}

void TestMutantFilters::choicesAreAListWithCounts() {
  ChoiceListModel model("All");
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  QCOMPARE(model.rowCount(), 1);
  model.setNames({"a", "b"});
  QCOMPARE(model.index(2).data().toString(), QString("b"));
  model.setCounts({1, 20000}, -1);
  QCOMPARE(model.index(0).data().toString(), QString("All"));
  QCOMPARE(model.index(2).data().toString(), QString("b (%1)").arg(countText(20000)));
  model.setCounts({1}, 5);  // of other names
  QCOMPARE(model.index(1).data().toString(), QString("a"));
  QCOMPARE(model.index(0).data().toString(), QString("All (5)"));
}

void TestMutantFilters::undecidedClassesAreNoKills() {
  ClassKills kills(1, 4);
  kills.set(0, {0, 1, 0, 0}, {0, 1, 1, 0});
  QVERIFY(kills.of(0, 0) == ClassVerdict::Spared);
  QVERIFY(kills.of(0, 1) == ClassVerdict::Killed);
  QVERIFY(kills.of(0, 2) == ClassVerdict::Undecided);
  QCOMPARE(kills.killsByClass(), (std::vector<int64_t>{0, 1, 0, 0}));
}

QTEST_MAIN(TestMutantFilters)
#include "test_mutant_filters.moc"
