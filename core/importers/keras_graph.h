#pragma once

#include <string>
#include <vector>

#include "core/importers/keras_config.h"

namespace maacc {

// One layer (or nested model) of a Keras model, checked: a class of Keras itself, called once, in
// inference mode.
struct KerasNode {
  const nlohmann::json* entry = nullptr;  // its object in config.json
  std::string className;
  std::string name;
  int classIndex = 0;       // its place among the layers of that class, which names its weights
  std::vector<int> inputs;  // positions in KerasGraph::nodes; kGraphInput for the model's input
};

// A Sequential or Functional model: one input, one output, nodes in topological order.
struct KerasGraph {
  static constexpr int kGraphInput = -1;

  std::string inputName;
  const nlohmann::json* inputShape = nullptr;  // [batch, ...] as the author wrote it; may be null
  std::vector<KerasNode> nodes;
  int output = kGraphInput;
};

bool isKerasModelClass(const std::string& className);

// Reads the graph of one model object of config.json. place: start of messages, names the file and
// the model. Borrows the JSON. Throws Error: BadInput when the graph is broken, Unsupported for
// custom classes, shared layers, several inputs or outputs and arguments this program does not
// know.
KerasGraph readKerasGraph(const nlohmann::json& model, const std::string& place);

// Start of messages about one node.
std::string kerasPlace(const std::string& modelPlace, const KerasNode& node);

}  // namespace maacc
