#include <QtTest>
#include <future>

#include "ui/jobs/record_list.h"

using namespace maacc;

class TestRecordList : public QObject {
  Q_OBJECT

 private slots:
  void viewsStayAsTheyWere();
  void recordsStayWhereTheyAre();
  void threadsReadWhileItGrows();
};

namespace {

KillRecord numbered(int64_t mutant) {
  KillRecord record;
  record.mutantIndex = mutant;
  record.reason = std::to_string(mutant);
  return record;
}

// The first position that is not as it was added; -1: none.
int64_t firstWrong(const RecordView& view) {
  int64_t next = 0;
  for (const KillRecord& record : view) {
    if (record.mutantIndex != next || record.reason != std::to_string(next) ||
        &record != &view[static_cast<size_t>(next)]) {
      return next;
    }
    ++next;
  }
  return next == static_cast<int64_t>(view.size()) ? -1 : next;
}

}  // namespace

void TestRecordList::viewsStayAsTheyWere() {
  RecordList list;
  QVERIFY(list.empty());
  const RecordView none = list.view();
  std::vector<RecordView> views;
  for (int64_t i = 0; i < 10000; ++i) {
    if (i % 1000 == 0) {
      views.push_back(list.view());
    }
    list.add(numbered(i));
  }
  QVERIFY(none.empty());
  QCOMPARE(list.size(), size_t{10000});
  for (size_t i = 0; i < views.size(); ++i) {
    QCOMPARE(views[i].size(), 1000 * i);
    QCOMPARE(firstWrong(views[i]), int64_t{-1});
  }
  list = {};
  QVERIFY(list.empty());
  QCOMPARE(firstWrong(views.back()), int64_t{-1});  // holds what it shows
}

void TestRecordList::recordsStayWhereTheyAre() {
  RecordList list;
  list.add(numbered(0));
  const KillRecord* first = &list[0];
  for (int64_t i = 1; i < 20000; ++i) {
    list.add(numbered(i));
  }
  QVERIFY(first == &list[0]);
}

void TestRecordList::threadsReadWhileItGrows() {
  RecordList list;
  std::vector<std::future<int64_t>> readers;
  for (int64_t i = 0; i < 50000; ++i) {
    list.add(numbered(i));
    if (i % 5000 == 4321) {
      readers.push_back(
          std::async(std::launch::async, [view = list.view()] { return firstWrong(view); }));
    }
  }
  for (auto& reader : readers) {
    QCOMPARE(reader.get(), int64_t{-1});
  }
}

QTEST_APPLESS_MAIN(TestRecordList)
#include "test_record_list.moc"
