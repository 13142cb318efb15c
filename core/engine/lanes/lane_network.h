#pragma once

#include <span>
#include <vector>

#include "core/engine/lanes/aligned_buffer.h"
#include "core/engine/lanes/lane_kernels.h"
#include "core/model/network.h"

namespace maacc {

// A layer in the form that the lane kernels take.
struct LaneLayer {
  int64_t elements = 0;                // of its output
  int64_t groups = 1;                  // mixing layers
  ConvolutionGeometry geometry;        // mixing layers; a Dense layer is one pixel
  std::vector<PackedWeights> weights;  // per group; points into `packed`
  std::vector<float> packed;
  int winogradTile = 0;         // 0: multiplied directly
  std::vector<float> winograd;  // transformed weights; empty where the layer is multiplied directly
  std::vector<float> bias;      // [units]; empty for none
  Activation activation;        // fused one of a mixing layer, or that of an Activation layer
  LanePooling pooling;          // Pool2D and GlobalPool
  std::vector<float> mean;      // BatchNorm
  std::vector<float> factor;    // BatchNorm
  std::vector<float> offset;    // BatchNorm; LayerNorm in the order of `scale`
  std::vector<float> scale;     // LayerNorm: of the elements that are normalised together
  float epsilon = 0;            // LayerNorm
  // Flatten and Reshape: output element i is input element order[i]; empty where nothing moves.
  std::vector<int32_t> order;
};

// The network for inference on tiles (lane_kernels.h), in float32. Immutable; threads share one.
// Keeps references to the network and the kernels.
class LaneNetwork {
 public:
  explicit LaneNetwork(const Network& network, const LaneKernels& kernels = laneKernels());

  const Network& network() const { return network_; }
  const LaneKernels& kernels() const { return kernels_; }
  const LaneLayer& layer(LayerId id) const { return layers_[static_cast<std::size_t>(id.value)]; }
  int64_t elements(LayerId id) const { return layer(id).elements; }
  // Whether the layer is mixing and its fused activation changes something: its pre-activation and
  // its output differ.
  bool hasOwnPreActivation(LayerId id) const;

  // Rows of canonical values, one per lane, as the input layer's lane tensor.
  void readInput(std::span<const float* const> rows, float* output) const;

  // Memory that evaluate() needs besides, in lane vectors.
  int64_t scratchVectors() const { return scratchVectors_; }

  // One layer on lane tensors of its inputs. For a mixing layer the pre-activation, without the
  // fused activation. output must not be an input unless the layer works elementwise.
  void evaluate(const Layer& layer,
                std::span<const float* const> inputs,
                float* output,
                float* scratch) const;

  // Fused activation of a mixing layer; output may be input.
  void activate(const Layer& layer, const float* input, float* output) const;

  // The product of a mixing layer's group, to be completed with input, start and output.
  LaneProduct product(LayerId id, int64_t group) const;

 private:
  void pack(const Layer& layer, LaneLayer& result);
  void packWinograd(const Layer& layer, LaneLayer& result);
  void multiply(const Layer& layer, const float* input, float* output, float* scratch) const;
  void multiplyElements(const Layer& layer,
                        std::span<const float* const> inputs,
                        float* output) const;
  void concatenate(const Layer& layer, std::span<const float* const> inputs, float* output) const;

  const Network& network_;
  const LaneKernels& kernels_;
  std::vector<LaneLayer> layers_;
  int64_t scratchVectors_ = 0;
};

// Packs `units` rows of weights [units][channels][pixels] (canonical) for the kernels. pixels:
// kernel height * width, 1 for Dense.
std::vector<float> packWeights(
    const float* weights, int64_t units, int64_t channels, int64_t pixels, int width);

}  // namespace maacc
