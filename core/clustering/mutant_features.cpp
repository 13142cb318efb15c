#include "core/clustering/mutant_features.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace maacc {
namespace {

const Mutant& mutantAt(const MutationPlan& plan, int64_t position) {
  return plan.mutants.at(static_cast<std::size_t>(position));
}

const Layer& layerOf(const Network& network, const Mutant& mutant) {
  return network.layer(network.weightedLayers().at(static_cast<std::size_t>(mutant.weightedLayer)));
}

bool isAffine(const Mutant& mutant) {
  return operatorSpec(mutant.op.kind).family == OperatorFamily::Affine;
}

double finite(double value) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  return std::isnan(value) ? kLargest : std::clamp(value, -kLargest, kLargest);
}

double unitBias(const UnitWeights& weights, int unit) {
  return weights.bias->empty() ? 0.0 : weights.bias->values[static_cast<std::size_t>(unit)];
}

// [units, weights] in float64.
FeatureMatrix unitKernels(const UnitWeights& weights, const std::vector<int>& units) {
  FeatureMatrix kernels(static_cast<Eigen::Index>(units.size()), weights.weightsPerUnit);
  for (std::size_t row = 0; row < units.size(); ++row) {
    const float* values = weights.kernel->values.data() + units[row] * weights.weightsPerUnit;
    std::copy_n(values, weights.weightsPerUnit, kernels.row(static_cast<Eigen::Index>(row)).data());
  }
  return kernels;
}

// Weights, then the bias, of the first unit after the mutation.
void copyAfter(const Network& network, const Mutant& mutant, uint64_t seed, double* out) {
  for (const UnitWeightChange& change : resolveMutant(network, mutant, seed)) {
    if (change.unit.index == mutant.units.front()) {
      out = std::transform(change.kernel.begin(), change.kernel.end(), out, finite);
      *out = finite(change.bias);
    }
  }
}

// A mutant in terms of its unit: kernel times alpha, index and bias as they are.
struct AffineMutant {
  Eigen::Index row = 0;  // of its unit's kernel
  double alpha = 1;
  double index = 0;
  double bias = 0;
};

std::vector<AffineMutant> affineMutants(const MutationPlan& plan,
                                        std::span<const int64_t> positions,
                                        const UnitWeights& weights,
                                        std::vector<int>& units) {
  std::vector<AffineMutant> mutants;
  for (int64_t position : positions) {
    const Mutant& mutant = mutantAt(plan, position);
    const int unit = mutant.units.front();
    const AffineCoefficients affine = affineCoefficients(mutant.op);
    if (units.empty() || units.back() != unit) {
      units.push_back(unit);
    }
    mutants.push_back({static_cast<Eigen::Index>(units.size()) - 1, affine.alpha,
                       static_cast<double>(unit),
                       affine.beta * unitBias(weights, unit) + affine.gamma});
  }
  return mutants;
}

CondensedDistances affineDistances(const std::vector<AffineMutant>& mutants,
                                   const FeatureMatrix& kernels) {
  const FeatureMatrix gram = kernels * kernels.transpose();
  // Where two kernels nearly cancel, the products have lost the difference.
  constexpr double kCancelled = 1e-6;
  const auto squaredKernelDistance = [&](const AffineMutant& a, const AffineMutant& b) {
    if (a.row == b.row) {
      return (a.alpha - b.alpha) * (a.alpha - b.alpha) * gram(a.row, a.row);
    }
    const double lengths =
        a.alpha * a.alpha * gram(a.row, a.row) + b.alpha * b.alpha * gram(b.row, b.row);
    const double squared = lengths - 2 * a.alpha * b.alpha * gram(a.row, b.row);
    return squared > kCancelled * lengths
               ? squared
               : (a.alpha * kernels.row(a.row) - b.alpha * kernels.row(b.row)).squaredNorm();
  };
  CondensedDistances distances(static_cast<int32_t>(mutants.size()));
  double* next = distances.data();
  for (std::size_t i = 0; i < mutants.size(); ++i) {
    const AffineMutant& a = mutants[i];
    for (std::size_t j = i + 1; j < mutants.size(); ++j) {
      const AffineMutant& b = mutants[j];
      const double index = a.index - b.index;
      const double bias = a.bias - b.bias;
      const double squared = squaredKernelDistance(a, b) + index * index + bias * bias;
      *next++ = std::sqrt(squared);
    }
  }
  return distances;
}

CondensedDistances exactDistances(const FeatureMatrix& rows) {
  CondensedDistances distances(static_cast<int32_t>(rows.rows()));
  double* next = distances.data();
  for (Eigen::Index i = 0; i < rows.rows(); ++i) {
    for (Eigen::Index j = i + 1; j < rows.rows(); ++j) {
      *next++ = (rows.row(i) - rows.row(j)).norm();
    }
  }
  return distances;
}

}  // namespace

FeatureMatrix mutantWeightFeatures(const Network& network,
                                   const MutationPlan& plan,
                                   std::span<const int64_t> positions) {
  MAACC_CHECK(!positions.empty());
  const UnitWeights weights = unitWeights(layerOf(network, mutantAt(plan, positions.front())));
  std::vector<int> units;
  bool allAffine = true;
  for (int64_t position : positions) {
    units.push_back(mutantAt(plan, position).units.front());
    allAffine = allAffine && isAffine(mutantAt(plan, position));
  }
  const Eigen::Index width = weights.weightsPerUnit + 1;
  FeatureMatrix features(static_cast<Eigen::Index>(units.size()), allAffine ? width : 2 * width);
  features.leftCols(weights.weightsPerUnit) = unitKernels(weights, units);
  for (std::size_t row = 0; row < units.size(); ++row) {
    double* values = features.row(static_cast<Eigen::Index>(row)).data();
    values[width - 1] = unitBias(weights, units[row]);
    if (!allAffine) {
      copyAfter(network, mutantAt(plan, positions[row]), plan.seed, values + width);
    }
  }
  return features;
}

CondensedDistances publishedMutantDistances(const Network& network,
                                            const MutationPlan& plan,
                                            std::span<const int64_t> positions) {
  MAACC_CHECK(!positions.empty());
  const UnitWeights weights = unitWeights(layerOf(network, mutantAt(plan, positions.front())));
  if (std::all_of(positions.begin(), positions.end(),
                  [&](int64_t position) { return isAffine(mutantAt(plan, position)); })) {
    std::vector<int> units;
    const std::vector<AffineMutant> mutants = affineMutants(plan, positions, weights, units);
    return affineDistances(mutants, unitKernels(weights, units));
  }
  FeatureMatrix rows(static_cast<Eigen::Index>(positions.size()), weights.weightsPerUnit + 2);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const Mutant& mutant = mutantAt(plan, positions[i]);
    double* row = rows.row(static_cast<Eigen::Index>(i)).data();
    row[0] = mutant.units.front();
    copyAfter(network, mutant, plan.seed, row + 1);
  }
  return exactDistances(rows);
}

}  // namespace maacc
