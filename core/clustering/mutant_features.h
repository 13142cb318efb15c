#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/run_context.h"
#include "core/clustering/condensed_distances.h"
#include "core/clustering/feature_matrix.h"
#include "core/clustering/unit_features.h"
#include "core/mutation/mutation_plan.h"

namespace maacc {

// One row per mutant; `positions` are those of mutants of one layer in the plan. Infinite and
// undefined weights (FlipBit makes some) count as the largest float32.

// What a mutant is made of: the incoming weights and the bias of its first unit before the mutation
// and, unless the operator is affine, after it. Affine operators change all units of a layer
// alike, so that the weights before say everything, even where they are 0 after.
FeatureMatrix mutantWeightFeatures(const Network& network,
                                   const MutationPlan& plan,
                                   std::span<const int64_t> positions);

// What a mutant does: the change of every logit on every probe, exact, in float64 by the reference
// evaluator. Costs what evaluating the mutants on the probes costs. Absent once the context wants a
// stop. Throws Error{Usage} without probes.
std::optional<FeatureMatrix> logitChangeFeatures(const Network& network,
                                                 const MutationPlan& plan,
                                                 std::span<const int64_t> positions,
                                                 const ProbeInputs& probes,
                                                 const RunContext& context);

// How close a mutant is to killing: one column. A probe of margin m between its class y and another
// class c loses (change of z_c - change of z_y) / m of it, from 0 to 1, where 1 is another
// prediction. The largest loss of any c and any probe of y, summed over the classes y. So it is the
// number of classes killed on the probes, and a fraction for those that nearly are; best on probes
// of small margin of every class. Costs and throws as logitChangeFeatures does.
std::optional<FeatureMatrix> marginLossFeatures(const Network& network,
                                                const MutationPlan& plan,
                                                std::span<const int64_t> positions,
                                                const ProbeInputs& probes,
                                                const RunContext& context);

// As published: Euclidean distances of (unit index, incoming weights and bias of the mutant).
// Mutants of affine operators cost one product of their units' weights; other ones are
// compared weight by weight.
CondensedDistances publishedMutantDistances(const Network& network,
                                            const MutationPlan& plan,
                                            std::span<const int64_t> positions);

}  // namespace maacc
