#include <QElapsedTimer>
#include <QtTest>
#include <cmath>

#include "core/clustering/mutant_clustering.h"
#include "core/reduction/reduction_plan.h"
#include "tests/clustering/reference_tables.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// Our side of one published cell.
struct Simulated {
  std::vector<double> clusters;
  std::vector<double> scores;
};

ReductionSettings publishedSettings(double threshold, uint64_t seed) {
  ReductionSettings settings;
  settings.strategy = Strategy::MutantClusters;
  settings.mutantMethod = MutantClusteringMethod::PublishedParHac;
  settings.mutantCut = {CutKind::SimilarityThreshold, threshold};
  settings.seed = seed;
  return settings;
}

// Killed classes (of the class that the mutant predicts) by plan position; the output layer is not
// in the published scores.
class Replay {
 public:
  explicit Replay(const std::string& model) {
    for (const TableRow& row : readTable("expected/" + model + ".exhaustive.csv")) {
      killed_.push_back(static_cast<double>(row["killed_predicted_class"].count('1')));
      layers_.push_back(row["weighted_layer"].toInt());
    }
    for (int layer : layers_) {
      hidden_ += layer < layers_.back() ? 1 : 0;
    }
  }

  double score(const Reduction& reduction) const {
    double sum = 0;
    for (const MutantGroup& group : reduction.groups) {
      const auto tested = static_cast<std::size_t>(group.drawOrder.front());
      if (layers_[tested] < layers_.back()) {
        sum += killed_[tested] * static_cast<double>(group.members.size());
      }
    }
    return sum / (10.0 * hidden_);
  }

 private:
  std::vector<double> killed_;
  std::vector<int> layers_;
  int hidden_ = 0;
};

Simulated simulate(const Network& network,
                   const MutationPlan& plan,
                   const Replay& replay,
                   double threshold,
                   int repetitions) {
  Simulated result;
  for (int seed = 0; seed < repetitions; ++seed) {
    const auto reduction = planReduction(
        network, plan, publishedSettings(threshold, static_cast<uint64_t>(seed)), {}, RunContext());
    result.clusters.push_back(static_cast<double>(reduction->groups.size()));
    result.scores.push_back(replay.score(*reduction));
  }
  return result;
}

std::vector<double> doubles(const std::vector<int>& values) {
  return std::vector<double>(values.begin(), values.end());
}

}  // namespace

// ParHAC in the published orientation against the published tables: six repetitions per threshold.
class TestPublishedMutantClustering : public QObject {
  Q_OBJECT

 private slots:
  void countsAndScoresAreThePublishedOnes_data() { addModels(); }
  void countsAndScoresAreThePublishedOnes();
  void exactLinkageGivesTheMeasuredCounts();
  void printsTheTimeOfOneStep_data() { addModels(); }
  void printsTheTimeOfOneStep();

 private:
  static void addModels() {
    QTest::addColumn<QString>("model");
    QTest::newRow("fcnn-mnist") << "fcnn-mnist";
    QTest::newRow("lenet5-mnist") << "lenet5-mnist";
  }
};

void TestPublishedMutantClustering::countsAndScoresAreThePublishedOnes() {
  MAACC_REQUIRE_REFERENCE();
  QFETCH(QString, model);
  constexpr int kRepetitions = 40;
  // Published runs rounded float32 products (TF32), which moves the score by up to 0.003.
  constexpr double kRounding = 0.003;
  constexpr double kNoSpread = 0.001;
  const Network network = paperModel(model.toStdString());
  const MutationPlan plan = enumerateMutants(network, {});
  const Replay replay(model.toStdString());
  const auto published = publishedMutantClustering(model.toStdString());
  QCOMPARE(published.size(), 14);
  double logRatios = 0;  // of the deviations
  qInfo("threshold  clusters: published, ours  score: published mean (deviation), ours");
  for (auto cell = published.begin(); cell != published.end(); ++cell) {
    const Simulated ours = simulate(network, plan, replay, cell.key(), kRepetitions);
    const double clusters = meanOf(doubles(cell.value().clusters));
    const double score = meanOf(cell.value().scores);
    qInfo("%9.2f  %10.1f %10.1f  %.4f (%.4f)  %.4f (%.4f)", cell.key(), clusters,
          meanOf(ours.clusters), score, deviationOf(cell.value().scores), meanOf(ours.scores),
          deviationOf(ours.scores));
    QVERIFY(std::abs(meanOf(ours.clusters) - clusters) <= 0.05 * clusters);
    const double repetitions = static_cast<double>(cell.value().scores.size());
    const double spread = deviationOf(ours.scores) / std::sqrt(repetitions);
    QVERIFY(std::abs(meanOf(ours.scores) - score) <= 3.5 * spread + kRounding);
    logRatios += std::log((deviationOf(ours.scores) + kNoSpread) /
                          (deviationOf(cell.value().scores) + kNoSpread));
  }
  const double ratio = std::exp(logRatios / static_cast<double>(published.size()));
  qInfo("our deviation is %.2f of the published one, geometric mean", ratio);
  QVERIFY(ratio > 0.67 && ratio < 1.5);
}

// Facts measured with another program: 274 and 555 clusters.
void TestPublishedMutantClustering::exactLinkageGivesTheMeasuredCounts() {
  MAACC_REQUIRE_REFERENCE();
  const Network network = paperModel("lenet5-mnist");
  const MutationPlan plan = enumerateMutants(network, {});
  MutantClusteringOptions options;
  options.method = MutantClusteringMethod::PublishedExactAverage;
  const auto clusters = [&](double threshold) {
    options.cut.value = threshold;
    return totalClusters(clusterMutants(network, plan, options, {}, RunContext()).value());
  };
  QCOMPARE(clusters(0.3), 274);
  QCOMPARE(clusters(0.5), 555);
}

void TestPublishedMutantClustering::printsTheTimeOfOneStep() {
  MAACC_REQUIRE_REFERENCE();
  QFETCH(QString, model);
  const Network network = paperModel(model.toStdString());
  const MutationPlan plan = enumerateMutants(network, {});
  for (const char* method : {"published-parhac", "published-exact", "layer-operator"}) {
    MutantClusteringOptions options;
    options.method = parseMutantClustering(method);
    options.cut.value = 0.3;
    QElapsedTimer timer;
    timer.start();
    const auto found = clusterMutants(network, plan, options, {}, RunContext());
    qInfo("%s, %d mutants, %s: %.1f ms, %d clusters", qPrintable(model),
          static_cast<int>(plan.mutants.size()), method,
          static_cast<double>(timer.nsecsElapsed()) / 1e6, totalClusters(*found));
    QVERIFY(totalClusters(*found) > 0);
  }
}

QTEST_APPLESS_MAIN(TestPublishedMutantClustering)
#include "test_published_mutant_clustering.moc"
