#include <QMessageBox>
#include <QPushButton>
#include <QtTest>

#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"

using namespace maacc;
using maacc::test::WindowDriver;

// Closing the window during a run asks once and loses nothing.
class TestWindowClosing : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init() { test::setFakeMode("slow"); }
  void closesAtOnceWithoutARun();
  void cancelKeepsTheRun();
  void stopKeepsWhatIsTested();
  void destroyedWindowLeavesAResumableRun();

 private:
  static bool beginRun(WindowDriver& driver);
  static QMessageBox* question(WindowDriver& driver);
};

bool TestWindowClosing::beginRun(WindowDriver& driver) {
  return driver.openSample() && driver.startRun(driver.file("a.maacc")) &&
         QTest::qWaitFor([&] { return driver.jobs().at(0).progress.done >= 3; }, 20000);
}

QMessageBox* TestWindowClosing::question(WindowDriver& driver) {
  const auto boxes = driver.window().findChildren<QMessageBox*>();
  return boxes.size() == 1 && boxes.first()->isVisible() ? boxes.first() : nullptr;
}

void TestWindowClosing::closesAtOnceWithoutARun() {
  WindowDriver driver;
  QVERIFY(driver.window().close());
}

void TestWindowClosing::cancelKeepsTheRun() {
  WindowDriver driver;
  QVERIFY(beginRun(driver));
  QVERIFY(!driver.window().close());
  QVERIFY(!driver.window().close());  // asks once
  QMessageBox* box = question(driver);
  QVERIFY(box != nullptr);
  QTest::mouseClick(box->button(QMessageBox::Cancel), Qt::LeftButton);
  QTRY_VERIFY(question(driver) == nullptr);
  QVERIFY(driver.window().isVisible());
  QCOMPARE(driver.jobs().unfinishedCount(), 1);
  QVERIFY(!driver.window().close());  // and again after an answer
  QTRY_VERIFY(question(driver) != nullptr);
}

void TestWindowClosing::stopKeepsWhatIsTested() {
  WindowDriver driver;
  QVERIFY(beginRun(driver));
  QVERIFY(!driver.window().close());
  QMessageBox* box = question(driver);
  QVERIFY(box != nullptr);
  QTest::mouseClick(box->findChild<QPushButton*>("stopAndClose"), Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(!driver.window().isVisible(), 20000);
  const RunFile file = RunFile::openForReading(driver.file("a.maacc").toStdString());
  QCOMPARE(file.state(), RunState::Stopped);
  QCOMPARE(file.recordCount(), 3);
}

void TestWindowClosing::destroyedWindowLeavesAResumableRun() {
  WindowDriver driver;
  QVERIFY(beginRun(driver));
  driver.destroyWindow();
  const RunFile file = RunFile::openForReading(driver.file("a.maacc").toStdString());
  QCOMPARE(file.recordCount(), 3);
  QVERIFY(!file.beingWritten());
  QCOMPARE(static_cast<int>(file.untestedMutants().size()), 57);
}

QTEST_MAIN(TestWindowClosing)
#include "test_window_closing.moc"
