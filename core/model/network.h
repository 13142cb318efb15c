#pragma once

#include <string>
#include <vector>

#include "core/model/layer.h"

namespace maacc {

// A trained classifier: a directed acyclic graph of typed layers in topological order, one input,
// one output. Immutable once finished; safe to read from any number of threads.
class Network {
 public:
  // source: the file it came from, for messages.
  explicit Network(std::string source = {});

  // Adds a layer whose inputs are already there. Throws Error{BadInput} naming file, layer and
  // shapes when weights or inputs do not fit or weights are not finite, and Error{Unsupported} for
  // a second input.
  LayerId add(const std::string& name,
              LayerParameters parameters,
              const std::vector<LayerId>& inputs);

  // Declares the output and finds the logits: the values before a final Softmax or sigmoid (fused
  // ones are split off into their own layer). Drops layers the output does not need. Throws
  // Error{BadInput} unless the output is flat with at least two classes.
  void finish(LayerId output);

  const std::string& source() const { return source_; }
  const std::vector<Layer>& layers() const { return layers_; }
  const Layer& layer(LayerId id) const;
  LayerId inputLayer() const { return LayerId{0}; }
  const Shape& inputShape() const { return layers_.front().outputShape; }
  LayerId logitsLayer() const { return logitsLayer_; }
  int classCount() const;

  // Layers with mutable units that the logits depend on, in topological order. A mutant's "weighted
  // layer" is a position in this list.
  const std::vector<LayerId>& weightedLayers() const { return weightedLayers_; }

  // SHA-256 over structure and weights, not over names or the file, so the same network in another
  // container agrees.
  std::string contentHash() const;

 private:
  std::string source_;
  std::vector<Layer> layers_;
  std::vector<LayerId> weightedLayers_;
  LayerId logitsLayer_;
};

// Multiplications and additions of Dense and Conv2D layers in one forward pass of one input.
double forwardFlops(const Network& network);

// A layer that must be Dense or Conv2D: its kernel [out, ...] and bias ([out] or empty).
struct UnitWeights {
  const Tensor* kernel = nullptr;
  const Tensor* bias = nullptr;
  int64_t weightsPerUnit = 0;  // incoming weights of one unit, without bias
};
UnitWeights unitWeights(const Layer& layer);

}  // namespace maacc
