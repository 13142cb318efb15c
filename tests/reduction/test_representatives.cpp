#include <QtTest>
#include <numeric>

#include "core/base/random_stream.h"
#include "core/reduction/representatives.h"

using namespace maacc;

namespace {

FeatureMatrix column(std::initializer_list<double> values) {
  FeatureMatrix rows(static_cast<Eigen::Index>(values.size()), 1);
  std::copy(values.begin(), values.end(), rows.data());
  return rows;
}

int64_t total(const std::vector<int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), int64_t{0});
}

}  // namespace

class TestRepresentatives : public QObject {
  Q_OBJECT

 private slots:
  void randomOrderIsAPermutationByTheSeed();
  void everyMemberComesFirstAboutEquallyOften();
  void medoidHasTheSmallestSumOfDistances();
  void nextMedoidLowersTheRestMost();
  void cosineMedoidIgnoresLengths();
  void correlationMedoidIgnoresOffsets();
  void medoidsAreAtMostAllRows();
  void allocatesProportionallyByLargestRemainder_data();
  void allocatesProportionallyByLargestRemainder();
  void allocationsKeepTheirPromises();
};

void TestRepresentatives::randomOrderIsAPermutationByTheSeed() {
  const std::vector<int64_t> members = {3, 5, 8, 13, 21, 34};
  const auto order = randomOrder(members, 7, "w0 CW");
  QCOMPARE(randomOrder(members, 7, "w0 CW"), order);
  QVERIFY(randomOrder(members, 8, "w0 CW") != order || randomOrder(members, 9, "w0 CW") != order);
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  QCOMPARE(sorted, members);
}

void TestRepresentatives::everyMemberComesFirstAboutEquallyOften() {
  std::vector<int> first(5, 0);
  constexpr int kDraws = 5000;
  for (uint64_t seed = 0; seed < kDraws; ++seed) {
    ++first[static_cast<std::size_t>(randomOrder({0, 1, 2, 3, 4}, seed, "group").front())];
  }
  for (int count : first) {
    QVERIFY(std::abs(count - kDraws / 5) < 150);  // five standard deviations
  }
}

void TestRepresentatives::medoidHasTheSmallestSumOfDistances() {
  QCOMPARE(medoidOrder(column({0, 1, 2, 10, 11}), Metric::Euclidean, 1), std::vector<int32_t>{2});
  QCOMPARE(medoidOrder(column({4}), Metric::Euclidean, 1), std::vector<int32_t>{0});
  QCOMPARE(medoidOrder(column({4, 6}), Metric::Euclidean, 1), std::vector<int32_t>{0});
}

void TestRepresentatives::nextMedoidLowersTheRestMost() {
  QCOMPARE(medoidOrder(column({0, 1, 2, 10, 11}), Metric::Euclidean, 3),
           (std::vector<int32_t>{2, 3, 0}));
}

void TestRepresentatives::cosineMedoidIgnoresLengths() {
  FeatureMatrix rows(3, 2);
  rows << 1, 0, 100, 100, 0, 1;
  QCOMPARE(medoidOrder(rows, Metric::Cosine, 1), std::vector<int32_t>{1});
}

void TestRepresentatives::correlationMedoidIgnoresOffsets() {
  FeatureMatrix rows(3, 3);
  rows << 1, 2, 3, 1001, 1002, 1004, 6, 4, 9;
  QCOMPARE(medoidOrder(rows, Metric::Correlation, 1), std::vector<int32_t>{1});
}

void TestRepresentatives::medoidsAreAtMostAllRows() {
  auto order = medoidOrder(column({5, 3, 3, 9}), Metric::Euclidean, 10);
  std::sort(order.begin(), order.end());
  QCOMPARE(order, (std::vector<int32_t>{0, 1, 2, 3}));
}

void TestRepresentatives::allocatesProportionallyByLargestRemainder_data() {
  using Counts = QList<qlonglong>;
  QTest::addColumn<Counts>("sizes");
  QTest::addColumn<double>("share");
  QTest::addColumn<Counts>("expected");
  QTest::newRow("even") << Counts{50, 50} << 0.1 << Counts{5, 5};
  QTest::newRow("remainder") << Counts{18, 48, 360} << 0.1 << Counts{2, 5, 36};
  QTest::newRow("at least one each") << Counts{1, 1, 1, 100} << 0.05 << Counts{1, 1, 1, 2};
  QTest::newRow("more strata than asked") << Counts{10, 10, 10} << 0.01 << Counts{1, 1, 1};
  QTest::newRow("all") << Counts{7, 3} << 1.0 << Counts{7, 3};
}

void TestRepresentatives::allocatesProportionallyByLargestRemainder() {
  QFETCH(QList<qlonglong>, sizes);
  QFETCH(double, share);
  QFETCH(QList<qlonglong>, expected);
  QCOMPARE(allocateSample({sizes.begin(), sizes.end()}, share),
           (std::vector<int64_t>{expected.begin(), expected.end()}));
}

void TestRepresentatives::allocationsKeepTheirPromises() {
  RandomStream stream(1, "allocations");
  for (int round = 0; round < 500; ++round) {
    std::vector<int64_t> sizes;
    for (uint64_t i = 0; i <= stream.below(12); ++i) {
      sizes.push_back(1 + static_cast<int64_t>(stream.below(80)));
    }
    const double share = stream.uniform();
    const auto drawn = allocateSample(sizes, share);
    QCOMPARE(total(drawn),
             std::max<int64_t>(std::llround(share * static_cast<double>(total(sizes))),
                               static_cast<int64_t>(sizes.size())));
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      QVERIFY(drawn[i] >= 1 && drawn[i] <= sizes[i]);
    }
  }
}

QTEST_APPLESS_MAIN(TestRepresentatives)
#include "test_representatives.moc"
