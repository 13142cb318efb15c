#include <QtTest>
#include <cmath>
#include <numeric>

#include "core/engine/incremental/lane_evaluator.h"
#include "core/engine/probing/lane_prober.h"
#include "core/engine/torch_logit_gradients.h"
#include "core/model/reference_evaluator.h"
#include "tests/engine/criterion_rows.h"
#include "tests/engine/verdict_oracle.h"
#include "tests/support/deep_networks.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

MutationPlan paperPlan(const Network& network) { return enumerateMutants(network, {}); }

// What a probed mutant claims and the definition does not say; empty where all is true.
std::string falseClaim(const ProbedMutant& mutant,
                       const KillRecord& expected,
                       KillCriterion criterion) {
  if (expected.status == MutantStatus::Error || mutant.record.status == MutantStatus::Error) {
    return {};
  }
  const ClassSet& found = killedClasses(mutant.record, criterion);
  const ClassSet& truth = killedClasses(expected, criterion);
  for (std::size_t c = 0; c < truth.size(); ++c) {
    if (found[c] != 0 && truth[c] == 0) {
      return "kills class " + std::to_string(c) + " wrongly";
    }
    if (found[c] == 0 && mutant.undecided[c] == 0 && truth[c] != 0) {
      return "spares class " + std::to_string(c) + " wrongly";
    }
  }
  return {};
}

}  // namespace

class TestLaneProber : public QObject {
  Q_OBJECT

 private slots:
  void gradientsPredictSmallChanges();
  void everyClaimIsTrue_data() { addCriteria(); }
  void everyClaimIsTrue();
  void threadsDoNotMatter_data() { addCriteria(); }
  void threadsDoNotMatter();
  void firstOrderFindsMoreThanMarginOrder_data() { addCriteria(); }
  void firstOrderFindsMoreThanMarginOrder();
  void spendsNoMoreThanAsked();
  void decidesWhatIsLeft_data() { addCriteria(); }
  void decidesWhatIsLeft();
  void stopGivesNothing();
};

// The derivative of every logit in the direction of a mutant's change, against float64 differences
// of a mutant that changes little.
void TestLaneProber::gradientsPredictSmallChanges() {
  for (uint64_t seed = 0; seed < 24; ++seed) {
    const Network network = eitherNetwork(900 + seed);
    const CorrectInputs inputs = selfLabelledInputs(network, kLanes, seed);
    const auto gradients = makeTorchLogitGradients(network, inputs);
    const LaneNetwork lanes(network);
    std::vector<int32_t> positions(kLanes);
    std::iota(positions.begin(), positions.end(), 0);
    const int classes = network.classCount();
    for (LayerId id : network.weightedLayers()) {
      const Layer& layer = network.layer(id);
      const bool linear = std::visit(
          [](const auto& parameters) {
            if constexpr (requires { parameters.activation; }) {
              return parameters.activation.kind == ActivationKind::Linear;
            }
            return false;
          },
          layer.parameters);
      if (!linear || id == network.logitsLayer()) {
        continue;  // a bias change is a change of the output only without an activation
      }
      const int64_t elements = lanes.elements(id);
      LaneBuffer buffer(classes * elements);
      float* const result = buffer.data();
      gradients->compute(positions, std::span(&id, 1), std::span(&result, 1));
      const bool image = layer.outputShape.size() == 3;
      const int64_t channels = image ? layer.outputShape[0] : 1;
      const int64_t pixels = elements / channels;
      constexpr double kStep = 1e-4;
      UnitWeightChange change;
      change.unit = {id, 0};
      const UnitWeights weights = unitWeights(layer);
      change.kernel.assign(weights.kernel->values.begin(),
                           weights.kernel->values.begin() + weights.weightsPerUnit);
      change.bias = (weights.bias->empty() ? 0.0 : weights.bias->values[0]) + kStep;
      for (int lane = 0; lane < 3; ++lane) {
        const std::span<const float> input = inputs.input(lane);
        const std::vector<double> before = referenceLogits(network, input);
        const std::vector<double> after = referenceLogits(network, input, {&change, 1});
        for (int c = 0; c < classes; ++c) {
          double predicted = 0;
          for (int64_t p = 0; p < (image ? pixels : 1); ++p) {
            predicted += buffer.at(c * elements + p * channels)[lane];
          }
          const double measured =
              (after[static_cast<std::size_t>(c)] - before[static_cast<std::size_t>(c)]) / kStep;
          const double scale = std::max(1.0, std::abs(measured));
          QVERIFY2(std::abs(predicted - measured) < 0.02 * scale,
                   qPrintable(QString("network %1 layer %2 class %3: %4, measured %5")
                                  .arg(seed)
                                  .arg(id.value)
                                  .arg(c)
                                  .arg(predicted)
                                  .arg(measured)));
        }
      }
    }
  }
}

void TestLaneProber::everyClaimIsTrue() {
  const KillCriterion criterion = fetchedCriterion();
  int64_t kills = 0;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    const Network network = eitherNetwork(seed);
    const CorrectInputs inputs = selfLabelledInputs(network, 70, seed);
    const MutationPlan plan = enumerateMutants(network, {everyOperator(), {}, seed});
    const std::vector<KillRecord> expected = verdictsByReference(network, inputs, plan);
    LaneSession session(network, inputs, optionsFor(criterion));
    const auto gradients = makeTorchLogitGradients(network, inputs);
    const std::vector<int64_t> mutants = allMutants(plan);
    const auto pairs = static_cast<int64_t>(mutants.size()) * 6;
    const auto result =
        LaneProber(session, plan, gradients.get()).run(mutants, {pairs}, RunContext());
    QVERIFY(result.has_value());
    for (std::size_t i = 0; i < mutants.size(); ++i) {
      const std::string claim = falseClaim(result->mutants[i], expected[i], criterion);
      QVERIFY2(
          claim.empty(),
          (plan.mutants[i].id.text + " of network " + std::to_string(seed) + " " + claim).c_str());
    }
    kills += result->rounds.empty() ? 0 : result->rounds.back().kills;
  }
  QVERIFY(kills > 100);
}

void TestLaneProber::threadsDoNotMatter() {
  const KillCriterion criterion = fetchedCriterion();
  const Network network = vggLikeNetwork(3, kSmallVgg);
  const CorrectInputs inputs = selfLabelled(network, smoothImages(network.inputShape(), 100, 4));
  const MutationPlan plan = paperPlan(network);
  std::vector<ProbeResult> results;
  for (int threads : {1, 3}) {
    LaneSession session(network, inputs, optionsFor(criterion, threads));
    const auto gradients = makeTorchLogitGradients(network, inputs);
    results.push_back(
        *LaneProber(session, plan, gradients.get()).run(allMutants(plan), {400}, RunContext()));
  }
  for (std::size_t i = 0; i < plan.mutants.size(); ++i) {
    QCOMPARE(results[0].mutants[i].record, results[1].mutants[i].record);
    QCOMPARE(results[0].mutants[i].undecided, results[1].mutants[i].undecided);
  }
  QCOMPARE(results[0].counts.pairsEvaluated, results[1].counts.pairsEvaluated);
}

void TestLaneProber::firstOrderFindsMoreThanMarginOrder() {
  const KillCriterion criterion = fetchedCriterion();
  const Network network = vggLikeNetwork(5, kSmallVgg);
  const CorrectInputs inputs = selfLabelled(network, smoothImages(network.inputShape(), 300, 6));
  const MutationPlan plan = paperPlan(network);
  LaneSession session(network, inputs, optionsFor(criterion));
  const auto gradients = makeTorchLogitGradients(network, inputs);
  const auto pairs = static_cast<int64_t>(plan.mutants.size()) * 5;
  const auto first =
      LaneProber(session, plan, gradients.get()).run(allMutants(plan), {pairs}, RunContext());
  const auto margin =
      LaneProber(session, plan, nullptr).run(allMutants(plan), {pairs}, RunContext());
  QVERIFY2(first->rounds.back().kills > margin->rounds.back().kills,
           qPrintable(QString("%1 and %2 kills")
                          .arg(first->rounds.back().kills)
                          .arg(margin->rounds.back().kills)));
}

void TestLaneProber::spendsNoMoreThanAsked() {
  const Network network = randomNetwork(7);
  const CorrectInputs inputs = selfLabelledInputs(network, 90, 7);
  const MutationPlan plan = paperPlan(network);
  for (int64_t pairs : {0, 1, 37, 500, 1'000'000}) {
    LaneSession session(network, inputs, optionsFor(KillCriterion::TrueClass));
    const auto gradients = makeTorchLogitGradients(network, inputs);
    const auto result =
        LaneProber(session, plan, gradients.get()).run(allMutants(plan), {pairs}, RunContext());
    QVERIFY(result->counts.pairsEvaluated <= pairs);
    QVERIFY(result->counts.pairsEvaluated <=
            static_cast<int64_t>(plan.mutants.size()) * inputs.count());
    QVERIFY(pairs == 0 || result->counts.pairsEvaluated > 0);
  }
}

// Probing and then deciding every class that is left is the whole verdict.
void TestLaneProber::decidesWhatIsLeft() {
  const KillCriterion criterion = fetchedCriterion();
  for (uint64_t seed = 30; seed < 42; ++seed) {
    const Network network = randomNetwork(seed);
    const CorrectInputs inputs = selfLabelledInputs(network, 60, seed);
    const MutationPlan plan = enumerateMutants(network, {everyOperator(), {}, seed});
    const std::vector<KillRecord> expected = verdictsByReference(network, inputs, plan);
    const auto session = std::make_shared<LaneSession>(network, inputs, optionsFor(criterion));
    const auto gradients = makeTorchLogitGradients(network, inputs);
    const auto pairs = static_cast<int64_t>(plan.mutants.size()) * 3;
    const auto probed =
        LaneProber(*session, plan, gradients.get()).run(allMutants(plan), {pairs}, RunContext());
    std::vector<PartialVerdict> left;
    std::vector<KillRecord> records;
    for (const ProbedMutant& mutant : probed->mutants) {
      const bool decided = std::count(mutant.undecided.begin(), mutant.undecided.end(), 1) == 0;
      if (decided) {
        records.push_back(mutant.record);
      } else {
        left.push_back({mutant.record, mutant.undecided});
      }
    }
    LaneEvaluator evaluator(session);
    evaluator.decide(plan, left, RunContext(), {},
                     [&](KillRecord record) { records.push_back(std::move(record)); });
    std::sort(records.begin(), records.end(), [](const KillRecord& a, const KillRecord& b) {
      return a.mutantIndex < b.mutantIndex;
    });
    const std::string difference = firstDifference(records, expected, plan);
    QVERIFY2(difference.empty(), ("network " + std::to_string(seed) + " " + difference).c_str());
  }
}

void TestLaneProber::stopGivesNothing() {
  const Network network = randomNetwork(8);
  const CorrectInputs inputs = selfLabelledInputs(network, 50, 8);
  const MutationPlan plan = paperPlan(network);
  LaneSession session(network, inputs, optionsFor(KillCriterion::TrueClass));
  RunContext context;
  context.requestStop();
  QVERIFY(!LaneProber(session, plan, nullptr).run(allMutants(plan), {100}, context).has_value());
}

QTEST_APPLESS_MAIN(TestLaneProber)
#include "test_lane_prober.moc"
