#pragma once

#include <set>
#include <span>
#include <vector>

#include "core/engine/incremental/tile_layout.h"
#include "core/engine/lanes/lane_network.h"

namespace maacc {

// Part of a kept tensor: `count` lane vectors, `stride` apart, from element `first`.
struct KeptRange {
  TensorRef tensor;
  int64_t first = 0;
  int64_t count = 0;
  int64_t stride = 1;
  int64_t offset = 0;  // in the tile, once a layout is known
};

// What the unit's new pre-activation is made of.
struct UnitChange {
  bool affine = true;
  float alpha = 1;  // affine: z' = alpha z + term
  float term = 0;
  std::vector<float> weights;  // otherwise: packed incoming weights, width 1
  float bias = 0;
};

// One step of a walk. Buffers are offsets in the worker's memory, in lane vectors.
struct WalkStep {
  enum class Kind {
    ChangeUnit,       // kept pre-activation -> the unit's new output
    Activate,         // of an Activation layer, or the fused one of a mixing layer
    Normalize,        // BatchNorm on the changed channels or features
    Pool,             // each changed channel for itself
    Pad,              // ZeroPadding2D, likewise
    CopyVectors,      // buffer -> part of a buffer
    CopyKept,         // kept part -> buffer
    AddBuffer,        // buffer += buffer
    AddKept,          // buffer += kept part
    MultiplyBuffer,   // buffer *= buffer
    MultiplyKept,     // buffer *= kept part
    Subtract,         // buffer - kept original: the change
    UpdateDense,      // kept pre-activation + changed features * their weights
    UpdateConv,       // pre-activation (kept, or the output so far) + one changed channel * weights
    MultiplyChannel,  // depthwise convolution of one changed channel
    Scatter,          // changed channels or features -> their places in a whole tensor
    Whole,            // any layer on whole tensors
  };
  Kind kind = Kind::Whole;
  LayerId layer;
  int unit = 0;             // ChangeUnit: position among the mutant's units
  int64_t input = -1;       // buffer
  int64_t inputStride = 1;  // CopyVectors, MultiplyBuffer: 0 for one vector that counts everywhere
  int64_t output = -1;      // buffer; AddKept, MultiplyKept, ... change it
  int64_t inputOffset = 0;  // already in `input` and `output` of a finished plan
  int64_t outputOffset = 0;
  int64_t planes = 1;             // Normalize, Pool, Pad: changed channels or features
  int64_t plane = 1;              // lane vectors per changed channel, or in all
  int64_t inputPlane = 1;         // Pool, Pad: of the input
  KeptRange kept;                 // what is read of a kept tensor
  int64_t firstChannel = 0;       // UpdateConv: of the group
  int64_t group = 0;              // UpdateConv, MultiplyChannel
  bool startsFromKept = false;    // UpdateConv
  std::vector<int32_t> elements;  // UpdateDense: features; Normalize: parameters; Scatter: places
  struct WholeInput {
    int64_t buffer = -1;  // or a kept tensor
    KeptRange kept;
  };
  std::vector<WholeInput> wholeInputs;
};

// Everything between a mutated unit and the logits, compiled for one set of units of a layer:
// channel-local layers work on the changed channels alone, the next mixing layers update their kept
// pre-activations by the change, and only what has changed as a whole is evaluated as a whole. Any
// directed acyclic graph. Correct for any weights; the result is that of the mutated network up to
// rounding.
struct WalkPlan {
  LayerId layer;
  std::vector<int> units;
  bool replacing = false;  // units get new weights: the layer's whole input is read
  std::vector<WalkStep> steps;
  std::vector<KeptRange> reads;
  int64_t bufferVectors = 0;  // memory of a worker
  int64_t scratch = 0;        // the part of it that whole layers compute in
  int64_t logits = -1;        // buffer
  double flops = 0;           // per input

  // Where the whole effect of the mutant is one change: after steps[0, changeSteps) it lies in
  // `change`: the change of the output of changeLayer at changeElements, and nothing else changes.
  // changeSteps 0: there is no such place.
  std::size_t changeSteps = 0;
  int64_t change = -1;  // buffer
  int64_t changeVectors = 0;
  LayerId changeLayer;
  std::vector<int32_t> changeElements;

  // Fills the offsets of everything that is kept. Throws nothing; every read must be in the layout.
  void bind(const TileLayout& layout);
  std::set<TensorRef> tensors() const;
};

WalkPlan planWalk(const LaneNetwork& network,
                  LayerId layer,
                  const std::vector<int>& units,
                  bool replacing);

// Runs steps [first, last) on one tile. tile: memory laid out as the plan was bound. buffers:
// plan.bufferVectors vectors. changes: one per unit.
void runWalk(const LaneNetwork& network,
             const WalkPlan& plan,
             std::span<const UnitChange> changes,
             const float* tile,
             float* buffers,
             std::size_t first,
             std::size_t last);

}  // namespace maacc
