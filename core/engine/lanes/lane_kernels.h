#pragma once

#include <cstdint>

#include "core/model/layer.h"

namespace maacc {

// Inference on *tiles*: kLanes inputs side by side, so that every operation of every layer is a
// vector operation whatever the sizes of the layer are. A lane tensor is float32
// [elements][kLanes], 64-byte aligned; elements of an image count pixel by pixel, channels
// innermost (element = pixel * channels + channel).
inline constexpr int kLanes = 16;

// Weights of a mixing layer (or of one of its groups), in blocks of `width` units:
// [blocks][taps][width], taps = kernel height * kernel width * channels with channels innermost.
// The last block is filled up with zeros.
struct PackedWeights {
  const float* values = nullptr;
  int width = 1;      // 1 .. LaneKernels::maxWidth
  int64_t units = 0;  // outputs
  int64_t taps = 0;   // incoming weights per unit
  int64_t blocks() const { return (units + width - 1) / width; }
};

struct ConvolutionGeometry {
  Size2D input;
  Size2D output;
  Size2D kernel;
  Size2D stride;
  Size2D dilation;
  Padding2D padding;
};

// One product of a mixing layer: output[unit] = start[unit] + sum over taps. A Dense layer is a
// convolution of one pixel.
struct LaneProduct {
  ConvolutionGeometry geometry;
  PackedWeights weights;
  int64_t kernelChannels = 0;  // channels of the packed taps
  int64_t firstChannel = 0;    // of those, where this product starts
  int64_t channels = 0;        // and how many it takes
  const float* input = nullptr;
  int64_t inputChannels = 0;     // channels per pixel of `input`
  const float* start = nullptr;  // lane tensor like output, may be output itself; null: bias
  const float* bias = nullptr;   // [units] scalars; null: zero
  float* output = nullptr;
  int64_t outputChannels = 0;  // channels per pixel of output and start
};

// A whole 3 x 3 convolution of stride 1 by Winograd's minimal filtering F(n x n, 3 x 3) (Lavin and
// Gray, CVPR 2016, arXiv 1509.09308) in tiles of n x n output pixels: (n + 2)^2 products per
// channel and tile instead of 9 n^2. n is 2 or 4.
struct LaneWinograd {
  Size2D input;
  Size2D output;
  Padding2D padding;
  int tile = 2;  // n
  // [(n + 2)^2][blocks][channels][width]: G g G^T, packed like a product's.
  const float* weights = nullptr;
  int width = 1;
  int64_t units = 0;
  int64_t channels = 0;
  const float* bias = nullptr;    // [units] scalars; null: zero
  const float* tensor = nullptr;  // input
  float* result = nullptr;
  float* scratch = nullptr;  // (n + 2)^2 * tilesAtOnce * (channels + units) vectors
  int64_t tilesAtOnce = 1;   // share one reading of the weights
};

// Rows of packed weights and their inputs one by one: output = start + sum_i row[features[i]] *
// input[i].
struct LaneUpdate {
  PackedWeights weights;
  const int32_t* features = nullptr;  // [count] taps
  int64_t count = 0;
  const float* input = nullptr;  // [count] vectors
  const float* start = nullptr;  // [units] vectors; may be output
  float* output = nullptr;
};

// Linear functionals of the same vectors:
// output[row] = start[row] + sum_i matrix[row][places[i]] * input[i], all lane vectors.
struct LaneProjection {
  const float* matrix = nullptr;  // [rows][columns] vectors
  int64_t rows = 0;
  int64_t columns = 0;
  const int32_t* places = nullptr;  // [count] columns
  int64_t count = 0;
  const float* input = nullptr;  // [count] vectors
  const float* start = nullptr;  // [rows] vectors
  float* output = nullptr;       // [rows] vectors; may be start
};

// Every group of `count` vectors minus its mean, over the square root of its variance + epsilon.
struct LaneNormalization {
  const float* scale = nullptr;   // [count] scalars
  const float* offset = nullptr;  // [count] scalars
  float epsilon = 0;
  int64_t groups = 0;
  int64_t count = 0;
  const float* input = nullptr;
  float* output = nullptr;  // may be input
};

struct LanePooling {
  Size2D input;
  Size2D output;
  Size2D window;
  Size2D stride;
  Padding2D padding;
  bool isMax = true;
  bool countPadding = false;
  int64_t channels = 0;
};

// What the lanes' logits say.
struct LaneDecisions {
  alignas(64) int32_t predicted[kLanes];  // lowest index among the largest
  alignas(64) float margin[kLanes];       // largest minus second largest; NaN unless all are finite
};

// Asks in which lanes, for every class c with coefficients,
//   inflation * sum_i |change[i]| * coefficients[c][i] + slack < logits[trueClass] - logits[c].
struct LaneBound {
  const float* change = nullptr;  // [count] vectors
  int64_t count = 0;
  const float* const* coefficients = nullptr;  // [classes]; null: the class is left out
  const float* logits = nullptr;               // [classes] vectors
  int64_t classes = 0;
  int64_t trueClass = 0;
  float inflation = 1;
  float slack = 0;
};

// One set of kernels per instruction set. All are pure functions of their arguments.
struct LaneKernels {
  const char* name;
  int maxWidth;
  void (*multiply)(const LaneProduct& product);
  void (*winograd)(const LaneWinograd& product);
  void (*update)(const LaneUpdate& update);
  void (*project)(const LaneProjection& projection);
  // output may be input. count: vectors.
  void (*activate)(const Activation& activation, const float* input, float* output, int64_t count);
  // output[p][c] = (input[p][c] - mean[c]) * factor[c] + offset[c]
  void (*normalize)(const float* mean,
                    const float* factor,
                    const float* offset,
                    const float* input,
                    float* output,
                    int64_t pixels,
                    int64_t channels);
  void (*normalizeGroups)(const LaneNormalization& normalization);
  void (*pool)(const LanePooling& pooling, const float* input, float* output);
  // a + b and a - b; the vectors of b are bStride apart. output may be a.
  void (*add)(const float* a, const float* b, int64_t bStride, float* output, int64_t count);
  void (*subtract)(const float* a, const float* b, int64_t bStride, float* output, int64_t count);
  // a * b; their vectors are aStride and bStride apart, 0 for one vector that counts everywhere.
  void (*times)(const float* a,
                int64_t aStride,
                const float* b,
                int64_t bStride,
                float* output,
                int64_t count);
  // input * factor + term; the vectors of input are inputStride apart.
  void (*scale)(const float* input,
                int64_t inputStride,
                float factor,
                float term,
                float* output,
                int64_t count);
  // [kLanes] rows of `count` scalars -> lane tensor; element i of the rows goes to vector
  // i * stride.
  void (*transpose)(const float* const* rows, int64_t count, int64_t stride, float* output);
  void (*decide)(const float* logits, int64_t classes, LaneDecisions& decisions);
  // Lanes (as bits) whose prediction provably stays.
  uint32_t (*settled)(const LaneBound& bound);
  // Lanes (as bits) in which every vector is zero.
  uint32_t (*allZero)(const float* values, int64_t count);
};

// The fastest set that this processor can run.
const LaneKernels& laneKernels();
// For tests: every set that this processor can run, slowest first.
struct LaneKernelList {
  const LaneKernels* kernels[3];
  int count;
};
LaneKernelList availableLaneKernels();

}  // namespace maacc
