#pragma once

#include <set>
#include <vector>

#include "core/engine/incremental/tile_layout.h"
#include "core/model/network.h"

namespace maacc {

// A pair's own columns of a Dense kernel are copied for it: so many at most. With more, pairs of a
// unit share them.
inline constexpr int64_t kMostColumns = 8;

// How a layer behind the mutated one is evaluated.
enum class SuffixWay {
  Local,   // on the changed channels or features alone
  Update,  // a Dense or Conv2D layer's kept pre-activation and what the changed channels add to it
  Whole,   // all of it
};

struct SuffixStep {
  LayerId layer;
  SuffixWay way = SuffixWay::Whole;
};

// What has to be evaluated between a changed layer and the logits, and how: the same for all
// mutants that change as many units of the layer in the same way. Any directed acyclic graph.
struct Suffix {
  LayerId layer;
  int units = 1;
  bool replacing = false;         // units get new weights: the layer's input is read
  std::vector<SuffixStep> steps;  // topological
  std::vector<int> lastReader;    // by layer: the last of the steps that reads it, -1 for none
  // After so many steps everything that has changed lies in one layer's changed channels.
  std::size_t frontierSteps = 0;
  LayerId frontier;          // that layer
  std::set<TensorRef> kept;  // what is read of the original network
  double flops = 0;          // per pair
  int64_t elements = 0;      // floats per pair in memory at a time, about
};

Suffix planSuffix(const Network& network, LayerId layer, int units, bool replacing);

}  // namespace maacc
