#pragma once

#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <variant>

#include "core/importers/onnx_functions.h"
#include "core/importers/onnx_tensors.h"
#include "core/model/network.h"

namespace maacc {

// A value that depends on the input, as its author sees it: one sample, without the batch axis.
struct OnnxActivation {
  int layer = -1;             // of the plan
  Shape shape;                // author's order; two axes are [1, height, width] to the layer
  bool channelsLast = false;  // [height, width, channels] to the author
  std::string name;
  // Two axes are [channels, 1, length] to the layer: [channels, length] to the author, or [length,
  // channels] where channels come last.
  bool sequence = false;

  bool sameLayout(const OnnxActivation& other) const {
    return shape == other.shape && channelsLast == other.channelsLast && sequence == other.sequence;
  }
};

// A scalar function of a value that is not a layer yet: more nodes may belong to it.
struct OnnxFunction {
  OnnxActivation base;
  OnnxCurve curve{};
  std::vector<int> nodes;  // positions, the one that made this value last
};

using OnnxConstantPointer = std::shared_ptr<const OnnxConstant>;
using OnnxValue =
    std::variant<OnnxConstantPointer, OnnxActivation, std::shared_ptr<const OnnxFunction>>;

// A layer to be. Later nodes may still fold into it; layers are added to the network in the order
// of the nodes that they come from.
struct OnnxPlannedLayer {
  std::string name;
  LayerParameters parameters;
  std::vector<int> inputs;
  Shape shape;         // canonical
  int position = -1;   // of its node
  std::string output;  // the value that it stands for so far
};

// The layer's shape of a value that its author sees as `shape`.
Shape canonicalOnnxShape(Shape shape, bool channelsLast);

// A LayerNormalization that is written as (x - mean) / sqrt(mean((x - mean)^2) + epsilon): x, and
// the positions of its nodes up to the quotient.
struct OnnxSpreadNorm {
  std::string value;
  int mean = -1;
  int square = -1;
  int variance = -1;
  int epsilon = -1;
};

struct OnnxPadding {
  OnnxActivation input;
  Padding2D padding;
};

// What translation of all nodes shares: the values by name and the layers so far.
class OnnxBuilder {
 public:
  // Drops nodes that do nothing at inference (Identity, Dropout, Cast between floats).
  explicit OnnxBuilder(OnnxModel model);

  const OnnxModel& model() const { return model_; }
  OnnxBudget& budget() { return budget_; }
  int64_t batch() const { return batch_; }  // as declared, 1 where it is open
  OnnxNodeReader reader(int position) const;

  // Makes the input layer. Throws Error unless there is one input of fixed size.
  void addInput();

  const OnnxValue* find(const std::string& name) const;  // null when nothing made it yet
  bool isConstant(const std::string& name) const;
  OnnxConstantPointer constant(const std::string& name);  // null when it is no constant
  OnnxActivation activation(const std::string& name, const OnnxNodeReader& user);
  void set(const std::string& name, OnnxValue value);

  const std::vector<int>& readers(const std::string& name) const;  // positions of nodes
  bool isOutput(const std::string& name) const;
  // Whether the nodes at these positions are the only ones that need it.
  bool onlyReadBy(const std::string& name, const std::vector<int>& nodes) const;
  // Whether a later Transpose takes it for an image with channels last.
  bool isReadAsChannelsLast(const std::string& name, int depth = 0) const;

  // Whether every node that reads the value takes it as rows of a table, perhaps after a Cast and
  // after negative rows were counted from the end.
  bool isOnlyLookedUp(const std::string& name) const;

  // Adds a layer behind others and returns its output as [channels, height, width] or [features].
  // suffix: of its name, for a layer that only brings values to the one that the node is.
  OnnxActivation add(const OnnxNodeReader& node,
                     int position,
                     const std::string& weight,
                     LayerParameters parameters,
                     const std::vector<OnnxActivation>& inputs,
                     const std::string& suffix = {});
  // Nodes that a later one stands for, and what the quotient at their end is.
  void takeNodes(const std::vector<int>& positions) {
    taken_.insert(positions.begin(), positions.end());
  }
  bool isTaken(int position) const { return taken_.count(position) > 0; }
  void setSpreadNorm(int quotient, OnnxSpreadNorm norm) { norms_[quotient] = std::move(norm); }
  const OnnxSpreadNorm* spreadNorm(int quotient) const {
    const auto found = norms_.find(quotient);
    return found == norms_.end() ? nullptr : &found->second;
  }
  // Padding that only a later MaxPool can take over, by the name of the padded value.
  void deferPadding(const std::string& name, OnnxPadding padding) {
    deferred_.insert_or_assign(name, std::move(padding));
  }
  const OnnxPadding* deferredPadding(const std::string& name) const;

  OnnxPlannedLayer& layer(int index) { return layers_[static_cast<size_t>(index)]; }

  Network finish(const OnnxActivation& output);

 private:
  const OnnxValueInfo& onlyInput() const;
  bool isOnlyFlattened(const std::string& name) const;
  std::string uniqueName(const std::string& name);
  void checkInputTypes() const;
  void dropIdentities();

  OnnxModel model_;
  OnnxBudget budget_;
  int64_t batch_ = 1;
  std::unordered_map<std::string, size_t> initializers_;
  std::unordered_map<std::string, OnnxValue> values_;
  std::unordered_map<std::string, std::vector<int>> readers_;
  std::map<std::string, int> names_;  // how often each was asked for
  std::unordered_map<std::string, OnnxPadding> deferred_;
  std::vector<OnnxPlannedLayer> layers_;
  std::set<int> taken_;
  std::map<int, OnnxSpreadNorm> norms_;  // by the position of the quotient
};

}  // namespace maacc
