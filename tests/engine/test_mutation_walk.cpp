#include <QtTest>
#include <cmath>
#include <numeric>

#include "core/base/random_stream.h"
#include "core/engine/incremental/forward_plan.h"
#include "core/engine/incremental/mutation_pass.h"
#include "core/engine/incremental/sensitivity.h"
#include "tests/support/random_network.h"

using namespace maacc;
using namespace maacc::test;

namespace {

constexpr uint64_t kNetworks = 60;

// The first half of basic layers alone, the second of all kinds.
Network networkAt(uint64_t seed) {
  return seed < kNetworks ? randomNetwork(seed) : randomNetwork(seed - kNetworks, LayerSet::All);
}

std::vector<const float*> rowsOf(const std::vector<float>& inputs, int64_t valuesPerSample) {
  std::vector<const float*> rows;
  for (int64_t lane = 0; lane < kLanes; ++lane) {
    rows.push_back(inputs.data() + lane * valuesPerSample);
  }
  return rows;
}

std::span<const float> inputAt(const std::vector<float>& inputs, std::size_t lane) {
  const std::size_t size = inputs.size() / kLanes;
  return std::span(inputs).subspan(lane * size, size);
}

// Every tensor of the network, as lanes.
struct FullTile {
  FullTile(const LaneNetwork& lanes, const std::vector<float>& inputs) {
    const Network& network = lanes.network();
    std::set<TensorRef> tensors;
    std::vector<int64_t> elements;
    for (const Layer& layer : network.layers()) {
      tensors.insert({layer.id, false});
      if (lanes.hasOwnPreActivation(layer.id)) {
        tensors.insert({layer.id, true});
      }
      elements.push_back(lanes.elements(layer.id));
    }
    layout = TileLayout(tensors, elements);
    memory = LaneBuffer(layout.vectors());
    const ForwardPlan forward(lanes, layout);
    LaneBuffer buffers(std::max<int64_t>(1, forward.bufferVectors()));
    forward.run(rowsOf(inputs, elementCount(network.inputShape())), memory.data(), buffers.data());
  }
  const float* output(LayerId layer) const { return memory.at(layout.offset({layer, false})); }

  TileLayout layout;
  LaneBuffer memory;
};

// Largest difference, relative to the largest magnitude, over all lanes and classes.
template <class Exact>
double worstDifference(const float* logits, int64_t classes, const Exact& exactLogits) {
  double worst = 0;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const std::vector<double> exact = exactLogits(lane);
    double scale = 1;
    for (double value : exact) {
      scale = std::max(scale, std::abs(value));
    }
    for (int64_t c = 0; c < classes; ++c) {
      const double found = static_cast<double>(logits[c * kLanes + static_cast<int64_t>(lane)]);
      worst = std::max(worst, std::abs(found - exact[static_cast<std::size_t>(c)]) / scale);
    }
  }
  return worst;
}

// Two 3 x 3 convolutions with enough channels for Winograd's filtering, of odd sizes and paddings.
Network wideConvolutions(uint64_t seed, Padding2D padding, int64_t height, int64_t width) {
  RandomStream random(seed, "wide");
  auto weights = [&](const Shape& shape) {
    Tensor tensor = zeros(shape);
    for (float& value : tensor.values) {
      value = static_cast<float>(random.normal()) * 0.15F;
    }
    return tensor;
  };
  Network network("wide convolutions " + std::to_string(seed));
  const LayerId input = network.add("input", InputLayer{{16, height, width}, false}, {});
  const Activation relu{ActivationKind::Relu, 0, 0};
  const LayerId first = network.add(
      "first", Conv2DLayer{weights({17, 16, 3, 3}), weights({17}), {}, {}, padding, 1, relu},
      {input});
  const LayerId second = network.add(
      "second", Conv2DLayer{weights({33, 17, 3, 3}), {}, {}, {}, padding, 1, relu}, {first});
  const LayerId pooled = network.add("pool", GlobalPoolLayer{}, {second});
  network.finish(network.add("output", DenseLayer{weights({3, 33}), weights({3}), {}}, {pooled}));
  return network;
}

// Two branches of the input, the second through a sigmoid, multiplied.
Network gatedBranches(uint64_t seed) {
  RandomStream random(seed, "gated");
  auto weights = [&](const Shape& shape) {
    Tensor tensor = zeros(shape);
    for (float& value : tensor.values) {
      value = static_cast<float>(random.normal());
    }
    return tensor;
  };
  Network network("gated branches " + std::to_string(seed));
  const LayerId input = network.add("input", InputLayer{{2, 3, 4}, false}, {});
  const LayerId values =
      network.add("values", Conv2DLayer{weights({4, 2, 1, 1}), {}, {}, {}, {}, 1, {}}, {input});
  const LayerId pooled = network.add("pool", GlobalPoolLayer{}, {input});
  const LayerId gate = network.add(
      "gate", DenseLayer{weights({4, 2}), weights({4}), {ActivationKind::Sigmoid, 0, 0}}, {pooled});
  const LayerId turned = network.add("turn", ReshapeLayer{{4, 1, 1}, true}, {gate});
  const LayerId product = network.add("product", MultiplyLayer{}, {turned, values});
  const LayerId flat = network.add("flatten", FlattenLayer{true}, {product});
  network.finish(network.add("output", DenseLayer{weights({3, 48}), {}, {}}, {flat}));
  return network;
}

void kernelRows() {
  QTest::addColumn<int>("kernels");
  const LaneKernelList list = availableLaneKernels();
  for (int i = 0; i < list.count; ++i) {
    QTest::newRow(list.kernels[i]->name) << i;
  }
}

}  // namespace

// Kernels, walks and bounds on random networks, against the float64 reference.
class TestMutationWalk : public QObject {
  Q_OBJECT

 private slots:
  void forwardPassEqualsReference_data() { kernelRows(); }
  void forwardPassEqualsReference() {
    QFETCH(int, kernels);
    for (uint64_t seed = 0; seed < 2 * kNetworks; ++seed) {
      const Network network = networkAt(seed);
      const LaneNetwork lanes(network, *availableLaneKernels().kernels[kernels]);
      const std::vector<float> inputs = randomInputs(network, kLanes, seed);
      const FullTile tile(lanes, inputs);
      const double worst = worstDifference(
          tile.output(network.logitsLayer()), network.classCount(),
          [&](std::size_t lane) { return referenceLogits(network, inputAt(inputs, lane)); });
      QVERIFY2(worst < 2e-5, qPrintable(QString("network %1: %2").arg(seed).arg(worst)));
    }
  }

  void wideConvolutionsEqualReference_data() { kernelRows(); }
  void wideConvolutionsEqualReference() {
    QFETCH(int, kernels);
    const std::vector<Padding2D> paddings = {
        {0, 0, 0, 0}, {1, 1, 1, 1}, {0, 1, 1, 0}, {2, 0, 1, 2}};
    std::set<int> tiles;
    for (std::size_t i = 0; i < paddings.size(); ++i) {
      const auto seed = static_cast<uint64_t>(i);
      const Network network =
          wideConvolutions(seed, paddings[i], 6 + static_cast<int64_t>(i) % 2, 7);
      const LaneNetwork lanes(network, *availableLaneKernels().kernels[kernels]);
      for (const LayerId wide : {network.weightedLayers()[0], network.weightedLayers()[1]}) {
        tiles.insert(lanes.layer(wide).winogradTile);
      }
      const std::vector<float> inputs = randomInputs(network, kLanes, seed);
      const FullTile tile(lanes, inputs);
      const double worst = worstDifference(
          tile.output(network.logitsLayer()), network.classCount(),
          [&](std::size_t lane) { return referenceLogits(network, inputAt(inputs, lane)); });
      QVERIFY2(worst < 1e-5, qPrintable(QString::number(worst)));
      WorkerTeam team(2);
      const Sensitivity sensitivity(lanes, team, 20);
      checkWalks(network, lanes, sensitivity, inputs, tile, 2);
    }
    QCOMPARE(tiles, (std::set<int>{2, 4}));
  }

  void activationsEqualReference_data() { kernelRows(); }
  void activationsEqualReference() {
    QFETCH(int, kernels);
    const LaneKernels& set = *availableLaneKernels().kernels[kernels];
    LaneBuffer values(64);
    LaneBuffer found(64);
    for (int i = 0; i < 64 * kLanes; ++i) {  // -25.6 .. 25.5, and a few far out
      values.data()[i] =
          i < 1016 ? static_cast<float>(i - 512) * 0.05F : static_cast<float>(i - 1020) * 60.0F;
    }
    for (int kind = 0; kind <= static_cast<int>(ActivationKind::HardSwish); ++kind) {
      for (const double alpha : {0.0, 0.3}) {
        const Activation activation{static_cast<ActivationKind>(kind), alpha,
                                    kind == static_cast<int>(ActivationKind::Relu) ? 6.0 : 0.0};
        set.activate(activation, values.data(), found.data(), 64);
        for (int i = 0; i < 64 * kLanes; ++i) {
          const auto x = static_cast<double>(values.data()[i]);
          const auto exact =
              static_cast<double>(static_cast<float>(applyActivation(activation, x)));
          const auto y = static_cast<double>(found.data()[i]);
          const bool same =
              y == exact || std::abs(y - exact) <= 1e-6 * std::max(1.0, std::abs(exact));
          QVERIFY2(same, qPrintable(QString("%1(%2) = %3, expected %4")
                                        .arg(QString::fromStdString(activationName(activation)))
                                        .arg(x)
                                        .arg(y)
                                        .arg(exact)));
        }
      }
    }
  }

  void notANumberIsNeverLost_data() { kernelRows(); }
  void notANumberIsNeverLost() {
    QFETCH(int, kernels);
    const LaneKernels& set = *availableLaneKernels().kernels[kernels];
    LaneBuffer value(1);
    LaneBuffer found(1);
    std::fill_n(value.data(), kLanes, std::nanf(""));
    for (int kind = 0; kind <= static_cast<int>(ActivationKind::HardSwish); ++kind) {
      set.activate({static_cast<ActivationKind>(kind), 0, 6}, value.data(), found.data(), 1);
      QVERIFY2(std::isnan(found.data()[3]), qPrintable(QString::number(kind)));
    }
    LaneBuffer logits(3);
    std::fill_n(logits.data(), 3 * kLanes, 1.0F);
    logits.data()[kLanes + 2] = std::nanf("");
    logits.data()[2 * kLanes + 5] = INFINITY;
    LaneDecisions decisions;
    set.decide(logits.data(), 3, decisions);
    QVERIFY(std::isnan(decisions.margin[2]) && std::isnan(decisions.margin[5]));
    QCOMPARE(decisions.margin[0], 0.0F);
    QCOMPARE(decisions.predicted[0], 0);  // ties go to the lowest class
  }

  void traceGivesTheSameBits() {
    for (uint64_t seed = 0; seed < 2 * kNetworks; ++seed) {
      const Network network = networkAt(seed);
      const std::vector<float> inputs = randomInputs(network, kLanes, seed);
      const ReferenceTrace trace(network, inputAt(inputs, 1));
      QCOMPARE(trace.logits(), referenceLogits(network, inputAt(inputs, 1)));
      const MutationPlan plan =
          enumerateMutants(network, {{parseOperator("NAI"), parseOperator("SWITCH")}, {}, seed});
      for (const Mutant& mutant : plan.mutants) {
        const auto changes = resolveMutant(network, mutant, plan.seed);
        QCOMPARE(trace.logitsAfter(changes), referenceLogits(network, inputAt(inputs, 1), changes));
      }
    }
  }

  // A factor that a sigmoid limits keeps the other one bounded; the other way round nothing does.
  void onlyLimitedFactorsAreBounds() {
    for (uint64_t seed = 0; seed < 10; ++seed) {
      const Network network = gatedBranches(seed);
      const LaneNetwork lanes(network);
      WorkerTeam team(2);
      const Sensitivity sensitivity(lanes, team, 20);
      const std::vector<LayerId>& weighted = network.weightedLayers();
      QCOMPARE(sensitivity.table(weighted[0], {0, 1}).size(), std::size_t{3 * 3 * 2});
      QVERIFY(sensitivity.table(weighted[1], {0, 1}).empty());
      const std::vector<float> inputs = randomInputs(network, kLanes, seed);
      const FullTile tile(lanes, inputs);
      checkWalks(network, lanes, sensitivity, inputs, tile, 2);
    }
  }

  void everyWalkEqualsReference_data() { kernelRows(); }
  void everyWalkEqualsReference() {
    QFETCH(int, kernels);
    for (uint64_t seed = 0; seed < 2 * kNetworks; ++seed) {
      const Network network = networkAt(seed);
      const LaneNetwork lanes(network, *availableLaneKernels().kernels[kernels]);
      WorkerTeam team(2);
      const Sensitivity sensitivity(lanes, team, 20);
      const std::vector<float> inputs = randomInputs(network, kLanes, seed);
      const FullTile tile(lanes, inputs);
      for (const std::size_t together : {1, 2, 3}) {
        checkWalks(network, lanes, sensitivity, inputs, tile, together);
      }
    }
  }

 private:
  // Some units of every layer, negated or with new weights.
  static void checkWalks(const Network& network,
                         const LaneNetwork& lanes,
                         const Sensitivity& sensitivity,
                         const std::vector<float>& inputs,
                         const FullTile& tile,
                         std::size_t together) {
    MutationPlan plan;
    for (int layer = 0; layer < static_cast<int>(network.weightedLayers().size()); ++layer) {
      const LayerId id = network.weightedLayers()[static_cast<std::size_t>(layer)];
      std::vector<int> units(
          static_cast<std::size_t>(mutableUnitCount(network.layer(id).parameters)));
      std::iota(units.begin(), units.end(), 0);
      std::reverse(units.begin(), units.end());
      units.resize(std::min(units.size(), together));
      std::reverse(units.begin(), units.end());
      for (const char* code : {"NAI", "SHUFFLE"}) {
        if (canMutate(network.layer(id), parseOperator(code))) {
          plan.mutants.push_back(
              {makeMutantId(layer, units, parseOperator(code)), layer, units, parseOperator(code)});
        }
      }
    }
    std::vector<int64_t> all(plan.mutants.size());
    std::iota(all.begin(), all.end(), 0);
    const EvaluatorOptions options;
    const CorrectInputs none;
    ReferenceTraces traces(network, none, 0);
    std::atomic<int64_t> rechecked{0};
    const VerdictRules rules(network, plan, options, traces, rechecked);
    PassBuilder builder(lanes, sensitivity, rules, kLanes);
    for (std::span<const int64_t> remaining(all); !remaining.empty();) {
      MutationPass pass = builder.next(remaining);
      for (const auto& walk : pass.walks) {
        walk->plan.bind(tile.layout);
      }
      LaneBuffer buffers(pass.bufferVectors);
      for (const MutantTask& task : pass.tasks) {
        checkWalk(network, lanes, plan, task, inputs, tile, buffers);
      }
    }
  }

  static void checkWalk(const Network& network,
                        const LaneNetwork& lanes,
                        const MutationPlan& plan,
                        const MutantTask& task,
                        const std::vector<float>& inputs,
                        const FullTile& tile,
                        LaneBuffer& buffers) {
    const WalkPlan& walk = task.walk->plan;
    const auto changes = resolveMutant(network, *task.mutant, plan.seed);
    runWalk(lanes, walk, task.changes, tile.memory.data(), buffers.data(), 0, walk.changeSteps);
    const std::vector<float> change(
        buffers.at(walk.change < 0 ? 0 : walk.change),
        buffers.at(walk.change < 0 ? 0 : walk.change) + walk.changeVectors * kLanes);
    runWalk(lanes, walk, task.changes, tile.memory.data(), buffers.data(), walk.changeSteps,
            walk.steps.size());
    const float* logits = buffers.at(walk.logits);
    const double worst = worstDifference(logits, network.classCount(), [&](std::size_t lane) {
      return referenceLogits(network, inputAt(inputs, lane), changes);
    });
    const QString name = QString::fromStdString(network.source() + " " + task.mutant->id.text);
    QVERIFY2(worst < 5e-5, qPrintable(name + ": " + QString::number(worst)));
    if (!task.walk->bounds.empty()) {
      checkBound(network, task, change, logits, tile, name);
    }
  }

  // The bound is never below what the mutant does to the difference of two logits.
  static void checkBound(const Network& network,
                         const MutantTask& task,
                         const std::vector<float>& change,
                         const float* logits,
                         const FullTile& tile,
                         const QString& name) {
    const int64_t classes = network.classCount();
    const float* original = tile.output(network.logitsLayer());
    for (int64_t lane = 0; lane < kLanes; ++lane) {
      for (int64_t y = 0; y < classes; ++y) {
        for (int64_t c = 0; c < classes; ++c) {
          const float* coefficients = task.walk->boundOf(y, c, classes);
          double bound = 0;
          for (int64_t i = 0; i < task.walk->plan.changeVectors; ++i) {
            bound +=
                std::abs(static_cast<double>(change[static_cast<std::size_t>(i * kLanes + lane)])) *
                static_cast<double>(coefficients[i]);
          }
          auto gap = [&](const float* z) {
            return static_cast<double>(z[y * kLanes + lane]) -
                   static_cast<double>(z[c * kLanes + lane]);
          };
          const double moved = std::abs(gap(logits) - gap(original));
          QVERIFY2(y == c || moved <= bound * 1.0001 + 1e-4 * (1 + std::abs(gap(logits))),
                   qPrintable(name + QString(": moved %1, bound %2").arg(moved).arg(bound)));
        }
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestMutationWalk)
#include "test_mutation_walk.moc"
