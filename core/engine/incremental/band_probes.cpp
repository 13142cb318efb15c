#include "core/engine/incremental/band_probes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace maacc {
namespace {

// Where a forward pass costs so many FLOPs, only every so-manieth mutant of a layer and operator is
// measured, on one input.
constexpr double kCostlyForward = 5e7;
constexpr std::size_t kCostlyStride = 8;

bool isCostly(const Network& network) { return forwardFlops(network) > kCostlyForward; }

}  // namespace

std::vector<BandGroup> bandGroups(const Network& network, std::span<const Mutant* const> mutants) {
  const bool costly = isCostly(network);
  std::map<std::pair<int, std::string>, BandGroup> groups;
  for (std::size_t i = 0; i < mutants.size(); ++i) {
    const Mutant& mutant = *mutants[i];
    BandGroup& group =
        groups[{mutant.weightedLayer, costly ? operatorText(mutant.op) : mutant.id.text}];
    if (group.members.size() % kCostlyStride == 0) {
      group.measured.push_back(i);
    }
    group.members.push_back(i);
  }
  std::vector<BandGroup> result;
  result.reserve(groups.size());
  for (auto& [key, group] : groups) {
    result.push_back(std::move(group));
  }
  return result;
}

std::vector<std::size_t> bandProbes(const Network& network, std::size_t inputs) {
  if (isCostly(network) || inputs < 2) {
    return {0};
  }
  return {0, inputs / 2};
}

double largestError(const float* logits, std::size_t stride, const std::vector<double>& exact) {
  double error = 0;
  for (std::size_t c = 0; c < exact.size(); ++c) {
    const double difference = std::abs(static_cast<double>(logits[c * stride]) - exact[c]);
    error = std::isfinite(difference) ? std::max(error, difference)
                                      : std::numeric_limits<double>::infinity();
  }
  return error;
}

}  // namespace maacc
