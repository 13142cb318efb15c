#include "core/importers/keras_graph.h"

#include <map>
#include <set>
#include <utility>

namespace maacc {
namespace {

constexpr const char* kInputClass = "InputLayer";

// Name of the layer that makes a tensor: ["name", node, tensor], as Keras writes references.
std::string referencedLayer(const nlohmann::json& reference, const KerasConfig& user) {
  const bool sound = reference.is_array() && reference.size() >= 3 && reference[0].is_string() &&
                     reference[1].is_number_integer() && reference[2].is_number_integer();
  if (!sound) {
    user.badInput("a reference to another layer in config.json is broken");
  }
  // Keras 2 counts the calls of a nested model from 1; that none has two is checked where they are
  // listed.
  if ((reference[1] != 0 && reference[1] != 1) || reference[2] != 0) {
    user.unsupported(
        "it uses layer '" + reference[0].get<std::string>() +
        "', which is called more than once or has several outputs; only layers with one "
        "call and one output are supported");
  }
  return reference[0].get<std::string>();
}

// The one tensor in input_layers or output_layers: ["name", 0, 0] or a list or an object with one
// of them.
std::string onlyTensor(const KerasConfig& model, const char* key) {
  const nlohmann::json* tensors = &model.value(key);
  while (tensors->is_object() ||
         (tensors->is_array() && !tensors->empty() && !(*tensors)[0].is_string())) {
    if (tensors->size() != 1) {
      model.unsupported(std::string("the model has ") + std::to_string(tensors->size()) +
                        (key == std::string("input_layers") ? " inputs" : " outputs") +
                        "; only models with one input and one output are supported");
    }
    tensors = &*tensors->begin();
  }
  return referencedLayer(*tensors, model);
}

std::string layerName(const nlohmann::json& entry, const KerasConfig& layer) {
  return layer.has("name")          ? layer.text("name")
         : entry.contains("config") ? layer.object("config").text("name")
                                    : layer.text("name");
}

// Only what Keras itself defines: the meaning of every other class is in code that this program
// does not have.
void checkOrigin(const KerasConfig& layer, const KerasNode& node) {
  const std::string registered = layer.text("registered_name", "");
  const std::string module = layer.text("module", "keras.layers");
  const bool fromKeras = module == "keras" || module.starts_with("keras.");
  if (node.className == "Lambda") {
    layer.unsupported(
        "Lambda layers hold Python code and cannot be run; replace it by a layer of Keras");
  }
  if (!fromKeras || (!registered.empty() && registered != node.className)) {
    layer.unsupported("its class " +
                      (registered.empty() ? module + "." + node.className : registered) +
                      " is not part of Keras; replace it by layers of Keras");
  }
  const bool isOperation = module.starts_with("keras.src.ops") || module.starts_with("keras.ops");
  if (isOperation && node.className != "Add" && node.className != "Multiply") {
    layer.unsupported("the operation keras.ops " + node.className +
                      " is not supported; use a layer of Keras instead");
  }
}

// Collects the tensors among the positional arguments of a call: single ones, and lists as Add and
// Concatenate take.
void collectTensors(const nlohmann::json& argument,
                    const KerasConfig& layer,
                    std::vector<std::string>& tensors) {
  if (argument.is_array()) {
    for (const nlohmann::json& element : argument) {
      collectTensors(element, layer, tensors);
    }
    return;
  }
  if (argument.is_null()) {
    return;
  }
  if (!argument.is_object() ||
      argument.value("class_name", nlohmann::json()) != "__keras_tensor__") {
    layer.unsupported("it is called with an argument that is not a tensor");
  }
  const KerasConfig tensor = KerasConfig(argument, layer.place()).object("config");
  tensors.push_back(referencedLayer(tensor.list("keras_history"), layer));
}

void checkKeywords(const nlohmann::json& keywords, const KerasConfig& layer) {
  if (!keywords.is_object()) {
    layer.badInput("the arguments of its call in config.json are broken");
  }
  for (const auto& [key, value] : keywords.items()) {
    const bool harmless = value.is_null() || (key == "training" && value == false);
    if (!harmless) {
      layer.unsupported("it is called with the argument '" + key +
                        "', which is not supported (only plain inference is)");
    }
  }
}

// Keras 2 writes a call as [["layer", 0, 0, {keywords}], ...].
std::vector<std::string> oldCall(const nlohmann::json& call, const KerasConfig& layer) {
  std::vector<std::string> tensors;
  for (const nlohmann::json& reference : call) {
    tensors.push_back(referencedLayer(reference, layer));
    if (reference.size() > 3) {
      checkKeywords(reference[3], layer);
    }
  }
  return tensors;
}

std::vector<std::string> callArguments(const KerasConfig& layer) {
  const nlohmann::json& calls = layer.list("inbound_nodes");
  if (calls.size() > 1) {
    layer.unsupported("it is used " + std::to_string(calls.size()) +
                      " times with the same weights; shared layers are not supported");
  }
  if (calls.empty()) {
    return {};
  }
  if (calls[0].is_array()) {
    return oldCall(calls[0], layer);
  }
  const KerasConfig call(calls[0], layer.place());
  if (call.has("kwargs")) {
    checkKeywords(call.value("kwargs"), layer);
  }
  std::vector<std::string> tensors;
  for (const nlohmann::json& argument : call.list("args")) {
    collectTensors(argument, layer, tensors);
  }
  return tensors;
}

class GraphReader {
 public:
  GraphReader(const nlohmann::json& model, std::string place)
      : place_(std::move(place)),
        config_(KerasConfig(model, place_).object("config")),
        sequential_(model.value("class_name", nlohmann::json()) == "Sequential") {}

  KerasGraph read() {
    for (const nlohmann::json& entry : config_.list("layers")) {
      readEntry(entry);
    }
    if (graph_.nodes.empty()) {
      config_.badInput("the model has no layers");
    }
    if (sequential_) {
      chain();
    } else {
      connect();
    }
    return std::move(graph_);
  }

 private:
  void readEntry(const nlohmann::json& entry) {
    const KerasConfig untitled(entry, place_);
    KerasNode node;
    node.entry = &entry;
    node.className = untitled.text("class_name");
    node.name = layerName(entry, untitled);
    const KerasConfig layer(entry, kerasPlace(place_, node));
    checkOrigin(layer, node);
    if (!names_.insert(node.name).second) {
      layer.badInput("two layers of the model have this name");
    }
    if (node.className == kInputClass) {
      readInput(layer, node.name);
      return;
    }
    node.classIndex = classCounts_[kerasClassOf(layer, node)]++;
    graph_.nodes.push_back(std::move(node));
  }

  // Operations such as x + y are no layers to Keras and do not count in the names of weights.
  static std::string kerasClassOf(const KerasConfig& layer, const KerasNode& node) {
    const bool isLayer = !layer.text("module", "").starts_with("keras.src.ops");
    return isLayer ? node.className : "operation " + node.className;
  }

  void readInput(const KerasConfig& layer, const std::string& name) {
    if (hasInput_ || (sequential_ && !graph_.nodes.empty())) {
      layer.unsupported("it is a second input; only models with one input are supported");
    }
    hasInput_ = true;
    graph_.inputName = name;
    const KerasConfig config = layer.object("config");
    graph_.inputShape =
        &config.value(config.has("batch_shape") ? "batch_shape" : "batch_input_shape");
  }

  void chain() {
    if (!hasInput_) {
      graph_.inputName = "input";
      const KerasConfig first = KerasConfig(*graph_.nodes.front().entry, place_).object("config");
      if (config_.has("build_input_shape")) {
        graph_.inputShape = &config_.value("build_input_shape");
      } else if (first.has("batch_input_shape")) {
        graph_.inputShape = &first.value("batch_input_shape");
      }
    }
    for (int i = 0; i < static_cast<int>(graph_.nodes.size()); ++i) {
      graph_.nodes[i].inputs = {i - 1};  // the first one reads kGraphInput
    }
    graph_.output = static_cast<int>(graph_.nodes.size()) - 1;
  }

  // Resolves the inbound nodes by name and sorts topologically; among ready layers the file's order
  // is kept.
  void connect() {
    std::map<std::string, int> positions;
    if (onlyTensor(config_, "input_layers") != graph_.inputName || !hasInput_) {
      config_.badInput("the model's input is not one of its layers");
    }
    positions[graph_.inputName] = KerasGraph::kGraphInput;
    for (int i = 0; i < static_cast<int>(graph_.nodes.size()); ++i) {
      positions[graph_.nodes[i].name] = i;
    }
    const auto find = [&](const std::string& name, const KerasConfig& user) {
      const auto found = positions.find(name);
      if (found == positions.end()) {
        user.badInput("layer '" + name + "', which it needs, is not in the model");
      }
      return found->second;
    };
    for (KerasNode& node : graph_.nodes) {
      const KerasConfig layer(*node.entry, kerasPlace(place_, node));
      for (const std::string& name : callArguments(layer)) {
        node.inputs.push_back(find(name, layer));
      }
      if (node.inputs.empty()) {
        layer.badInput("it has no input");
      }
    }
    graph_.output = find(onlyTensor(config_, "output_layers"), config_);
    sortTopologically();
  }

  void sortTopologically() {
    const int count = static_cast<int>(graph_.nodes.size());
    std::vector<int> waitingFor(count, 0);
    std::vector<std::vector<int>> users(count);
    std::set<int> ready;
    for (int i = 0; i < count; ++i) {
      for (const int input : graph_.nodes[i].inputs) {
        if (input != KerasGraph::kGraphInput) {
          users[input].push_back(i);
          ++waitingFor[i];
        }
      }
      if (waitingFor[i] == 0) {
        ready.insert(i);
      }
    }
    std::vector<int> newPosition(count, KerasGraph::kGraphInput);
    std::vector<KerasNode> sorted;
    while (!ready.empty()) {
      const int next = *ready.begin();
      ready.erase(ready.begin());
      newPosition[next] = static_cast<int>(sorted.size());
      for (int& input : graph_.nodes[next].inputs) {
        input = input == KerasGraph::kGraphInput ? input : newPosition[input];
      }
      sorted.push_back(std::move(graph_.nodes[next]));
      for (const int user : users[next]) {
        if (--waitingFor[user] == 0) {
          ready.insert(user);
        }
      }
    }
    if (static_cast<int>(sorted.size()) != count) {
      config_.badInput("the layers of the model form a cycle");
    }
    graph_.output =
        graph_.output == KerasGraph::kGraphInput ? graph_.output : newPosition[graph_.output];
    graph_.nodes = std::move(sorted);
  }

  std::string place_;
  KerasConfig config_;
  bool sequential_;
  bool hasInput_ = false;
  std::set<std::string> names_;
  std::map<std::string, int> classCounts_;
  KerasGraph graph_;
};

}  // namespace

bool isKerasModelClass(const std::string& className) {
  return className == "Sequential" || className == "Functional" || className == "Model";
}

KerasGraph readKerasGraph(const nlohmann::json& model, const std::string& place) {
  return GraphReader(model, place).read();
}

std::string kerasPlace(const std::string& modelPlace, const KerasNode& node) {
  return modelPlace + ": layer '" + node.name + "' (" + node.className + ")";
}

}  // namespace maacc
