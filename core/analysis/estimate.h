#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace maacc {

// A score that was not counted in full. docs/estimates.md has the formulas.
struct ScoreEstimate {
  double value = 0;
  double low = 0;  // low <= value <= high; equal where everything was tested
  double high = 0;
  double confidence = 0;  // of the interval; 1: the score is certain to be in it
  std::string method;     // "stratified sample: 48 of 480 mutants"
  std::string formula;
};

// Mutants of which some were drawn at random and tested: a stratum of a sample, or a cluster.
struct SampledStratum {
  int64_t size = 0;            // mutants with a verdict, or that would have one
  std::vector<double> shares;  // of the tested ones: killed classes / classes, in [0, 1]
  int pool = 0;                // strata of one pool are alike: of the same layer and operator
};

// The mean killed share of all mutants of the strata, sum_h (size_h / size) mean_h, with a
// two-sided interval from the draws within strata:
// - variance: sum_h (size_h / size)^2 (1 - n_h / size_h) s_h^2 / n_h (Cochran, Sampling Techniques,
//   5.3), s_h^2 moderated towards the variance of all strata by one degree of freedom, because a
//   few draws can hide what varies (after Smyth 2004);
// - one draw: strata of the same pool and like sizes are collapsed in pairs (Cochran 5A.12), which
//   counts differences between them as variance; one that has no such neighbour has the variance of
//   all;
// - Student's t with Satterthwaite's degrees of freedom (Cochran 5.4);
// - no variance seen at all: what differs from its stratum has at most the share of the untested
//   mutants that Jeffreys' limit gives for 0 of n, and each by at most 1;
// - strata without a draw have the mean of the others, and widen the interval to all they could be.
// Never outside of what the tested mutants make certain. Strata of size 0 do not matter. Without
// any draw: [0, 1], value 0.5.
struct ShareEstimate {
  double value = 0;
  double low = 0;
  double high = 0;
  std::vector<double> variances;  // by stratum: moderated s_h^2, of one mutant
};
ShareEstimate estimateShare(std::span<const SampledStratum> strata, double confidence);

}  // namespace maacc
