#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace maacc {

// Mutants of which some are tested and speak for all: a cluster, or a stratum of a sample. The
// groups of a run are disjoint.
struct MutantGroup {
  std::string name;                // "w1 NAI cluster 12"
  std::vector<int64_t> members;    // plan positions, ascending
  std::vector<int64_t> drawOrder;  // those to test, first ones first; a subset of members
  bool operator==(const MutantGroup&) const = default;
};

// The groups of a run and how far each was drawn.
struct MutantSample {
  std::vector<MutantGroup> groups;  // empty: every mutant is tested
  std::vector<int64_t> toTest;      // by group: so many from the front of drawOrder
  bool randomDraw = false;          // drawOrder is random, so that estimates have an interval
  bool operator==(const MutantSample&) const = default;
};

}  // namespace maacc
