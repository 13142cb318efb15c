#include "ui/jobs/run_work.h"

#include <algorithm>

namespace maacc {
namespace {

CountedLayer countedLayer(const LayerInfo& layer) {
  CountedLayer counted{layer.summary.weightedLayer, layer.summary.units, layer.outputLayer, {}};
  for (const auto& [op, why] : layer.without) {
    counted.without.insert(op);
  }
  return counted;
}

// Of one input and all tested mutants.
std::optional<double> flopsPerInput(const std::vector<const LayerInfo*>& layers,
                                    const PlanCounts& counts) {
  double sum = 0;
  for (const PlannedCell& cell : counts.cells) {
    const auto layer = std::find_if(layers.begin(), layers.end(), [&](const LayerInfo* info) {
      return info->summary.weightedLayer == cell.weightedLayer;
    });
    const std::optional<double> flops = mutantFlops(**layer, cell.op.kind);
    if (!cell.tested || !flops) {
      return std::nullopt;
    }
    sum += static_cast<double>(*cell.tested) * *flops;
  }
  return sum;
}

}  // namespace

WorkKind workKindOf(const ReductionSettings& settings) {
  if (settings.strategy == Strategy::TwoPhase) {
    return WorkKind::TwoPhase;
  }
  return settings.strategy == Strategy::NeuronClusters &&
                 settings.neuronMode == NeuronClusterMode::Together
             ? WorkKind::WholeClusters
             : WorkKind::SingleUnits;
}

std::optional<double> mutantFlops(const LayerInfo& layer, OperatorKind op) {
  if (!layer.flops) {
    return std::nullopt;
  }
  if (op == OperatorKind::SwitchNeurons) {
    return layer.flops->switching;
  }
  return operatorSpec(op).family == OperatorFamily::Affine ? layer.flops->affine
                                                           : layer.flops->replacing;
}

RunWork planWork(const ModelInfo& info,
                 const std::vector<const LayerInfo*>& layers,
                 const std::vector<Operator>& operators,
                 const RunRequest& request) {
  std::vector<CountedLayer> counted;
  counted.reserve(layers.size());
  for (const LayerInfo* layer : layers) {
    counted.push_back(countedLayer(*layer));
  }
  RunWork work;
  work.counts = countPlan(counted, operators, request.reduction);
  work.modelHash = info.hash;
  work.kind = workKindOf(request.reduction);
  work.evidence = request.evidence;
  work.operators = request.operators;
  if (!info.data) {
    return work;
  }
  work.inputs = info.data->correct;
  const bool limited = request.limitInputs > 0 && request.limitInputs < info.data->samples;
  if (limited || info.data->checked < info.data->samples) {
    const qint64 inputs = limited ? request.limitInputs : info.data->samples;
    work.inputs = qRound64(static_cast<double>(inputs) * info.data->accuracy);
    work.inputsAreEstimated = true;
  }
  if (!work.counts.tested) {
    return work;
  }
  const auto inputs = static_cast<double>(work.inputs);
  work.pairs = static_cast<double>(*work.counts.tested) * inputs;
  if (work.kind == WorkKind::TwoPhase) {
    *work.pairs *= request.reduction.budget;
  }
  // Only pairs of known mutants of one unit have a known cost.
  if (work.kind == WorkKind::SingleUnits) {
    if (const auto flops = flopsPerInput(layers, work.counts)) {
      work.flops = *flops * inputs;
    }
    if (info.forwardFlops > 0) {
      work.wholeFlops = info.forwardFlops * *work.pairs;
    }
  }
  return work;
}

}  // namespace maacc
