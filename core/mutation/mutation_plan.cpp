#include "core/mutation/mutation_plan.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/hashing.h"

namespace maacc {
namespace {

std::string modelName(const Network& network) {
  return network.source().empty() ? "the network" : network.source();
}

std::string weightedLayerList(const Network& network) {
  std::string list;
  const auto& weighted = network.weightedLayers();
  for (std::size_t i = 0; i < weighted.size(); ++i) {
    list += (i == 0 ? "" : ", ") + std::to_string(i) + " (" + network.layer(weighted[i]).name + ")";
  }
  return list.empty() ? "none" : list;
}

// Positions in weightedLayers(): by the author's name first, then by number.
std::set<int> findLayers(const Network& network, const std::string& wanted) {
  const auto& weighted = network.weightedLayers();
  std::set<int> found;
  for (std::size_t i = 0; i < weighted.size(); ++i) {
    if (network.layer(weighted[i]).name == wanted) {
      found.insert(static_cast<int>(i));
    }
  }
  for (std::size_t i = 0; found.empty() && i < weighted.size(); ++i) {
    if (std::to_string(i) == wanted) {
      found.insert(static_cast<int>(i));
    }
  }
  if (found.empty()) {
    const bool known = std::any_of(network.layers().begin(), network.layers().end(),
                                   [&wanted](const Layer& layer) { return layer.name == wanted; });
    throw Error(ErrorCode::Usage, modelName(network) + " has no " +
                                      (known ? "units to mutate in layer \"" : "layer \"") +
                                      wanted + "\"; layers with units are " +
                                      weightedLayerList(network));
  }
  return found;
}

std::set<int> selectedLayers(const Network& network, const std::vector<std::string>& wanted) {
  std::set<int> selected;
  if (wanted.empty()) {
    for (std::size_t i = 0; i < network.weightedLayers().size(); ++i) {
      selected.insert(static_cast<int>(i));
    }
  }
  for (const std::string& name : wanted) {
    selected.merge(findLayers(network, name));
  }
  return selected;
}

void rejectDuplicates(const std::vector<Operator>& operators) {
  std::set<std::string> seen;
  for (const Operator& op : operators) {
    if (!seen.insert(operatorText(op)).second) {
      throw Error(ErrorCode::Usage,
                  "operator " + operatorText(op) + " is given twice; name it once");
    }
  }
}

void addMutantsOfLayer(const Layer& layer,
                       int weightedLayer,
                       const std::vector<Operator>& operators,
                       std::vector<Mutant>& mutants) {
  for (int unit = 0; unit < mutableUnitCount(layer.parameters); ++unit) {
    for (const Operator& op : operators) {
      if (canMutate(layer, op)) {
        const std::vector<int> units = {unit};
        mutants.push_back({makeMutantId(weightedLayer, units, op), weightedLayer, units, op});
      }
    }
  }
}

}  // namespace

std::string planHash(const Network& network, const MutationPlan& plan) {
  Sha256 hash;
  hash.text(network.contentHash());
  hash.number(static_cast<int64_t>(plan.mutants.size()));
  for (const Mutant& mutant : plan.mutants) {
    hash.text(mutant.id.text);
  }
  return hash.number(static_cast<int64_t>(plan.seed)).hex();
}

std::vector<Operator> paperOperators() { return parseOperators("CW:0.1,NAI,NEB"); }

MutationPlan enumerateMutants(const Network& network, const PlanSettings& settings) {
  const std::vector<Operator> operators =
      settings.operators.empty() ? paperOperators() : settings.operators;
  rejectDuplicates(operators);
  MutationPlan plan;
  plan.seed = settings.seed;
  for (int position : selectedLayers(network, settings.layers)) {
    const LayerId id = network.weightedLayers()[static_cast<std::size_t>(position)];
    addMutantsOfLayer(network.layer(id), position, operators, plan.mutants);
  }
  if (plan.mutants.empty()) {
    throw Error(ErrorCode::Usage, "there is nothing to mutate in " + modelName(network) +
                                      " with these operators and layers; layers with units are " +
                                      weightedLayerList(network));
  }
  plan.hash = planHash(network, plan);
  return plan;
}

}  // namespace maacc
