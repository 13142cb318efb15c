#include "core/importers/keras_legacy_config.h"

namespace maacc {
namespace {

using nlohmann::json;

json* find(json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found == object.end() ? nullptr : &*found;
}

bool isReference(const json& value) {
  return value.is_array() && value.size() >= 3 && value[0].is_string();
}

// {"class_name": "TFOpLambda", "inbound_nodes": [["x", 0, 0, {"y": ["other", 0, 0]}]]}
void replaceSum(json& layer) {
  const json* config = find(layer, "config");
  const json* calls = find(layer, "inbound_nodes");
  const bool isOperation = layer.value("class_name", json()) == "TFOpLambda" && config != nullptr &&
                           config->is_object() && calls != nullptr && calls->is_array() &&
                           calls->size() == 1;
  if (!isOperation) {
    return;
  }
  const json function = config->value("function", json());
  const json& call = calls->front();
  const bool isSum = (function == "__operators__.add" || function == "math.add") &&
                     isReference(call) && call.size() == 4 && call[3].is_object() &&
                     isReference(call[3].value("y", json()));
  if (!isSum) {
    return;
  }
  const json other = call[3]["y"];
  layer = {
      {"class_name", "Add"},
      {"name", layer.value("name", json())},
      {"config", {{"name", config->value("name", json())}}},
      {"inbound_nodes", json::array({json::array({json::array({call[0], call[1], call[2]}),
                                                  json::array({other[0], other[1], other[2]})})})}};
}

}  // namespace

void modernizeKerasModel(json& model) {
  json* config = find(model, "config");
  if (config == nullptr) {
    return;
  }
  if (config->is_array() && model.value("class_name", json()) == "Sequential") {
    *config = {{"name", "sequential"}, {"layers", *config}};
  }
  json* layers = find(*config, "layers");
  if (layers == nullptr || !layers->is_array()) {
    return;
  }
  for (json& layer : *layers) {
    if (layer.is_object()) {
      replaceSum(layer);
      modernizeKerasModel(layer);
    }
  }
}

}  // namespace maacc
