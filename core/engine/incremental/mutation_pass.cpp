#include "core/engine/incremental/mutation_pass.h"

#include <algorithm>
#include <set>

#include "core/engine/incremental/pass_size.h"

namespace maacc {
namespace {

constexpr double kLeastFlopsPerPass = 1e11;  // about half a second

// A bound pays where it costs a small part of the walk, and where its table is small.
constexpr double kBoundShare = 0.25;
constexpr double kBoundCoefficients = 1 << 16;

// Lanes that a tile must have open for a walk of its own to be cheaper than gathering lanes of
// several tiles: gathering reads every value by itself.
int directLanes(const WalkPlan& plan) {
  double gathered = 0;
  for (const KeptRange& range : plan.reads) {
    gathered += static_cast<double>(range.count);
  }
  const double walk = plan.flops / 2 + gathered;  // cycles of one tile, roughly
  return std::clamp(static_cast<int>(kLanes * walk / (walk + kLanes * gathered)) + 1, 1, kLanes);
}

}  // namespace

PassBuilder::PassBuilder(const LaneNetwork& network,
                         const Sensitivity& sensitivity,
                         const VerdictRules& rules,
                         int64_t inputs)
    : network_(network),
      sensitivity_(sensitivity),
      rules_(rules),
      inputs_(inputs),
      finite_(network.network()) {}

MutationPass PassBuilder::next(std::span<const int64_t>& remaining) {
  const double enough = flopsPerPass(network_.network(), inputs_, kLeastFlopsPerPass);
  const std::size_t most = mostMutantsPerPass(rules_.options().evidence, inputs_, remaining.size());
  MutationPass pass;
  double flops = 0;
  while (!remaining.empty() && pass.tasks.size() < most && (pass.tasks.empty() || flops < enough)) {
    pass.tasks.push_back(makeTask(remaining.front()));
    flops += pass.tasks.back().walk->plan.flops;
    remaining = remaining.subspan(1);
  }
  layOut(pass);
  return pass;
}

MutationPass PassBuilder::all(std::span<const int64_t> mutants) {
  MutationPass pass;
  pass.tasks.reserve(mutants.size());
  for (int64_t index : mutants) {
    pass.tasks.push_back(makeTask(index));
  }
  layOut(pass);
  return pass;
}

void PassBuilder::layOut(MutationPass& pass) {
  std::set<TensorRef> tensors{{network_.network().logitsLayer(), false}};
  for (const auto& [key, walk] : walks_) {
    tensors.merge(walk->plan.tensors());
    pass.bufferVectors = std::max(pass.bufferVectors, walk->plan.bufferVectors);
    pass.walks.push_back(walk);
  }
  std::vector<int64_t> elements;
  for (const Layer& layer : network_.network().layers()) {
    elements.push_back(network_.elements(layer.id));
  }
  pass.layout = TileLayout(tensors, elements);
  for (const auto& [key, walk] : walks_) {
    walk->plan.bind(pass.layout);
  }
  walks_.clear();
}

MutantTask PassBuilder::makeTask(int64_t index) {
  const Network& network = network_.network();
  const Mutant& mutant = rules_.mutant(index);
  const LayerId layer = network.weightedLayers()[static_cast<std::size_t>(mutant.weightedLayer)];
  const auto changes = rules_.exactChanges(mutant);
  const bool affine = operatorSpec(mutant.op.kind).family == OperatorFamily::Affine;
  std::vector<int> units;
  units.reserve(changes.size());
  for (const UnitWeightChange& change : changes) {
    units.push_back(change.unit.index);
  }
  MutantTask task{rules_.open(index, finite_.staysFinite(changes)), {}, {}, 0};
  task.walk = walkFor(layer, units, !affine);
  task.changes = affine ? affineChanges(mutant) : replacingChanges(changes);
  return task;
}

std::vector<UnitChange> PassBuilder::affineChanges(const Mutant& mutant) const {
  const Network& network = network_.network();
  const Layer& layer =
      network.layer(network.weightedLayers()[static_cast<std::size_t>(mutant.weightedLayer)]);
  const AffineCoefficients coefficients = affineCoefficients(mutant.op);
  const UnitWeights weights = unitWeights(layer);
  std::vector<UnitChange> changes;
  for (int unit : mutant.units) {
    const double bias =
        weights.bias->empty()
            ? 0.0
            : static_cast<double>(weights.bias->values[static_cast<std::size_t>(unit)]);
    UnitChange change;
    change.alpha = static_cast<float>(coefficients.alpha);
    change.term = static_cast<float>(coefficients.term(bias));
    changes.push_back(change);
  }
  return changes;
}

std::vector<UnitChange> PassBuilder::replacingChanges(
    const std::vector<UnitWeightChange>& changes) const {
  std::vector<UnitChange> result;
  for (const UnitWeightChange& change : changes) {
    const std::vector<float> kernel(change.kernel.begin(), change.kernel.end());
    const Size2D size = network_.layer(change.unit.layer).geometry.kernel;
    const int64_t pixels = size.height * size.width;
    UnitChange made;
    made.affine = false;
    made.weights =
        packWeights(kernel.data(), 1, static_cast<int64_t>(kernel.size()) / pixels, pixels, 1);
    made.bias = static_cast<float>(change.bias);
    result.push_back(std::move(made));
  }
  return result;
}

std::shared_ptr<PreparedWalk> PassBuilder::walkFor(LayerId layer,
                                                   const std::vector<int>& units,
                                                   bool replacing) {
  std::shared_ptr<PreparedWalk>& walk = walks_[{layer.value, units, replacing}];
  if (walk) {
    return walk;
  }
  walk = std::make_shared<PreparedWalk>();
  walk->plan = planWalk(network_, layer, units, replacing);
  const WalkPlan& plan = walk->plan;
  walk->directLanes = directLanes(plan);
  const int classes = network_.network().classCount();
  const double boundFlops = 2.0 * classes * static_cast<double>(plan.changeVectors);
  if (plan.changeSteps > 0 && sensitivity_.knows(plan.changeLayer) &&
      boundFlops < kBoundShare * plan.flops && boundFlops * classes < 2 * kBoundCoefficients) {
    walk->bounds = sensitivity_.table(plan.changeLayer, plan.changeElements);
  }
  return walk;
}

}  // namespace maacc
