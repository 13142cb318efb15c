#include <QPainter>
#include <QSignalSpy>
#include <QtTest>
#include <array>
#include <random>

#include "core/clustering/cluster_cut.h"
#include "core/clustering/dendrogram_cuts.h"
#include "tests/ui/cluster_fixtures.h"
#include "tests/ui/held_pool.h"
#include "ui/plots/branch_lines.h"
#include "ui/plots/dendrogram_plot.h"
#include "ui/plots/feature_map.h"
#include "ui/theme.h"

using namespace maacc;

// The plot as a person uses it, with mouse and keys.
class TestDendrogramPlot : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void dragCutsAsCutDendrogram();
  void dragSnapsToMerges();
  void altAndShiftFreeTheLine();
  void lineIsGrabbedWithinEightPixels();
  void axisMovesTheLineAtOnce();
  void escapeTakesADragBack();
  void keysMoveByMerges();
  void heldKeyIsOneStep();
  void movingDrawsNoBranches();
  void doubleClickFoldsABranch();
  void clickChoosesACluster();
  void wheelScrollsAndZooms();
  void forestKeepsItsTrees();
  void lowerParentsStayWithTheirClusters();
  void neighboursHaveOtherColours();
  void colorsFollowThePalette();
  void tellsScreenReadersTheCut();
  void emptyPlotIgnoresInput();
  void sharedPixelsAreDrawnOnce();
  void heatMapKeepsToTheRows();
  void heatMapOfALargeTreeComesLater();

 private:
  int cutX() const { return plot_->pixelOfHeight(plot_->cut().height); }
  int middle() const { return plot_->height() / 2; }
  void drag(int from, int to, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
  void show(std::shared_ptr<const ClusterTree> tree);

  std::unique_ptr<DendrogramPlot> plot_;
};

void TestDendrogramPlot::init() {
  plot_ = std::make_unique<DendrogramPlot>();
  plot_->resize(700, 500);
  plot_->show();
  QVERIFY(QTest::qWaitForWindowExposed(plot_.get()));
}

void TestDendrogramPlot::show(std::shared_ptr<const ClusterTree> tree) {
  plot_->setTree(tree);
  plot_->setCut(positionOf(tree->ladder, tree->ladder.top() / 2));
}

void TestDendrogramPlot::drag(int from, int to, Qt::KeyboardModifiers modifiers) {
  QTest::mousePress(plot_.get(), Qt::LeftButton, {}, {from, middle()});
  const int steps = 6;
  for (int step = 1; step <= steps; ++step) {
    const QPoint at(from + (to - from) * step / steps, middle());
    QMouseEvent move(QEvent::MouseMove, at, plot_->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                     modifiers);
    QCoreApplication::sendEvent(plot_.get(), &move);
  }
  QTest::mouseRelease(plot_.get(), Qt::LeftButton, modifiers, {to, middle()});
}

void TestDendrogramPlot::dragCutsAsCutDendrogram() {
  show(test::makeTree(60));
  QSignalSpy changed(plot_.get(), &DendrogramPlot::cutChanged);
  QSignalSpy committed(plot_.get(), &DendrogramPlot::cutCommitted);
  const Dendrogram& tree = plot_->tree()->dendrogram;
  int different = 0;
  for (const double share : {0.9, 0.7, 0.5, 0.3, 0.15, 0.6}) {
    const int before = plot_->partition().clusters;
    drag(cutX(), plot_->pixelOfHeight(share * tree.merges.back().height));
    const Partition expected = cutDendrogram(tree, {CutKind::Height, plot_->cut().height});
    QVERIFY(plot_->partition() == expected);
    different += before != expected.clusters ? 1 : 0;
  }
  QVERIFY(different >= 5);
  QCOMPARE(committed.count(), 6);
  QVERIFY(changed.count() > committed.count());
}

void TestDendrogramPlot::dragSnapsToMerges() {
  show(test::makeTree(30));
  const Dendrogram& tree = plot_->tree()->dendrogram;
  drag(cutX(), plot_->pixelOfHeight(0.62 * tree.merges.back().height));
  double nearest = 1e9;
  for (const Merge& merge : tree.merges) {
    nearest = std::min(nearest, std::abs(merge.height - plot_->cut().height));
  }
  QCOMPARE(nearest, 0.0);
}

void TestDendrogramPlot::altAndShiftFreeTheLine() {
  show(test::makeTree(8));
  for (const auto modifier : {Qt::AltModifier, Qt::ShiftModifier}) {
    plot_->setCut(positionOf(plot_->tree()->ladder, 4));
    const double target = (plot_->tree()->ladder.height(6) + plot_->tree()->ladder.height(7)) / 2;
    const int pixel = plot_->pixelOfHeight(target);
    drag(cutX(), pixel, modifier);
    QCOMPARE(plot_->pixelOfHeight(plot_->cut().height), pixel);
    QCOMPARE(plot_->cut().rung, 6);
    QVERIFY(plot_->cut().height > plot_->tree()->ladder.height(6));
    QVERIFY(plot_->partition() == cutByHeight(plot_->tree()->dendrogram, plot_->cut().height));
  }
}

void TestDendrogramPlot::lineIsGrabbedWithinEightPixels() {
  show(test::makeTree(40));
  const CutPosition before = plot_->cut();
  drag(cutX() + 20, cutX() - 120);
  QVERIFY(plot_->cut() == before);
  drag(cutX() + 8, cutX() - 120);
  QVERIFY(!(plot_->cut() == before));
}

void TestDendrogramPlot::axisMovesTheLineAtOnce() {
  show(test::makeTree(40));
  QSignalSpy committed(plot_.get(), &DendrogramPlot::cutCommitted);
  const LeafView view = plot_->leafView();
  const double target = plot_->tree()->ladder.height(plot_->tree()->ladder.top() - 1);
  QTest::mouseClick(plot_.get(), Qt::LeftButton, {},
                    {plot_->pixelOfHeight(target), view.bottom + 6});
  QCOMPARE(plot_->partition().clusters, 2);
  QCOMPARE(committed.count(), 1);
}

void TestDendrogramPlot::escapeTakesADragBack() {
  show(test::makeTree(40));
  QSignalSpy committed(plot_.get(), &DendrogramPlot::cutCommitted);
  const CutPosition before = plot_->cut();
  QTest::mousePress(plot_.get(), Qt::LeftButton, {}, {cutX(), middle()});
  const QPoint at(cutX() - 150, middle());
  QMouseEvent move(QEvent::MouseMove, at, plot_->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                   Qt::NoModifier);
  QCoreApplication::sendEvent(plot_.get(), &move);
  QVERIFY(!(plot_->cut() == before));
  QTest::keyClick(plot_.get(), Qt::Key_Escape);
  QVERIFY(plot_->cut() == before);
  QTest::mouseRelease(plot_.get(), Qt::LeftButton, {}, at);
  QCOMPARE(committed.count(), 0);
}

void TestDendrogramPlot::keysMoveByMerges() {
  show(test::makeTree(50));
  const auto clusters = [&] { return plot_->partition().clusters; };
  QTest::keyClick(plot_.get(), Qt::Key_Home);
  QCOMPARE(clusters(), 1);
  QTest::keyClick(plot_.get(), Qt::Key_Right);
  QCOMPARE(clusters(), 2);
  QTest::keyClick(plot_.get(), Qt::Key_PageDown);
  QCOMPARE(clusters(), 12);
  QTest::keyClick(plot_.get(), Qt::Key_Left);
  QCOMPARE(clusters(), 11);
  QTest::keyClick(plot_.get(), Qt::Key_PageUp);
  QCOMPARE(clusters(), 1);
  QTest::keyClick(plot_.get(), Qt::Key_End);
  QCOMPARE(clusters(), 50);
  QTest::keyClick(plot_.get(), Qt::Key_Right);
  QCOMPARE(clusters(), 50);
}

void TestDendrogramPlot::heldKeyIsOneStep() {
  show(test::makeTree(50));
  QSignalSpy committed(plot_.get(), &DendrogramPlot::cutCommitted);
  const int before = plot_->tree()->ladder.clusters(plot_->cut().rung);
  QKeyEvent press(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier);
  QCoreApplication::sendEvent(plot_.get(), &press);
  for (int i = 0; i < 4; ++i) {
    QKeyEvent release(QEvent::KeyRelease, Qt::Key_Right, Qt::NoModifier, {}, true);
    QKeyEvent again(QEvent::KeyPress, Qt::Key_Right, Qt::NoModifier, {}, true);
    QCoreApplication::sendEvent(plot_.get(), &release);
    QCoreApplication::sendEvent(plot_.get(), &again);
  }
  QCOMPARE(committed.count(), 0);
  QKeyEvent release(QEvent::KeyRelease, Qt::Key_Right, Qt::NoModifier);
  QCoreApplication::sendEvent(plot_.get(), &release);
  QCOMPARE(committed.count(), 1);
  QCOMPARE(plot_->partition().clusters, before + 5);
}

void TestDendrogramPlot::movingDrawsNoBranches() {
  show(test::makeTree(60));
  QSignalSpy shown(plot_.get(), &DendrogramPlot::clustersShown);
  const Partition before = plot_->partition();
  QTest::mousePress(plot_.get(), Qt::LeftButton, {}, {cutX(), middle()});
  for (int step = 1; step < 10; ++step) {
    const QPoint at(cutX() - 10, middle());
    QMouseEvent move(QEvent::MouseMove, at, plot_->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                     Qt::NoModifier);
    QCoreApplication::sendEvent(plot_.get(), &move);
  }
  QCOMPARE(shown.count(), 0);
  QVERIFY(plot_->partition() == before);
  QTest::mouseRelease(plot_.get(), Qt::LeftButton, {}, {cutX(), middle()});
  QCOMPARE(shown.count(), 1);
}

void TestDendrogramPlot::doubleClickFoldsABranch() {
  show(test::makeTree(40));
  const auto& rows = plot_->layoutOfLeaves().rows();
  QCOMPARE(rows.size(), size_t{40});
  const int x = plot_->pixelOfHeight(plot_->tree()->ladder.height(36));
  const int y = plot_->pixelOfRow(20);
  plot_->setCut(positionOf(plot_->tree()->ladder, 0));
  QTest::mouseDClick(plot_.get(), Qt::LeftButton, {}, {x, y});
  QCOMPARE(plot_->collapsed().size(), size_t{1});
  const size_t folded = rows.size();
  QVERIFY(folded < 40);
  size_t leaves = 0;
  int wide = 0;
  for (const DendrogramRow& row : rows) {
    leaves += static_cast<size_t>(row.count);
    wide += row.count > 1 ? 1 : 0;
  }
  QCOMPARE(leaves, size_t{40});
  QCOMPARE(wide, 1);
  const int32_t branch = *plot_->collapsed().begin();
  const int at = plot_->pixelOfRow(plot_->layoutOfLeaves().place(branch));
  QTest::mouseDClick(plot_.get(), Qt::LeftButton, {}, {plot_->pixelOfHeight(0) - 2, at});
  QCOMPARE(plot_->collapsed().size(), size_t{0});
  QCOMPARE(rows.size(), size_t{40});
}

void TestDendrogramPlot::clickChoosesACluster() {
  show(test::makeTree(12));
  plot_->setCut(positionOf(plot_->tree()->ladder, 8));
  QSignalSpy clicked(plot_.get(), &DendrogramPlot::clusterClicked);
  const int32_t leaf = plot_->tree()->leafOrder[3];
  QTest::mouseClick(plot_.get(), Qt::LeftButton, {},
                    {plot_->pixelOfHeight(0) - 3, plot_->pixelOfRow(3)});
  QCOMPARE(clicked.count(), 1);
  QCOMPARE(clicked[0][0].toInt(), plot_->partition().clusterOf[static_cast<size_t>(leaf)]);
  QCOMPARE(clicked[0][1].toInt(), leaf);
}

void TestDendrogramPlot::wheelScrollsAndZooms() {
  show(test::makeTree(200));
  const auto wheel = [&](int delta, Qt::KeyboardModifiers modifiers) {
    const QPointF at(100, middle());
    QWheelEvent event(at, plot_->mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(plot_.get(), &event);
  };
  const LeafView whole = plot_->leafView();
  wheel(-120, Qt::NoModifier);
  QVERIFY(plot_->leafView() == whole);  // everything is seen already
  for (int i = 0; i < 4; ++i) {
    wheel(120, Qt::ControlModifier);
  }
  const LeafView close = plot_->leafView();
  QVERIFY(close.last - close.first < 0.5 * (whole.last - whole.first));
  wheel(-120, Qt::NoModifier);
  QVERIFY(plot_->leafView().first > close.first);
  for (int i = 0; i < 100; ++i) {
    wheel(-120, Qt::NoModifier);
  }
  QCOMPARE(plot_->leafView().last, 199.5);
  QTest::keyClick(plot_.get(), Qt::Key_0);
  QVERIFY(plot_->leafView() == whole);
}

void TestDendrogramPlot::forestKeepsItsTrees() {
  const Dendrogram forest{6, {{0, 1, 1, 2}, {2, 3, 2, 2}}};
  show(test::treeOf(forest));
  QTest::keyClick(plot_.get(), Qt::Key_Home);
  QCOMPARE(plot_->partition().clusters, 4);
  QTest::keyClick(plot_.get(), Qt::Key_End);
  QCOMPARE(plot_->partition().clusters, 6);
}

void TestDendrogramPlot::lowerParentsStayWithTheirClusters() {
  show(test::treeOf(test::unruly()));
  for (const double height : {0.5, 1.0, 2.5, 3.0}) {
    plot_->setCut({plot_->tree()->ladder.rungAt(height), height});
    QVERIFY(plot_->partition() == cutByHeight(plot_->tree()->dendrogram, height));
  }
}

void TestDendrogramPlot::neighboursHaveOtherColours() {
  show(test::makeTree(80));
  int pairs = 0;
  for (int32_t rung = 10; rung < 80; rung += 7) {
    plot_->setCut(positionOf(plot_->tree()->ladder, rung));
    int before = -1;
    int32_t beforeCluster = -1;
    for (const int32_t leaf : plot_->tree()->leafOrder) {
      const int32_t cluster = plot_->partition().clusterOf[static_cast<size_t>(leaf)];
      const int color = plot_->colors()[static_cast<size_t>(cluster)];
      if (cluster != beforeCluster && color >= 0) {
        pairs += before >= 0 ? 1 : 0;
        QVERIFY(color != before);
        before = color;
      }
      beforeCluster = cluster;
    }
  }
  QVERIFY(pairs > 20);
}

void TestDendrogramPlot::colorsFollowThePalette() {
  show(test::makeTree(20));
  const QColor light = plot_->grab().toImage().pixelColor(40, 40);
  QPalette dark(Qt::black);
  dark.setColor(QPalette::Base, QColor(20, 20, 20));
  dark.setColor(QPalette::Text, Qt::white);
  dark.setColor(QPalette::WindowText, Qt::white);
  plot_->setPalette(dark);
  QCOMPARE(plot_->grab().toImage().pixelColor(3, 3), QColor(20, 20, 20));
  QVERIFY(light != QColor(20, 20, 20));
}

void TestDendrogramPlot::tellsScreenReadersTheCut() {
  show(test::makeTree(20));
  QVERIFY(plot_->accessibleName().contains("hidden"));
  QTest::keyClick(plot_.get(), Qt::Key_Home);
  QTest::keyClick(plot_.get(), Qt::Key_Right);
  QVERIFY2(plot_->accessibleDescription().contains("into 2 clusters"),
           qPrintable(plot_->accessibleDescription()));
}

void TestDendrogramPlot::emptyPlotIgnoresInput() {
  QSignalSpy changed(plot_.get(), &DendrogramPlot::cutChanged);
  drag(100, 300);
  QTest::mouseDClick(plot_.get(), Qt::LeftButton, {}, {100, 100});
  QTest::keyClick(plot_.get(), Qt::Key_Home);
  QCOMPARE(changed.count(), 0);
}

void TestDendrogramPlot::sharedPixelsAreDrawnOnce() {
  std::mt19937 random(5);
  const auto place = [&](int most) {
    return static_cast<double>(random() % static_cast<unsigned>(most));
  };
  std::array<QImage, 2> images;
  std::array<qsizetype, 2> counts{};
  BranchLines all(0);
  BranchLines once(1);
  for (int branch = 0; branch < 3000; ++branch) {
    const double top = place(100);
    const double bottom = top + static_cast<double>(random() % 3);
    const double x = place(180);
    const double left = place(static_cast<int>(x) + 1);
    for (BranchLines* lines : {&all, &once}) {
      lines->addAlong(top, left, x);
      lines->addAcross(x, top, bottom);
      lines->addAlong(bottom, 0, x);
    }
  }
  for (size_t i = 0; i < images.size(); ++i) {
    const QVector<QLineF> lines = (i == 0 ? all : once).take();
    counts[i] = lines.size();
    images[i] = QImage(200, 120, QImage::Format_RGB32);
    images[i].fill(Qt::white);
    QPainter painter(&images[i]);
    painter.setPen(QPen(Qt::black, 1, Qt::SolidLine, Qt::SquareCap));
    painter.drawLines(lines);
  }
  QCOMPARE(images[1], images[0]);
  QCOMPARE(counts[0], 9000);
  QVERIFY2(counts[1] < 2500, qPrintable(QString::number(counts[1])));
}

void TestDendrogramPlot::heatMapKeepsToTheRows() {
  const auto tree = test::makeTree(10);
  show(tree);
  FeatureMap map;
  map.resize(200, 500);
  map.setTree(tree, plot_->layoutOfLeaves().rows());
  map.setView(plot_->leafView());
  map.show();
  QSignalSpy clicked(&map, &FeatureMap::leafClicked);
  for (const int row : {0, 4, 9}) {
    QTest::mouseClick(&map, Qt::LeftButton, {}, {100, plot_->pixelOfRow(row)});
    QCOMPARE(clicked.takeFirst()[0].toInt(), tree->leafOrder[static_cast<size_t>(row)]);
  }
  QTest::keyClick(&map, Qt::Key_Up);
  QCOMPARE(map.selectedRow(), 8);
}

void TestDendrogramPlot::heatMapOfALargeTreeComesLater() {
  const auto small = test::makeTree(10);
  const auto large = test::wideTree(4096);
  const auto rowsOf = [](const ClusterTree& tree) {
    return DendrogramLayout(tree.dendrogram, tree.leafOrder, {}).rows();
  };
  const auto look = [](FeatureMap& map, int rows) {
    map.setView({-0.5, rows - 0.5, 10, 400});
    return map.grab().toImage();
  };
  FeatureMap map;
  map.resize(200, 500);
  map.setTree(large, rowsOf(*large));
  QVERIFY(map.isPainting());
  const QImage empty = look(map, 4096);
  QTRY_VERIFY(!map.isPainting());
  QVERIFY(look(map, 4096) != empty);
  // A picture that is still being painted never comes over that of a later tree.
  FeatureMap other;
  other.resize(200, 500);
  {
    test::HeldPool pool;
    other.setTree(large, rowsOf(*large));
    QVERIFY(other.isPainting());
    other.setTree(small, rowsOf(*small));
    QVERIFY(!other.isPainting());
  }
  QCoreApplication::processEvents();
  FeatureMap fresh;
  fresh.resize(200, 500);
  fresh.setTree(small, rowsOf(*small));
  QCOMPARE(look(other, 10), look(fresh, 10));
}

QTEST_MAIN(TestDendrogramPlot)
#include "test_dendrogram_plot.moc"
