#include <QElapsedTimer>
#include <QLabel>
#include <QtTest>
#include <algorithm>
#include <ctime>

#include "tests/ui/cluster_fixtures.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/pages/clusters_page.h"
#include "ui/plots/dendrogram_plot.h"

using namespace maacc;

// Prints how much processor time a frame takes while the cut is dragged: mouse event, line, numbers
// and text, painted. 16 ms is a frame at 60 Hz.
class TestDragFrames : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void textFollowsEveryFrame_data();
  void textFollowsEveryFrame();
};

void TestDragFrames::textFollowsEveryFrame_data() {
  QTest::addColumn<int>("leaves");
  QTest::newRow("1,024") << 1024;
  QTest::newRow("4,096") << 4096;
  QTest::newRow("16,384") << 16384;
}

void TestDragFrames::textFollowsEveryFrame() {
  QFETCH(int, leaves);
  ClustersPage page;
  page.resize(1500, 940);
  page.show();
  page.setModel(test::makeModelInfo());  // its file is not there, so nothing else comes
  QTRY_VERIFY(!page.isClustering());
  page.takeScope(test::scopeOf(leaves));
  page.takeTree(test::wideTree(leaves));
  DendrogramPlot& plot = page.dendrogram();
  QVERIFY(QTest::qWaitForWindowExposed(&page));
  QCoreApplication::processEvents();
  const auto* text = page.findChild<QLabel*>("cutMeaning");
  const int from = plot.pixelOfHeight(plot.cut().height);
  const int y = plot.height() / 2;
  QTest::mousePress(&plot, Qt::LeftButton, {}, {from, y});
  std::vector<double> frames;
  int changes = 0;
  const int span = plot.pixelOfHeight(plot.tree()->ladder.highest()) - from;
  const int count = 120;
  for (int frame = 1; frame <= count; ++frame) {
    const QString before = text->text();
    const QPoint at(from + span * frame / count, y);
    const std::clock_t start = std::clock();
    QMouseEvent move(QEvent::MouseMove, at, plot.mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                     Qt::NoModifier);
    QCoreApplication::sendEvent(&plot, &move);
    QCoreApplication::processEvents();
    frames.push_back(1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    changes += text->text() != before ? 1 : 0;
  }
  QElapsedTimer timer;
  timer.start();
  QTest::mouseRelease(&plot, Qt::LeftButton, {}, {from + span, y});
  QCoreApplication::processEvents();
  const double release = static_cast<double>(timer.nsecsElapsed()) / 1e6;
  std::sort(frames.begin(), frames.end());
  qInfo("%d leaves: median frame %.2f ms, 95 %% below %.2f ms; release, with colours, %.1f ms",
        leaves, frames[count / 2], frames[count * 95 / 100], release);
  QVERIFY(changes > count / 2);
}

QTEST_MAIN(TestDragFrames)
#include "test_drag_frames.moc"
