#include <QtTest>
#include <cmath>

#include "core/clustering/feature_matrix.h"
#include "core/clustering/linkage.h"
#include "tests/clustering/linkage_cases.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

namespace {

double worstDifference(const FeatureMatrix& a, const FeatureMatrix& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

// Empty where the merges are the same and heights agree to `tolerance`, relative.
std::string mergeDifference(const std::vector<Merge>& got,
                            const std::vector<Merge>& expected,
                            double tolerance) {
  if (got.size() != expected.size()) {
    return std::to_string(got.size()) + " merges, not " + std::to_string(expected.size());
  }
  for (std::size_t at = 0; at < got.size(); ++at) {
    const double allowed = tolerance * std::abs(expected[at].height);
    const bool same = got[at].left == expected[at].left && got[at].right == expected[at].right &&
                      std::abs(got[at].height - expected[at].height) <= allowed;
    if (!same) {
      return QString("merge %1 is (%2, %3, %4), not (%5, %6, %7)")
          .arg(at)
          .arg(got[at].left)
          .arg(got[at].right)
          .arg(got[at].height, 0, 'g', 17)
          .arg(expected[at].left)
          .arg(expected[at].right)
          .arg(expected[at].height, 0, 'g', 17)
          .toStdString();
    }
  }
  return "";
}

Error refusal(const FeatureMatrix& rows, const LinkageOptions& options) {
  return expectError([&] { buildDendrogram(rows, options, RunContext()); });
}

}  // namespace

class TestLinkage : public QObject {
  Q_OBJECT

 private slots:
  void scalesColumnsAsScikitLearn();
  void mergesAsSciPyOnEveryCase();
  void sizesCountTheLeavesBelow();
  void distancesGiveTheTreeThatFeaturesGive();
  void refusesWhatCannotBeClustered();
  void namesReadBack();
};

void TestLinkage::scalesColumnsAsScikitLearn() {
  QVERIFY(scalingCases().size() == 2);
  for (const ScalingCase& scaling : scalingCases()) {
    FeatureMatrix rows = scaling.rows;
    scaleFeatures(rows, FeatureScaling::None);
    QCOMPARE(worstDifference(rows, scaling.rows), 0.0);
    scaleFeatures(rows, FeatureScaling::MinMax);
    QCOMPARE(worstDifference(rows, scaling.minMax), 0.0);
    rows = scaling.rows;
    scaleFeatures(rows, FeatureScaling::Standard);
    QCOMPARE(worstDifference(rows, scaling.standard), 0.0);
  }
}

void TestLinkage::mergesAsSciPyOnEveryCase() {
  int trees = 0;
  int wrong = 0;
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      const Dendrogram built = builtTree(linkageCase, tree);
      const std::string difference = mergeDifference(built.merges, tree.merges, 1e-12);
      if (!difference.empty()) {
        qWarning("%s: %s", describe(linkageCase, tree).c_str(), difference.c_str());
        ++wrong;
      }
      ++trees;
    }
  }
  QVERIFY2(trees > 500, "the fixture is not complete");
  QVERIFY2(wrong == 0, qPrintable(QString("%1 of %2 trees differ").arg(wrong).arg(trees)));
}

void TestLinkage::sizesCountTheLeavesBelow() {
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      const Dendrogram built = builtTree(linkageCase, tree);
      QCOMPARE(built.leafCount, static_cast<int32_t>(linkageCase.rows.rows()));
      QCOMPARE(built.merges.back().size, built.leafCount);
    }
  }
  const auto single = buildDendrogram(FeatureMatrix::Ones(1, 3), {}, RunContext());
  QVERIFY(single && single->leafCount == 1 && single->merges.empty());
}

void TestLinkage::distancesGiveTheTreeThatFeaturesGive() {
  const FeatureMatrix rows = normalRows(40, 5, 1);
  FeatureMatrix square(40, 40);
  for (Eigen::Index i = 0; i < 40; ++i) {
    for (Eigen::Index j = 0; j < 40; ++j) {
      double sum = 0;
      for (Eigen::Index k = 0; k < 5; ++k) {
        sum += (rows(i, k) - rows(j, k)) * (rows(i, k) - rows(j, k));
      }
      square(i, j) = std::sqrt(sum);
    }
  }
  for (const LinkageMethod method :
       {LinkageMethod::Ward, LinkageMethod::Average, LinkageMethod::Single}) {
    LinkageOptions options;
    options.method = method;
    const auto fromRows = buildDendrogram(rows, options, RunContext());
    const auto fromSquare =
        buildDendrogramFromDistances(condenseSquare(square), method, RunContext());
    QVERIFY(*fromRows == *fromSquare);
  }
  square(3, 4) += 1;
  QVERIFY(contains(expectError([&] { condenseSquare(square); }), "not symmetric"));
  const std::vector<double> negative = {1, -2, 3};
  QVERIFY(contains(
      expectError([&] {
        buildDendrogramFromDistances({3, negative.data()}, LinkageMethod::Average, RunContext());
      }),
      "distance 1 is -2"));
}

void TestLinkage::refusesWhatCannotBeClustered() {
  LinkageOptions options;
  QVERIFY(contains(refusal(FeatureMatrix(0, 3), options), "nothing to cluster"));
  FeatureMatrix rows = FeatureMatrix::Zero(3, 2);
  rows(1, 1) = std::nan("");
  QVERIFY(contains(refusal(rows, options), "item 1 has a feature"));
  rows << 1, 2, 0, 0, 3, 3;
  options.metric = Metric::Cosine;
  QVERIFY(contains(refusal(rows, options), "ward linkage needs euclidean"));
  options.method = LinkageMethod::Average;
  QVERIFY(contains(refusal(rows, options), "item 1 has no direction"));
  options.metric = Metric::Correlation;
  QVERIFY(contains(refusal(rows, options), "all its features are equal"));
  options.metric = Metric::Euclidean;
  options.memoryBytes = 23;
  QVERIFY(contains(refusal(rows, options), "need 24 bytes"));
  options.memoryBytes = 24;
  QVERIFY(buildDendrogram(rows, options, RunContext()));
}

void TestLinkage::namesReadBack() {
  for (const char* name : {"ward", "average", "complete", "single", "weighted"}) {
    QCOMPARE(linkageName(parseLinkage(name)), std::string(name));
  }
  for (const char* name : {"euclidean", "cosine", "correlation"}) {
    QCOMPARE(metricName(parseMetric(name)), std::string(name));
  }
  QVERIFY(contains(expectError([] { parseLinkage("centroid"); }), "ward, average, complete"));
  QVERIFY(contains(expectError([] { parseMetric("l1"); }), "euclidean, cosine, correlation"));
}

QTEST_APPLESS_MAIN(TestLinkage)
#include "test_linkage.moc"
