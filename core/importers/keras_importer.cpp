#include "core/importers/keras_importer.h"

#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/base/error.h"
#include "core/importers/keras_graph.h"
#include "core/importers/keras_layers.h"
#include "core/importers/keras_legacy_weights.h"
#include "core/importers/keras_model_files.h"
#include "core/importers/keras_weights.h"

namespace maacc {
namespace {

constexpr int64_t kMaxInputExtent = int64_t{1} << 24;

// The data_format of all layers with images, nested models included. Flatten counts only where no
// other layer tells.
struct Layouts {
  bool last = false;
  bool first = false;
  bool flattenFirst = false;
};

void collectLayouts(const nlohmann::json& model, const std::string& place, Layouts& layouts) {
  for (const nlohmann::json& entry : KerasConfig(model, place).object("config").list("layers")) {
    const KerasConfig layer(entry, place);
    const std::string className = layer.text("class_name");
    if (isKerasModelClass(className)) {
      collectLayouts(entry, place, layouts);
      continue;
    }
    const std::string format = layer.object("config").text("data_format", "");
    if (className == "Flatten") {
      layouts.flattenFirst |= format == "channels_first";
    } else if (!format.empty()) {
      (format == "channels_first" ? layouts.first : layouts.last) = true;
    }
  }
}

bool isChannelsLast(const nlohmann::json& model, const std::string& file) {
  Layouts layouts;
  collectLayouts(model, file, layouts);
  if (layouts.first && layouts.last) {
    throw Error(ErrorCode::Unsupported,
                file +
                    ": the model mixes channels_last and channels_first layers, which is not "
                    "supported; use one data_format");
  }
  return layouts.last || !(layouts.first || layouts.flattenFirst);
}

// Builds the network model by model; nested models are inlined with names "outer/inner".
class KerasBuilder {
 public:
  KerasBuilder(std::string file,
               const KerasWeightStore& weights,
               bool channelsLast,
               bool fromKeras2)
      : file_(std::move(file)),
        weights_(weights),
        channelsLast_(channelsLast),
        fromKeras2_(fromKeras2),
        network_(file_) {}

  Network build(const nlohmann::json& model) {
    const KerasGraph graph = readKerasGraph(model, file_);
    const KerasTensor output = addNodes(graph, file_, "", "", addInput(graph));
    network_.finish(output.layer);
    return std::move(network_);
  }

 private:
  KerasTensor addInput(const KerasGraph& graph) {
    const std::string place = file_ + ": input '" + graph.inputName + "'";
    if (graph.inputShape == nullptr || !graph.inputShape->is_array() || graph.inputShape->empty()) {
      throw Error(ErrorCode::BadInput,
                  place +
                      ": config.json does not say its shape; build the model with a fixed "
                      "keras.Input and save it again");
    }
    const KerasConfig config(nlohmann::json::object(), place);
    Shape shape;
    for (size_t axis = 1; axis < graph.inputShape->size(); ++axis) {
      const nlohmann::json& size = (*graph.inputShape)[axis];
      const auto number = wholeNumber(size, 1, kMaxInputExtent);
      if (!number) {
        throw Error(ErrorCode::Unsupported,
                    place + ": axis " + std::to_string(axis) +
                        " has no fixed size; build the model with a fixed keras.Input and save it "
                        "again");
      }
      shape.push_back(*number);
    }
    KerasShape canonical = canonicalKerasShape(shape, channelsLast_, config);
    const LayerId id =
        network_.add(graph.inputName, InputLayer{canonical.shape, channelsLast_}, {});
    return {id, std::move(canonical.shape), canonical.isMatrix};
  }

  KerasTensor addNodes(const KerasGraph& graph,
                       const std::string& place,
                       const std::string& namePrefix,
                       const std::string& modelGroup,
                       const KerasTensor& input) {
    std::vector<KerasTensor> outputs;
    outputs.reserve(graph.nodes.size());
    for (const KerasNode& node : graph.nodes) {
      std::vector<KerasTensor> inputs;
      for (const int from : node.inputs) {
        inputs.push_back(from == KerasGraph::kGraphInput ? input : outputs[from]);
      }
      const std::string nodePlace = kerasPlace(place, node);
      const std::string name = namePrefix + node.name;
      outputs.push_back(isKerasModelClass(node.className)
                            ? addNested(node, nodePlace, name, modelGroup, inputs)
                            : addLayer(node, nodePlace, name, modelGroup, std::move(inputs)));
    }
    return graph.output == KerasGraph::kGraphInput ? input : outputs[graph.output];
  }

  KerasTensor addNested(const KerasNode& node,
                        const std::string& place,
                        const std::string& name,
                        const std::string& modelGroup,
                        const std::vector<KerasTensor>& inputs) {
    if (inputs.size() != 1) {
      throw Error(ErrorCode::Unsupported, place +
                                              ": a model inside a model takes one input but has " +
                                              std::to_string(inputs.size()));
    }
    const std::string group = weights_.layerGroup(modelGroup, node);
    return addNodes(readKerasGraph(*node.entry, place), place, name + "/", group, inputs.front());
  }

  KerasTensor addLayer(const KerasNode& node,
                       const std::string& place,
                       const std::string& name,
                       const std::string& modelGroup,
                       std::vector<KerasTensor> inputs) {
    std::vector<LayerId> ids;
    ids.reserve(inputs.size());
    for (const KerasTensor& input : inputs) {
      ids.push_back(input.layer);
    }
    const auto readWeights = [&](const std::vector<Shape>& expected) {
      return weights_.read(modelGroup, node, place, expected);
    };
    KerasTranslation translation =
        translateKerasLayer({KerasConfig(*node.entry, place).object("config"), node.className,
                             std::move(inputs), channelsLast_, fromKeras2_, readWeights});
    for (auto& [which, parameters] : translation.adapted) {
      std::string adapted = name;
      adapted.append("/reshape").append(which == 0 ? "" : "_" + std::to_string(which));
      ids[which] = network_.add(adapted, std::move(parameters), {ids[which]});
    }
    for (size_t i = 0; i < translation.chain.size(); ++i) {
      const std::string usual = i == 0 ? "" : "/softmax";
      const std::string& suffix = i < translation.suffixes.size() ? translation.suffixes[i] : usual;
      ids = {network_.add(name + suffix, std::move(translation.chain[i]), ids)};
    }
    return {ids.front(), network_.layer(ids.front()).outputShape, translation.isMatrix,
            translation.isSequence};
  }

  std::string file_;
  const KerasWeightStore& weights_;
  bool channelsLast_;
  bool fromKeras2_;
  Network network_;
};

std::unique_ptr<KerasWeightStore> openWeights(const std::string& path, KerasModelFiles& files) {
  if (!files.isLegacy) {
    return std::make_unique<KerasWeights>(path, std::move(files.weights));
  }
  return std::make_unique<KerasLegacyWeights>(path, std::move(files.weights), files.weightsGroup,
                                              files.model, files.isFromKeras2());
}

Network importFiles(const std::string& path) {
  KerasModelFiles files = openKerasModel(path);
  const nlohmann::json& model = files.model;
  const std::string className = KerasConfig(model, path).text("class_name");
  const std::string registered = KerasConfig(model, path).text("registered_name", className);
  if (!isKerasModelClass(className) || registered != className) {
    throw Error(ErrorCode::Unsupported,
                path + ": the model is of the class " + registered +
                    ", but only Sequential and Functional models can be read; rebuild it as one of "
                    "them");
  }
  const std::unique_ptr<KerasWeightStore> weights = openWeights(path, files);
  return KerasBuilder(path, *weights, isChannelsLast(model, path), files.isFromKeras2())
      .build(model);
}

}  // namespace

bool looksLikeKeras(const std::string& path) { return looksLikeKerasFiles(path); }

Network importKeras(const std::string& path) {
  try {
    return importFiles(path);
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::BadInput,
                path + ": config.json is not built as Keras builds it; save the model again");
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::System, path + ": there is not enough memory to load the model");
  } catch (const std::length_error&) {
    throw Error(ErrorCode::System, path + ": there is not enough memory to load the model");
  }
}

}  // namespace maacc
