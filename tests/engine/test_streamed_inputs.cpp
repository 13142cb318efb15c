#include <QtTest>

#include "core/engine/baseline.h"
#include "core/engine/device_evaluator.h"
#include "core/engine/probing/two_phases.h"
#include "tests/engine/evaluator_properties.h"
#include "tests/support/expect_error.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

constexpr int64_t kInputs = 61;

std::vector<std::byte> bytesOf(const std::vector<float>& values) {
  const auto bytes = std::as_bytes(std::span(values));
  return {bytes.begin(), bytes.end()};
}

// Random inputs as a data set, those kept and those read again from it.
class Subject {
 public:
  explicit Subject(uint64_t seed)
      : network(randomNetwork(seed)),
        dataset(datasetOf(network, seed)),
        pipeline(dataset, recipeFor(network), network),
        plan(enumerateMutants(network, {everyOperator(), {}, seed})) {
    baseline = evaluateBaseline(network, dataset, pipeline, 0, {}, RunContext());
    kept = readCorrectInputs(pipeline, baseline, 1);
    streamed = readCorrectInputs(pipeline, baseline, 1, inputBytes() - 1);
  }

  int64_t inputBytes() const {
    return kept.count() * kept.valuesPerSample * static_cast<int64_t>(sizeof(float));
  }

  const Network network;
  const Dataset dataset;
  const InputPipeline pipeline;
  const MutationPlan plan;
  Baseline baseline;
  CorrectInputs kept;
  CorrectInputs streamed;

 private:
  static PreprocessingRecipe recipeFor(const Network& network) {
    return parseRecipe(network.inputShape().size() == 3 ? "layout=chw" : "");
  }

  static Dataset datasetOf(const Network& network, uint64_t seed) {
    Dataset data;
    data.samples.source = "random.npy";
    data.samples.shape = network.inputShape();
    data.samples.shape.insert(data.samples.shape.begin(), kInputs);
    data.samples.type = ElementType::Float32;
    const CorrectInputs inputs = selfLabelledInputs(network, kInputs, seed);
    data.samples.bytes = bytesOf(inputs.values);
    data.labels = inputs.labels;
    data.labels.front() = (data.labels.front() + 1) % network.classCount();  // one wrong
    return data;
  }
};

using Make = std::function<std::unique_ptr<Evaluator>(
    const Network&, const CorrectInputs&, const EvaluatorOptions&)>;

std::unique_ptr<Evaluator> makeOnDevices(const Network& network,
                                         const CorrectInputs& inputs,
                                         const EvaluatorOptions& options) {
  return makeDeviceEvaluator(network, inputs, options, {Device{}}, {});
}

// Half of all pairs, probed in the order of margins.
std::vector<KillRecord> probed(const Subject& subject, const CorrectInputs& inputs) {
  EvaluatorOptions options;
  options.threads = 2;
  TwoPhases phases(std::make_shared<LaneSession>(subject.network, inputs, options), subject.plan,
                   nullptr);
  const auto pairs = static_cast<int64_t>(subject.plan.mutants.size()) * inputs.count() / 2;
  return phases.probe(pairs, 1, RunContext())->records;
}

}  // namespace

class TestStreamedInputs : public QObject {
  Q_OBJECT

 private slots:
  void keepsWhatFits() {
    const Subject subject(1);
    QCOMPARE(subject.kept.count(), kInputs - 1);
    QVERIFY(subject.kept.areKept() && !subject.streamed.areKept());
    QVERIFY(subject.streamed.values.empty());
    QVERIFY(
        readCorrectInputs(subject.pipeline, subject.baseline, 1, subject.inputBytes()).areKept());
    std::vector<float> buffer;
    for (int64_t i = 0; i < subject.kept.count(); ++i) {
      const auto found = subject.streamed.input(i, buffer);
      const auto wanted = subject.kept.input(i);
      QVERIFY(std::equal(found.begin(), found.end(), wanted.begin(), wanted.end()));
    }
  }

  void everyEvaluatorFindsTheSameVerdicts_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<int>("evidence");
    QTest::newRow("incremental, score") << 0 << static_cast<int>(Evidence::Score);
    QTest::newRow("incremental, inputs") << 0 << static_cast<int>(Evidence::Inputs);
    QTest::newRow("plain") << 1 << static_cast<int>(Evidence::Inputs);
    QTest::newRow("pairs") << 2 << static_cast<int>(Evidence::Inputs);
  }

  void everyEvaluatorFindsTheSameVerdicts() {
    QFETCH(int, which);
    QFETCH(int, evidence);
    const std::vector<Make> makers = {makeIncrementalEvaluator, makePlainEvaluator, makeOnDevices};
    const Make& make = makers[static_cast<size_t>(which)];
    for (const uint64_t seed : {3U, 4U, 5U, 6U}) {
      const Subject subject(seed);
      EvaluatorOptions options;
      options.threads = 2;
      options.evidence = static_cast<Evidence>(evidence);
      const auto kept = make(subject.network, subject.kept, options);
      const auto streamed = make(subject.network, subject.streamed, options);
      compareAll(evaluateAll(*streamed, subject.plan), evaluateAll(*kept, subject.plan),
                 subject.plan, seed);
    }
  }

  // The budget is counted in pairs, so both spend it on the same ones.
  void twoPhasesFindTheSame() {
    for (const uint64_t seed : {3U, 4U}) {
      const Subject subject(seed);
      compareAll(probed(subject, subject.streamed), probed(subject, subject.kept), subject.plan,
                 seed);
    }
  }

  void inputThatCannotBeReadIsOneError() {
    Subject subject(7);
    Dataset broken = subject.dataset;
    const float bad = std::numeric_limits<float>::quiet_NaN();
    const auto at = static_cast<size_t>(subject.baseline.correctInputs[5]) *
                    static_cast<size_t>(subject.kept.valuesPerSample) * sizeof(float);
    std::memcpy(broken.samples.bytes.data() + at, &bad, sizeof(bad));
    const InputPipeline pipeline(broken, subject.pipeline.recipe(), subject.network);
    subject.streamed.pipeline = &pipeline;
    EvaluatorOptions options;
    options.threads = 2;
    const Error error = expectError([&] {
      const auto evaluator = makeIncrementalEvaluator(subject.network, subject.streamed, options);
      evaluateAll(*evaluator, subject.plan);
    });
    QVERIFY(contains(error, "not a finite float32 number"));
  }
};

QTEST_APPLESS_MAIN(TestStreamedInputs)
#include "test_streamed_inputs.moc"
