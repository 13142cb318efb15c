#include <QAbstractButton>
#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QScrollBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/docks/log_dock.h"

using namespace maacc;
using maacc::test::WindowDriver;

class TestLogDock : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init() { test::setFakeMode("normal"); }
  void keepsTheNewestLines();
  void linesOfOneTextAreEntries();
  void filtersByTextAndSeverity();
  void followsUnlessScrolledUp();
  void readLinesStayWhileTheOldestGo();
  void copiesTheSelectedLines();
  void savesAllLines();
  void windowSaysWhatHappens();
  void engineComplaintsAreKept();
  void viewMenuShowsIt();

 private:
  static QStringList lines(const LogDock& dock);
  static QStringList shownTexts(const QTableView& table);
};

QStringList TestLogDock::lines(const LogDock& dock) {
  QStringList result;
  LogModel& log = const_cast<LogDock&>(dock).log();
  for (int row = 0; row < log.rowCount(); ++row) {
    const LogEntry& entry = log.at(row);
    result << severityText(entry.severity) + '|' + entry.source + '|' + entry.text;
  }
  return result;
}

QStringList TestLogDock::shownTexts(const QTableView& table) {
  QStringList result;
  for (int row = 0; row < table.model()->rowCount(); ++row) {
    result << table.model()->index(row, LogModel::Text).data().toString();
  }
  return result;
}

void TestLogDock::keepsTheNewestLines() {
  LogModel log(nullptr, 100);
  const QAbstractItemModelTester tester(&log,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  for (int line = 0; line < 1000; ++line) {
    log.add(Severity::Note, "window", QString::number(line));
    QVERIFY(log.rowCount() <= 100);
  }
  QVERIFY(log.rowCount() >= 90);
  QCOMPARE(log.at(log.rowCount() - 1).text, QString("999"));
  QCOMPARE(log.at(0).text.toInt(), 1000 - log.rowCount());
  QStringList many;
  for (int line = 0; line < 250; ++line) {
    many << QString::number(line);
  }
  log.add(Severity::Note, "window", many.join('\n'));
  QCOMPARE(log.rowCount(), 100);
  QCOMPARE(log.at(0).text, QString("150"));
  log.clear();
  QCOMPARE(log.rowCount(), 0);
}

void TestLogDock::linesOfOneTextAreEntries() {
  LogModel log(nullptr, 100);
  const QDateTime before = QDateTime::currentDateTime();
  log.add(Severity::Warning, "a.maacc", "first\n\n  second \n");
  QCOMPARE(log.rowCount(), 2);
  QCOMPARE(log.at(1).text, QString("second"));
  QCOMPARE(log.at(1).source, QString("a.maacc"));
  QVERIFY(log.at(0).time >= before && log.at(0).time <= QDateTime::currentDateTime());
  QVERIFY2(logLine(log.at(0)).endsWith("warning  a.maacc  first"), qPrintable(logLine(log.at(0))));
  log.add(Severity::Error, "a.maacc", " \n ");
  QCOMPARE(log.rowCount(), 2);
}

void TestLogDock::filtersByTextAndSeverity() {
  LogDock dock;
  dock.log().add(Severity::Note, "window", "opened");
  dock.log().add(Severity::Warning, "a.maacc", "slow libraries");
  dock.log().add(Severity::Error, "b.maacc", "no memory");
  const auto* table = dock.findChild<QTableView*>("logTable");
  const QAbstractItemModelTester tester(table->model(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  auto* search = dock.findChild<QLineEdit*>("logSearch");
  auto* severity = dock.findChild<QComboBox*>("logSeverity");
  QCOMPARE(table->model()->rowCount(), 3);
  severity->setCurrentIndex(1);
  QCOMPARE(shownTexts(*table), QStringList({"slow libraries", "no memory"}));
  severity->setCurrentIndex(2);
  QCOMPARE(shownTexts(*table), QStringList({"no memory"}));
  severity->setCurrentIndex(0);
  search->setText("A.MAACC");  // the source counts too
  QCOMPARE(shownTexts(*table), QStringList({"slow libraries"}));
  dock.log().add(Severity::Note, "a.maacc", "goes on");
  dock.log().add(Severity::Note, "b.maacc", "goes on");
  QCOMPARE(shownTexts(*table), QStringList({"slow libraries", "goes on"}));
}

void TestLogDock::followsUnlessScrolledUp() {
  LogDock dock;
  dock.resize(700, 260);
  dock.show();
  QVERIFY(QTest::qWaitForWindowExposed(&dock));
  const QScrollBar* bar = dock.findChild<QTableView*>("logTable")->verticalScrollBar();
  for (int line = 0; line < 200; ++line) {
    dock.log().add(Severity::Note, "window", QString::number(line));
  }
  QTRY_VERIFY(bar->maximum() > 0 && bar->value() == bar->maximum());
  dock.findChild<QTableView*>("logTable")->verticalScrollBar()->setValue(bar->maximum() / 2);
  const int place = bar->value();
  dock.log().add(Severity::Note, "window", "one more");
  QTest::qWait(50);
  QCOMPARE(bar->value(), place);
  dock.findChild<QTableView*>("logTable")->scrollToBottom();
  const int before = bar->maximum();
  dock.log().add(Severity::Note, "window", "and another");
  QTRY_VERIFY(bar->maximum() > before && bar->value() == bar->maximum());
}

void TestLogDock::readLinesStayWhileTheOldestGo() {
  LogDock dock(nullptr, 200);
  dock.resize(700, 260);
  dock.show();
  QVERIFY(QTest::qWaitForWindowExposed(&dock));
  for (int line = 0; line < 200; ++line) {
    dock.log().add(Severity::Note, "window", QString::number(line));
  }
  auto* table = dock.findChild<QTableView*>("logTable");
  QTRY_VERIFY(table->verticalScrollBar()->maximum() > 0);
  table->scrollTo(table->model()->index(100, 0), QAbstractItemView::PositionAtTop);
  const auto top = [table] {
    return table->model()->index(table->rowAt(0), LogModel::Text).data().toString();
  };
  QCOMPARE(top(), QString("100"));
  dock.log().add(Severity::Note, "window", "the first ones go");
  QCOMPARE(dock.log().rowCount(), 181);
  QTest::qWait(50);
  QCOMPARE(top(), QString("100"));
}

void TestLogDock::copiesTheSelectedLines() {
  LogDock dock;
  for (const char* text : {"one", "two", "three"}) {
    dock.log().add(Severity::Note, "window", text);
  }
  auto* table = dock.findChild<QTableView*>("logTable");
  auto* copy = dock.findChild<QAbstractButton*>("copyLog");
  QVERIFY(!copy->isEnabled());
  table->selectRow(2);
  table->selectionModel()->select(table->model()->index(0, 0),
                                  QItemSelectionModel::Select | QItemSelectionModel::Rows);
  QVERIFY(copy->isEnabled());
  copy->click();
  const QStringList copied = QGuiApplication::clipboard()->text().split('\n', Qt::SkipEmptyParts);
  QCOMPARE(copied.size(), 2);
  QVERIFY(copied[0].endsWith("window  one") && copied[1].endsWith("window  three"));
  dock.findChild<QAbstractButton*>("clearLog")->click();
  QCOMPARE(table->model()->rowCount(), 0);
  QVERIFY(!copy->isEnabled());
}

void TestLogDock::savesAllLines() {
  const QTemporaryDir folder;
  LogDock dock;
  dock.log().add(Severity::Note, "window", "one");
  dock.log().add(Severity::Error, "a.maacc", "größer");
  dock.findChild<QLineEdit*>("logSearch")->setText("one");
  QCOMPARE(dock.save(folder.filePath("log.txt")), QString());
  QFile file(folder.filePath("log.txt"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QStringList saved = QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
  QCOMPARE(saved.size(), 2);
  QVERIFY2(saved[1].endsWith("error  a.maacc  größer"), qPrintable(saved[1]));
  QVERIFY(dock.save(folder.filePath("absent/log.txt")).contains("cannot be written"));
}

void TestLogDock::windowSaysWhatHappens() {
  WindowDriver driver;
  const auto& dock = *driver.window().findChild<LogDock*>();
  QVERIFY(driver.openSample());
  QVERIFY(driver.startRun(driver.file("a.maacc")));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Finished, 20000);
  driver.window().openFile(driver.file("absent.maacc"));
  const QString all = lines(dock).join('\n');
  for (const char* expected :
       {"Note|window|Checking digits-mlp.keras", "Note|a.maacc|Starts with ",
        "Note|a.maacc|Engine 0.1.0, libtorch 1.13.1, OpenBLAS, device cpu, 2 threads",
        "Warning|a.maacc|this is a warning", "Note|a.maacc|60 mutants, 60 of them to test.",
        "Note|a.maacc|Finished.", "absent.maacc cannot be read"}) {
    QVERIFY2(all.contains(expected), qPrintable(expected + QString("\nis not in\n") + all));
  }
  QVERIFY(lines(dock).last().startsWith("Error|window|"));
}

void TestLogDock::engineComplaintsAreKept() {
  WindowDriver driver;
  const auto& dock = *driver.window().findChild<LogDock*>();
  QVERIFY(driver.openSample());
  test::setFakeMode("complaint");
  QVERIFY(driver.startRun(driver.file("a.maacc")));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Failed, 20000);
  const QString sentence = "the following argument was not expected: --progress";
  QVERIFY2(lines(dock).contains("Warning|a.maacc|maacc: " + sentence),
           qPrintable(lines(dock).join('\n')));
  QVERIFY2(lines(dock).contains("Error|a.maacc|Failed: " + sentence),
           qPrintable(lines(dock).join('\n')));
}

void TestLogDock::viewMenuShowsIt() {
  WindowDriver driver;
  auto* dock = driver.window().findChild<LogDock*>();
  QVERIFY(!dock->isVisible());
  dock->toggleViewAction()->trigger();
  QTRY_VERIFY(dock->isVisible());
  QVERIFY(!dock->visibleRegion().isEmpty());  // in front of the jobs, whose place it shares
  dock->toggleViewAction()->trigger();
  QTRY_VERIFY(!dock->isVisible());
}

QTEST_MAIN(TestLogDock)
#include "test_log_dock.moc"
