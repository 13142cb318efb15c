#include "core/exporters/keras_exporter.h"

#include <zip.h>

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/exporters/keras_layer_config.h"
#include "core/exporters/keras_weights_file.h"
#include "core/importers/keras_weights.h"

namespace maacc {
namespace {

using Json = nlohmann::ordered_json;

// The first Keras that writes this format as it is written here.
constexpr const char* kKerasVersion = "3.0.0";

// Layers whose data_format tells Keras the layout.
bool worksOnImages(const Layer& layer) {
  return std::holds_alternative<Conv2DLayer>(layer.parameters) ||
         std::holds_alternative<Pool2DLayer>(layer.parameters) ||
         std::holds_alternative<GlobalPoolLayer>(layer.parameters) ||
         std::holds_alternative<ZeroPadding2DLayer>(layer.parameters);
}

// The layout of the model: the input's. Where no layer works on images, one channel is the same in
// both.
bool isChannelsLast(const Network& network) {
  const Layer& input = network.layers().front();
  const std::vector<Layer>& layers = network.layers();
  if (input.outputShape.size() != 3 || std::get<InputLayer>(input.parameters).channelsLast) {
    return true;
  }
  if (std::any_of(layers.begin(), layers.end(), worksOnImages)) {
    return false;
  }
  if (input.outputShape[0] != 1) {
    throw Error(ErrorCode::Unsupported,
                "layer '" + input.name +
                    "' (Input) has channels first though no layer works on images, which Keras "
                    "cannot say; write an .onnx file instead");
  }
  return true;
}

bool isNeverBelowZero(const Network& network, const Layer& layer) {
  const auto* own = std::get_if<ActivationLayer>(&layer.parameters);
  const Activation activation = own ? own->activation : fusedActivation(layer.parameters);
  switch (activation.kind) {
    case ActivationKind::Relu:
      return activation.alpha == 0;
    case ActivationKind::Sigmoid:
    case ActivationKind::HardSigmoid:
    case ActivationKind::Exponential:
    case ActivationKind::Softplus:
      return true;
    default:
      break;
  }
  const bool keepsSigns = std::holds_alternative<Pool2DLayer>(layer.parameters) ||
                          std::holds_alternative<IdentityLayer>(layer.parameters) ||
                          std::holds_alternative<MultiplyLayer>(layer.parameters) ||
                          std::holds_alternative<AddLayer>(layer.parameters) ||
                          std::holds_alternative<ConcatLayer>(layer.parameters);
  return keepsSigns && std::all_of(layer.inputs.begin(), layer.inputs.end(), [&](LayerId input) {
           return isNeverBelowZero(network, network.layer(input));
         });
}

struct KerasNode {
  KerasLayerText text;
  std::string name;
  std::vector<size_t> inputs;  // positions of nodes
};

// As keras/src/ops/function.py (map_graph) sorts the layers of a model, which is how weights find
// them: by distance from the output, the farthest first, then in the order of a walk from the
// output. The last node is the output.
std::vector<size_t> kerasOrder(const std::vector<KerasNode>& nodes) {
  std::vector<int64_t> distance(nodes.size(), 0);
  for (size_t i = nodes.size(); i-- > 0;) {
    for (const size_t input : nodes[i].inputs) {
      distance[input] = std::max(distance[input], distance[i] + 1);
    }
  }
  std::vector<size_t> seen(nodes.size(), nodes.size());
  size_t count = 0;
  for (std::vector<size_t> stack = {nodes.size() - 1}; !stack.empty();) {
    const size_t node = stack.back();
    stack.pop_back();
    if (seen[node] != nodes.size()) {
      continue;
    }
    seen[node] = count++;
    stack.insert(stack.end(), nodes[node].inputs.rbegin(), nodes[node].inputs.rend());
  }
  std::vector<size_t> order(nodes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t left, size_t right) {
    return std::pair(-distance[left], seen[left]) < std::pair(-distance[right], seen[right]);
  });
  return order;
}

class ModelWriter {
 public:
  explicit ModelWriter(const Network& network)
      : network_(network), channelsLast_(isChannelsLast(network)) {
    for (const Layer& layer : network.layers()) {
      layer.inputs.empty() ? addInput(layer) : addLayer(layer);
    }
    order_ = kerasOrder(nodes_);
  }

  std::string config() const {
    Json layers = Json::array();
    for (const size_t node : order_) {
      layers.push_back(layerJson(nodes_[node]));
    }
    const auto end = [](const KerasNode& node) { return Json::array({node.name, 0, 0}); };
    const Json model = {{"module", "keras.src.models.functional"},
                        {"class_name", "Functional"},
                        {"config",
                         {{"name", "network"},
                          {"trainable", true},
                          {"layers", layers},
                          {"input_layers", end(nodes_.front())},
                          {"output_layers", end(nodes_.back())}}},
                        {"registered_name", "Functional"},
                        {"build_config", {{"input_shape", batchShape(nodes_.front())}}}};
    return model.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  std::vector<KerasLayerWeights> weights() const {
    std::vector<KerasLayerWeights> weights;
    std::map<std::string, int> counts;
    for (const size_t position : order_) {
      const KerasNode& node = nodes_[position];
      const int count = counts[node.text.className]++;
      if (!node.text.arrays.empty()) {
        const std::string group = "layers/" + kerasSnakeCase(node.text.className) +
                                  (count == 0 ? "" : "_" + std::to_string(count));
        weights.push_back({group, node.name, node.text.arrays});
      }
    }
    return weights;
  }

 private:
  Json batchShape(const KerasNode& node) const {
    Json sizes = Json::array({nullptr});
    for (const int64_t size : kerasShape(node.text.output, channelsLast_)) {
      sizes.push_back(size);
    }
    return sizes;
  }

  // Keras refuses a '/' in names, its PyTorch backend a '.'.
  std::string uniqueName(std::string name) {
    std::replace(name.begin(), name.end(), '/', '_');
    std::replace(name.begin(), name.end(), '.', '_');
    std::string unique = name;
    for (int count = 2; !taken_.insert(unique).second; ++count) {
      unique = name + "_" + std::to_string(count);
    }
    return unique;
  }

  void addInput(const Layer& layer) {
    KerasLayerText text;
    text.className = "InputLayer";
    text.output = layer.outputShape;
    nodes_.push_back({std::move(text), uniqueName(layer.name), {}});
    nodes_.back().text.config = {{"batch_shape", batchShape(nodes_.back())}, {"dtype", "float32"}};
    ends_.push_back(0);
  }

  void addLayer(const Layer& layer) {
    const Layer& first = network_.layer(layer.inputs.front());
    std::vector<size_t> inputs;
    for (const LayerId id : layer.inputs) {
      inputs.push_back(ends_[static_cast<size_t>(id.value)]);
    }
    for (KerasLayerText& text : kerasLayersFor(
             layer, {first.outputShape, isNeverBelowZero(network_, first), channelsLast_})) {
      std::string name = uniqueName(layer.name + text.suffix);
      nodes_.push_back({std::move(text), std::move(name), std::move(inputs)});
      inputs = {nodes_.size() - 1};
    }
    ends_.push_back(nodes_.size() - 1);
  }

  Json callJson(const KerasNode& node) const {
    Json tensors = Json::array();
    for (const size_t position : node.inputs) {
      const KerasNode& input = nodes_[position];
      tensors.push_back({{"class_name", "__keras_tensor__"},
                         {"config",
                          {{"shape", batchShape(input)},
                           {"dtype", "float32"},
                           {"keras_history", Json::array({input.name, 0, 0})}}}});
    }
    // Layers that merge take one list.
    const Json arguments = node.inputs.size() > 1 ? Json::array({tensors}) : tensors;
    return {{"args", arguments}, {"kwargs", Json::object()}};
  }

  Json layerJson(const KerasNode& node) const {
    Json config = node.text.config;
    config["name"] = node.name;
    return {{"module", "keras.layers"},
            {"class_name", node.text.className},
            {"config", config},
            {"registered_name", nullptr},
            {"name", node.name},
            {"inbound_nodes", node.inputs.empty() ? Json::array() : Json::array({callJson(node)})}};
  }

  const Network& network_;
  bool channelsLast_;
  std::set<std::string> taken_;
  std::vector<KerasNode> nodes_;
  std::vector<size_t> ends_;  // the last node of each layer
  std::vector<size_t> order_;
};

[[noreturn]] void zipFailed() {
  throw Error(ErrorCode::System, "the ZIP library could not write the model");
}

// Members are stored as they are, and dated 1980, as Keras does.
std::string zipBytes(const std::vector<std::pair<std::string, std::string>>& members) {
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  if (target == nullptr) {
    zipFailed();
  }
  const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> kept(target, zip_source_free);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  if (archive == nullptr) {
    zip_source_free(target);
    zipFailed();
  }
  bool sound = true;
  for (const auto& [name, bytes] : members) {
    zip_source_t* content = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), content, ZIP_FL_ENC_UTF_8);
    const auto member = static_cast<zip_uint64_t>(index);
    sound = sound && index >= 0 &&
            zip_set_file_compression(archive, member, ZIP_CM_STORE, 0) == 0 &&
            zip_file_set_dostime(archive, member, 0, (1U << 5U) | 1U, 0) == 0;
  }
  if (!sound || zip_close(archive) != 0) {
    zip_discard(archive);
    zipFailed();
  }
  zip_stat_t information;
  if (zip_source_stat(target, &information) != 0 || zip_source_open(target) != 0) {
    zipFailed();
  }
  std::string bytes(information.size, '\0');
  const zip_int64_t got = zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  if (got != static_cast<zip_int64_t>(bytes.size())) {
    zipFailed();
  }
  return bytes;
}

}  // namespace

std::string kerasBytes(const Network& network) {
  const ModelWriter model(network);
  const Json metadata = {{"keras_version", kKerasVersion}, {"date_saved", "1980-01-01@00:00:00"}};
  return zipBytes({{"metadata.json", metadata.dump()},
                   {"config.json", model.config()},
                   {"model.weights.h5", kerasWeightsBytes(model.weights())}});
}

}  // namespace maacc
