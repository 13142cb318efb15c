#include <QDockWidget>
#include <QTabWidget>
#include <QtTest>

#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/text.h"

using namespace maacc;
using maacc::test::WindowDriver;

namespace {

// A laptop's screen of 1366 x 768, less the desktop's bars.
constexpr QSize kSmallScreen(1366, 720);
constexpr int kLeastDock = 150;
constexpr QSize kMostOfAPage(840, 520);

QString sizeText(const QSize& size) {
  return QString("%1 x %2").arg(size.width()).arg(size.height());
}

}  // namespace

class TestWindowSize : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void init() { test::setFakeMode("normal"); }
  void everyPageFitsASmallScreen();
};

void TestWindowSize::everyPageFitsASmallScreen() {
  WindowDriver driver;
  QVERIFY(driver.openSample());
  QVERIFY(driver.startRun(driver.file("a.maacc")));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Finished, 20000);
  MainWindow& window = driver.window();
  auto* pages =
      window.centralWidget()->findChild<QTabWidget*>(QString(), Qt::FindDirectChildrenOnly);
  for (int page = 0; page < pages->count(); ++page) {
    pages->setCurrentIndex(page);
    QTest::qWait(50);
    const QSize needed = pages->widget(page)->minimumSizeHint();
    QVERIFY2(needed.width() <= kMostOfAPage.width() && needed.height() <= kMostOfAPage.height(),
             qPrintable(pages->tabText(page) + ' ' + sizeText(needed)));
  }
  window.resize(kSmallScreen);
  QTest::qWait(50);
  QVERIFY2(window.width() <= kSmallScreen.width() && window.height() <= kSmallScreen.height(),
           qPrintable(sizeText(window.size())));
  for (const auto* dock : window.findChildren<QDockWidget*>()) {
    QVERIFY2(!dock->isVisible() || dock->width() >= kLeastDock,
             qPrintable(dock->objectName() + ' ' + sizeText(dock->size())));
  }
}

QTEST_MAIN(TestWindowSize)
#include "test_window_size.moc"
