#include <QLabel>
#include <QScrollBar>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTextBrowser>
#include <QtTest>

#include "tests/ui/big_runs.h"
#include "tests/ui/cluster_fixtures.h"
#include "tests/ui/response_watch.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/pages/clusters_page.h"
#include "ui/pages/report_page.h"
#include "ui/plots/dendrogram_plot.h"
#include "ui/plots/feature_map.h"
#include "ui/widgets/cluster_tables.h"
#include "ui/widgets/report_options.h"

using namespace maacc;
using maacc::test::respond;

// Prints how long actions on the pages of clusters and of reports block the window's thread with
// large trees and runs; the results are checked, the times are not.
class TestResponsePages : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void largeTree();
  void reportOfALargeRun();

 private:
  void release(ClustersPage& page, double share);
};

namespace {

constexpr int kWide = 400;  // features

std::shared_ptr<const ClusterTree> widened(const std::shared_ptr<const ClusterTree>& tree) {
  auto wide = std::make_shared<ClusterTree>(*tree);
  wide->rows = tree->rows.replicate(1, kWide / tree->rows.cols() + 1).leftCols(kWide);
  return wide;
}

bool nothing() { return true; }

}  // namespace

// Drags the cut to a share of the highest merge.
void TestResponsePages::release(ClustersPage& page, double share) {
  DendrogramPlot& plot = page.dendrogram();
  const int y = plot.height() / 2;
  const int from = plot.pixelOfHeight(plot.cut().height);
  const int to = plot.pixelOfHeight(plot.tree()->ladder.highest() * share);
  auto* table = page.findChild<QTableView*>("clusterTable");
  QTest::mousePress(&plot, Qt::LeftButton, {}, {from, y});
  QVERIFY(respond(
      qPrintable(QString("drag the cut to %1 %").arg(100 * share)),
      [&] {
        QTest::mouseMove(&plot, {to, y});
      },
      nothing));
  QVERIFY(respond(
      "let the cut go",
      [&] {
        QTest::mouseRelease(&plot, Qt::LeftButton, {}, {to, y});
      },
      [&] { return table->model()->rowCount() == plot.tree()->ladder.clusters(plot.cut().rung); }));
}

void TestResponsePages::largeTree() {
  const int leaves = 2048 * std::min(8, test::responseScale());
  qInfo("%d leaves, %d features", leaves, kWide);
  ClustersPage page;
  page.resize(1500, 940);
  page.show();
  page.setModel(test::makeModelInfo());  // its file is not there, so nothing else comes
  QTRY_VERIFY(!page.isClustering());
  page.takeScope(test::scopeOf(leaves));
  const auto tree = widened(test::wideTree(leaves));
  DendrogramPlot& plot = page.dendrogram();
  auto* table = page.findChild<QTableView*>("clusterTable");
  QVERIFY(respond(
      "show the tree", [&] { page.takeTree(tree); },
      [&] { return table->model()->rowCount() > 0; }));
  for (const double share : {0.9, 0.5, 0.2}) {
    release(page, share);
  }
  QVERIFY(respond(
      "undo the cut", [&] { page.undoStack().undo(); },
      [&] { return table->model()->rowCount() == plot.tree()->ladder.clusters(plot.cut().rung); }));
  QVERIFY(respond(
      "zoom the leaves", [&] { plot.zoomLeaves(0.02, leaves / 2.0); }, nothing));
  QVERIFY(respond(
      "scroll the leaves", [&] { plot.scrollLeaves(50); }, nothing));
  QVERIFY(respond(
      "show all leaves", [&] { plot.showAllLeaves(); }, nothing));
  QVERIFY(respond(
      "sort the clusters by size",
      [&] { table->sortByColumn(ClusterTableModel::Size, Qt::DescendingOrder); },
      [&] { return table->model()->index(0, ClusterTableModel::Size).isValid(); }));
  QVERIFY(respond(
      "choose a cluster", [&] { table->selectRow(table->model()->rowCount() / 2); },
      [&] { return plot.selectedCluster() >= 0; }));
  auto* tables = page.findChild<ClusterTables*>();
  for (int tab = 1; tab < tables->count(); ++tab) {
    QVERIFY(respond(
        qPrintable("tab " + tables->tabText(tab)), [&] { tables->setCurrentIndex(tab); }, nothing));
  }
  QVERIFY(respond(
      "resize the page", [&] { page.resize(1300, 900); }, nothing));
  QTemporaryDir folder;
  FigureOptions figure;
  for (const char* name : {"figure.pdf", "figure.png"}) {
    figure.path = folder.filePath(name);
    QVERIFY(respond(
        qPrintable(QString("write %1").arg(name)), [&] { page.writeFigure(figure); },
        [&] { return QFile::exists(figure.path); }));
  }
}

void TestResponsePages::reportOfALargeRun() {
  QTemporaryDir folder;
  const int units = 3400 * test::responseScale();
  test::writeBigRun(folder.filePath("many.maacc"), {units});
  test::BigRun sampled{units};
  sampled.sampled = true;
  test::writeBigRun(folder.filePath("sampled.maacc"), sampled);
  ReportPage page;
  page.resize(1200, 800);
  page.show();
  auto* preview = page.findChild<QTextBrowser*>("reportPreview");
  const auto shown = [&] {
    return !page.isBusy() && preview->toPlainText().contains("References");
  };
  QVERIFY(respond(
      "report of a run", [&] { page.options().picker().addFiles({folder.filePath("many.maacc")}); },
      shown));
  QVERIFY(respond(
      "report of two runs",
      [&] { page.options().picker().addFiles({folder.filePath("sampled.maacc")}); }, shown));
  auto* tabs = page.findChild<QTabWidget*>();
  for (const int tab : {1, 2, 0}) {
    QVERIFY(respond(
        qPrintable("tab " + tabs->tabText(tab)), [&] { tabs->setCurrentIndex(tab); }, nothing));
  }
  QVERIFY(respond(
      "resize the page", [&] { page.resize(1000, 700); }, nothing));
  auto* bar = preview->verticalScrollBar();
  QVERIFY(respond(
      "scroll to the end", [&] { bar->setValue(bar->maximum()); }, nothing));
  auto* survivors = page.findChild<QSpinBox*>("survivorsShown");
  QVERIFY(respond(
      "a thousand survivors", [&] { survivors->setValue(1000); }, shown));
  QVERIFY(respond(
      "survivors by two hundred thousand",
      [&] {
        survivors->setValue(200000);
        tabs->setCurrentIndex(1);
      },
      shown));
}

int main(int argc, char** argv) {
  test::WatchedApplication application(argc, argv);
  TestResponsePages test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_response_pages.moc"
