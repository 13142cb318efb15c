#include <QtTest>
#include <atomic>
#include <chrono>
#include <cmath>
#include <thread>

#include "core/clustering/linkage.h"
#include "core/clustering/merge_order.h"
#include "core/clustering/pairwise_distances.h"
#include "core/clustering/stage_progress.h"
#include "core/clustering/ward_vectors.h"
#include "tests/clustering/linkage_cases.h"

using namespace maacc;
using namespace maacc::test;

namespace {

constexpr int64_t kNoMatrix = 1;  // bytes

Dendrogram treeOf(const FeatureMatrix& rows, const LinkageOptions& options) {
  return buildDendrogram(rows, options, RunContext()).value();
}

Dendrogram matrixTree(const FeatureMatrix& rows, LinkageMethod method) {
  StageProgress progress(RunContext(), 1);
  auto distances =
      pairwiseDistances(rows, Metric::Euclidean, DistanceMode::Exact, 1, progress).value();
  return buildDendrogramFromDistances(std::move(distances), method, RunContext()).value();
}

double worstHeightError(const Dendrogram& got, const Dendrogram& expected) {
  double worst = got.merges.size() == expected.merges.size() ? 0 : 1e300;
  for (std::size_t at = 0; at < expected.merges.size() && worst < 1e300; ++at) {
    const double height = expected.merges[at].height;
    worst = std::max(worst, std::abs(got.merges[at].height - height) / std::max(height, 1e-300));
  }
  return worst;
}

bool sameMerges(const Dendrogram& a, const Dendrogram& b) {
  return std::equal(a.merges.begin(), a.merges.end(), b.merges.begin(), b.merges.end(),
                    [](const Merge& x, const Merge& y) {
                      return x.left == y.left && x.right == y.right && x.size == y.size;
                    });
}

// Groups far apart, each tight: what float32 tells apart badly.
FeatureMatrix tightGroups(int64_t rows, double spread) {
  FeatureMatrix items = normalRows(rows, 6, 17) * spread;
  for (Eigen::Index row = 0; row < rows; ++row) {
    items(row, row % 6) += 1000.0 * static_cast<double>(1 + row % 5);
  }
  return items;
}

}  // namespace

class TestLinkageProperties : public QObject {
  Q_OBJECT

 private slots:
  void wardWithoutMatrixMergesAsWithIt_data();
  void wardWithoutMatrixMergesAsWithIt();
  void wardOfTiedItemsIsDecidedByTheMatrix();
  void wardOfTiedItemsWithoutMatrixKeepsHeights();
  void threadsDoNotChangeTheTree();
  void fastDistancesAreClose();
  void stopLeavesNoTree();
  void stopIsNoticedQuickly();
  void progressOnlyGrows();
};

void TestLinkageProperties::wardWithoutMatrixMergesAsWithIt_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<int>("rows");
  for (const int rows : {2, 3, 17, 64, 65, 300, 1700}) {
    for (const int kind : {0, 1, 2, 3, 4}) {
      QTest::addRow("kind %d, %d rows", kind, rows) << kind << rows;
    }
  }
}

void TestLinkageProperties::wardWithoutMatrixMergesAsWithIt() {
  QFETCH(int, kind);
  QFETCH(int, rows);
  FeatureMatrix items;
  switch (kind) {
    case 0:
      items = normalRows(rows, 11, static_cast<uint64_t>(rows));
      break;
    case 1:
      items = normalRows(rows, 2, 5).array() * 1e-9 + 1.0;
      break;
    case 2:
      items = tightGroups(rows, 1e-2);
      break;
    case 3:
      items = normalRows(rows, 3, 7) * 1e70;
      break;
    default:
      items = normalRows(rows, 400, 8).array().cube().matrix();
  }
  const Dendrogram expected = matrixTree(items, LinkageMethod::Ward);
  StageProgress progress(RunContext(), wardVectorsWork(rows));
  const WardOutcome outcome = wardFromVectors(items, NearTies::Refuse, 2, progress);
  QVERIFY2(!outcome.nearTie, "no two of these distances are equal");
  QVERIFY(sameMerges(*outcome.dendrogram, expected));
  const double worst = worstHeightError(*outcome.dendrogram, expected);
  QVERIFY2(worst <= 1e-12, qPrintable(QString("worst relative error %1").arg(worst)));
}

void TestLinkageProperties::wardOfTiedItemsIsDecidedByTheMatrix() {
  FeatureMatrix items = (normalRows(1600, 3, 9) * 2).array().round().matrix();
  StageProgress progress(RunContext(), wardVectorsWork(1600));
  const WardOutcome outcome = wardFromVectors(items, NearTies::Refuse, 2, progress);
  QVERIFY(outcome.nearTie && !outcome.dendrogram);
  QVERIFY(treeOf(items, {}) == matrixTree(items, LinkageMethod::Ward));
}

void TestLinkageProperties::wardOfTiedItemsWithoutMatrixKeepsHeights() {
  LinkageOptions options;
  options.memoryBytes = kNoMatrix;
  FeatureMatrix equal = FeatureMatrix::Constant(90, 4, 0.3);
  Dendrogram tree = treeOf(equal, options);
  QCOMPARE(tree.merges.size(), std::size_t{89});
  QCOMPARE(tree.merges.back().height, 0.0);
  // Points on a line: every distance is there many times.
  FeatureMatrix line(200, 1);
  for (Eigen::Index row = 0; row < 200; ++row) {
    line(row, 0) = static_cast<double>(row);
  }
  tree = treeOf(line, options);
  QCOMPARE(tree.merges.size(), std::size_t{199});
  QCOMPARE(tree.merges.back().size, 200);
  QCOMPARE(tree.merges.front().height, 1.0);
  for (std::size_t at = 1; at < tree.merges.size(); ++at) {
    QVERIFY(tree.merges[at].height >= tree.merges[at - 1].height);
  }
}

void TestLinkageProperties::threadsDoNotChangeTheTree() {
  const FeatureMatrix rows = normalRows(1700, 9, 10);
  for (const LinkageMethod method :
       {LinkageMethod::Ward, LinkageMethod::Average, LinkageMethod::Single}) {
    LinkageOptions options;
    options.method = method;
    options.threads = 1;
    const Dendrogram one = treeOf(rows, options);
    for (const int threads : {2, 5}) {
      options.threads = threads;
      QVERIFY(treeOf(rows, options) == one);
    }
  }
}

void TestLinkageProperties::fastDistancesAreClose() {
  const FeatureMatrix rows = normalRows(300, 50, 11);
  for (const Metric metric : {Metric::Euclidean, Metric::Cosine, Metric::Correlation}) {
    LinkageOptions options;
    options.method = LinkageMethod::Average;
    options.metric = metric;
    const Dendrogram exact = treeOf(rows, options);
    options.distances = DistanceMode::Fast;
    const Dendrogram fast = treeOf(rows, options);
    QVERIFY(sameMerges(fast, exact));
    QVERIFY(worstHeightError(fast, exact) < 1e-12);
  }
  LinkageOptions fastWard;
  fastWard.distances = DistanceMode::Fast;
  const FeatureMatrix twins = normalRows(1, 50, 12).replicate(20, 1);
  QVERIFY(treeOf(twins, fastWard).merges.back().height < 1e-6);
}

void TestLinkageProperties::stopLeavesNoTree() {
  const FeatureMatrix rows = normalRows(1700, 5, 13);
  const RunContext stopped;
  RunContext(stopped).requestStop();
  for (const int64_t memory : {int64_t{0}, kNoMatrix}) {
    LinkageOptions options;
    options.memoryBytes = memory;
    QVERIFY(!buildDendrogram(rows, options, stopped));
  }
  for (const DistanceMode mode : {DistanceMode::Exact, DistanceMode::Fast}) {
    LinkageOptions options;
    options.method = LinkageMethod::Single;
    options.distances = mode;
    QVERIFY(!buildDendrogram(rows, options, stopped));
  }
}

void TestLinkageProperties::stopIsNoticedQuickly() {
  const FeatureMatrix rows = normalRows(6000, 64, 14);
  for (const LinkageMethod method : {LinkageMethod::Ward, LinkageMethod::Average}) {
    RunContext context;
    LinkageOptions options;
    options.method = method;
    std::atomic<bool> ended{false};
    std::optional<Dendrogram> tree;
    std::thread worker([&] {
      tree = buildDendrogram(rows, options, context);
      ended = true;
    });
    while (context.progress().done * 10 < context.progress().total ||
           context.progress().total == 0) {
      std::this_thread::yield();
    }
    const auto asked = std::chrono::steady_clock::now();
    context.requestStop();
    worker.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - asked;
    QVERIFY(!tree);
    QVERIFY2(took.count() < 1.0, qPrintable(QString("%1 s after the stop").arg(took.count())));
  }
}

void TestLinkageProperties::progressOnlyGrows() {
  const FeatureMatrix tied = (normalRows(2500, 4, 15) * 3).array().round().matrix();
  for (const FeatureMatrix& rows : {normalRows(2500, 30, 16), tied}) {
    RunContext context;
    std::atomic<bool> ended{false};
    std::thread worker([&] {
      buildDendrogram(rows, {}, context);
      ended = true;
    });
    double last = 0;
    bool grows = true;
    while (!ended) {
      const Progress progress = context.progress();
      const double share = progress.total > 0 ? static_cast<double>(progress.done) /
                                                    static_cast<double>(progress.total)
                                              : 0;
      grows = grows && share >= last - 1e-6 && share <= 1;
      last = share;
      std::this_thread::yield();
    }
    worker.join();
    QVERIFY(grows);
    QCOMPARE(context.progress().stage, std::string("clustering"));
    QCOMPARE(context.progress().done, context.progress().total);
  }
}

QTEST_APPLESS_MAIN(TestLinkageProperties)
#include "test_linkage_properties.moc"
