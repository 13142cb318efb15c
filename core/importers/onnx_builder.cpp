#include "core/importers/onnx_builder.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/importers/onnx_elementwise.h"
#include "core/importers/onnx_names.h"

namespace maacc {
namespace {

constexpr int64_t kMaxInputExtent = int64_t{1} << 24;
constexpr int64_t kMostColours = 4;

const std::vector<int64_t> kToChannelsFirst = {0, 3, 1, 2};

bool isCastToFloat(const OnnxNode& node) {
  const auto to = std::find_if(node.attributes.begin(), node.attributes.end(),
                               [](const OnnxAttribute& setting) { return setting.name == "to"; });
  return node.operation == "Cast" && to != node.attributes.end() &&
         isOnnxFloat(static_cast<OnnxType>(to->integer));
}

// isData: whether its input depends on the model's. Constants may have to become floats.
bool doesNothing(const OnnxNode& node, bool isData) {
  // The third input of Dropout says whether the model is in training.
  const bool same = node.operation == "Identity" ||
                    (node.operation == "Dropout" && node.inputs.size() < 3) ||
                    (isData && isCastToFloat(node));
  return same && node.domain.empty() && !node.inputs.empty() && !node.outputs.empty();
}

bool gathers(const OnnxNode& node, const std::string& name) {
  return node.operation == "Gather" && node.inputs.size() == 2 && node.inputs[1] == name &&
         node.inputs[0] != name;
}

std::string listNames(const std::vector<const OnnxValueInfo*>& infos) {
  std::string text;
  for (const OnnxValueInfo* info : infos) {
    text += (text.empty() ? "'" : ", '") + info->name + "'";
  }
  return text;
}

// Of three axes: a photograph's colours are the one with up to four entries.
bool looksChannelsLast(const Shape& shape) {
  return shape[2] <= kMostColours && shape[0] > kMostColours;
}

}  // namespace

Shape canonicalOnnxShape(Shape shape, bool channelsLast) {
  if (shape.size() == 2) {
    shape.insert(shape.begin(), 1);
  } else if (shape.size() == 3 && channelsLast) {
    std::rotate(shape.begin(), shape.begin() + 2, shape.end());
  }
  return shape;
}

OnnxBuilder::OnnxBuilder(OnnxModel model) : model_(std::move(model)), budget_(model_.file) {
  budget_.addFile(model_.file, static_cast<int64_t>(model_.content->size()));
  for (size_t i = 0; i < model_.initializers.size(); ++i) {
    initializers_[model_.initializers[i].name] = i;
  }
  checkInputTypes();
  dropIdentities();
  for (size_t i = 0; i < model_.nodes.size(); ++i) {
    for (const std::string& input : model_.nodes[i].inputs) {
      std::vector<int>& readers = readers_[input];
      if (readers.empty() || readers.back() != static_cast<int>(i)) {
        readers.push_back(static_cast<int>(i));
      }
    }
  }
}

// Arithmetic on whole numbers rounds and wraps around, which no layer here does.
void OnnxBuilder::checkInputTypes() const {
  for (const OnnxValueInfo& info : model_.inputs) {
    if (info.type == OnnxType::Undefined || isOnnxFloat(info.type) ||
        initializers_.find(info.name) != initializers_.end()) {
      continue;
    }
    for (const OnnxNode& node : model_.nodes) {
      const bool reads =
          std::find(node.inputs.begin(), node.inputs.end(), info.name) != node.inputs.end();
      if (reads && !isCastToFloat(node) && !isOnlyLookedUp(info.name)) {
        throw Error(ErrorCode::Unsupported,
                    model_.file + ": input '" + info.name +
                        "' holds whole numbers that the model neither looks up in a table (Gather) "
                        "nor turns into floats first; export it with a float input");
      }
    }
  }
}

bool OnnxBuilder::isOnlyLookedUp(const std::string& name) const {
  constexpr size_t kMostValues = 16;
  static const std::set<std::string> between = {"Cast", "Less", "Add", "Where"};
  std::vector<std::string> values = {name};
  for (size_t next = 0; next < values.size(); ++next) {
    const std::string value = values[next];
    for (const OnnxNode& node : model_.nodes) {
      if (std::find(node.inputs.begin(), node.inputs.end(), value) == node.inputs.end() ||
          gathers(node, value)) {
        continue;
      }
      if (between.count(node.operation) == 0 || node.outputs.empty() ||
          values.size() == kMostValues) {
        return false;
      }
      values.push_back(node.outputs.front());
    }
  }
  return true;
}

void OnnxBuilder::dropIdentities() {
  std::unordered_map<std::string, std::string> sameAs;
  std::unordered_set<std::string> data;
  for (const OnnxValueInfo& info : model_.inputs) {
    if (initializers_.find(info.name) == initializers_.end()) {
      data.insert(info.name);
    }
  }
  const auto resolve = [&](std::string& name) {
    const auto found = sameAs.find(name);
    name = found == sameAs.end() ? name : found->second;
  };
  std::vector<OnnxNode> kept;
  for (OnnxNode& node : model_.nodes) {
    std::for_each(node.inputs.begin(), node.inputs.end(), resolve);
    const bool isData = std::any_of(node.inputs.begin(), node.inputs.end(),
                                    [&](const std::string& name) { return data.count(name) > 0; });
    if (doesNothing(node, isData)) {
      sameAs[node.outputs.front()] = node.inputs.front();
      continue;
    }
    if (isData && node.operation != "Shape" && node.operation != "Size") {
      data.insert(node.outputs.begin(), node.outputs.end());
    }
    kept.push_back(std::move(node));
  }
  model_.nodes = std::move(kept);
  std::for_each(model_.outputs.begin(), model_.outputs.end(), resolve);
}

OnnxNodeReader OnnxBuilder::reader(int position) const {
  return {model_.nodes[static_cast<size_t>(position)], model_.file, model_.opset};
}

const OnnxValueInfo& OnnxBuilder::onlyInput() const {
  std::vector<const OnnxValueInfo*> inputs;
  for (const OnnxValueInfo& info : model_.inputs) {
    if (initializers_.find(info.name) == initializers_.end()) {
      inputs.push_back(&info);
    }
  }
  if (inputs.size() != 1) {
    throw Error(ErrorCode::Unsupported,
                model_.file + ": the model has " + std::to_string(inputs.size()) + " inputs (" +
                    listNames(inputs) + "); only models with one input can be analysed");
  }
  const OnnxValueInfo& input = *inputs.front();
  const std::string place = model_.file + ": input '" + input.name + "'";
  if (!input.hasShape || input.shape.size() < 2 || input.shape.size() > 4) {
    throw Error(
        ErrorCode::Unsupported,
        place +
            ": its shape must be [batch, features], [batch, height, width] or [batch, channels, "
            "height, width]; export the model with such an input");
  }
  for (size_t axis = 1; axis < input.shape.size(); ++axis) {
    if (input.shape[axis] < 1 || input.shape[axis] > kMaxInputExtent) {
      throw Error(ErrorCode::Unsupported,
                  place + ": axis " + std::to_string(axis) +
                      " has no fixed size; export the model with a fixed size of everything but "
                      "the batch");
    }
  }
  return input;
}

void OnnxBuilder::addInput() {
  const OnnxValueInfo& input = onlyInput();
  batch_ = std::clamp<int64_t>(input.shape.front(), 1, kMaxInputExtent);
  OnnxActivation value;
  value.layer = 0;
  value.name = input.name;
  value.shape.assign(input.shape.begin() + 1, input.shape.end());
  value.channelsLast =
      value.shape.size() == 3 && (isReadAsChannelsLast(input.name) ||
                                  (looksChannelsLast(value.shape) && isOnlyFlattened(input.name)));
  const Shape canonical = canonicalOnnxShape(value.shape, value.channelsLast);
  layers_.push_back({uniqueName(input.name),
                     InputLayer{canonical, value.channelsLast},
                     {},
                     canonical,
                     -1,
                     input.name});
  set(input.name, std::move(value));
}

const OnnxValue* OnnxBuilder::find(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

bool OnnxBuilder::isConstant(const std::string& name) const {
  const OnnxValue* value = find(name);
  return value == nullptr ? initializers_.find(name) != initializers_.end()
                          : std::holds_alternative<OnnxConstantPointer>(*value);
}

OnnxConstantPointer OnnxBuilder::constant(const std::string& name) {
  if (const OnnxValue* value = find(name)) {
    const auto* constant = std::get_if<OnnxConstantPointer>(value);
    return constant == nullptr ? nullptr : *constant;
  }
  const auto found = initializers_.find(name);
  if (found == initializers_.end()) {
    return nullptr;
  }
  // Not kept: large weights are read once, by the layer that owns them.
  return std::make_shared<OnnxConstant>(
      readOnnxTensor(model_.initializers[found->second], model_.file, model_.file, budget_));
}

OnnxActivation OnnxBuilder::activation(const std::string& name, const OnnxNodeReader& user) {
  const OnnxValue* value = find(name);
  if (value == nullptr) {
    if (initializers_.find(name) != initializers_.end()) {
      user.unsupported("its input '" + name +
                       "' is a constant, but only values that depend on the data are supported "
                       "there");
    }
    user.badInput("its input '" + name + "' is made by no node before it; export the model again");
  }
  if (const auto* activation = std::get_if<OnnxActivation>(value)) {
    return *activation;
  }
  if (std::holds_alternative<OnnxConstantPointer>(*value)) {
    user.unsupported("its input '" + name +
                     "' is a constant, but only values that depend on the data are supported "
                     "there");
  }
  return makeFunctionLayer(*this, name);
}

void OnnxBuilder::set(const std::string& name, OnnxValue value) {
  values_.insert_or_assign(name, std::move(value));
}

const OnnxPadding* OnnxBuilder::deferredPadding(const std::string& name) const {
  const auto found = deferred_.find(name);
  return found == deferred_.end() ? nullptr : &found->second;
}

const std::vector<int>& OnnxBuilder::readers(const std::string& name) const {
  static const std::vector<int> none;
  const auto found = readers_.find(name);
  return found == readers_.end() ? none : found->second;
}

bool OnnxBuilder::isOutput(const std::string& name) const {
  return std::find(model_.outputs.begin(), model_.outputs.end(), name) != model_.outputs.end();
}

bool OnnxBuilder::onlyReadBy(const std::string& name, const std::vector<int>& nodes) const {
  const std::vector<int>& all = readers(name);
  return all.size() <= nodes.size() && !isOutput(name) &&
         std::all_of(all.begin(), all.end(), [&](int reader) {
           return std::find(nodes.begin(), nodes.end(), reader) != nodes.end();
         });
}

bool OnnxBuilder::isReadAsChannelsLast(const std::string& name, int depth) const {
  constexpr int kDeepest = 4;
  constexpr size_t kMostBranches = 4;  // of those that are followed, so that the search stays small
  for (const int position : readers(name)) {
    const OnnxNodeReader node = reader(position);
    if (node.operation() == "Transpose" && node.integers("perm") == kToChannelsFirst) {
      return true;
    }
    if (isOnnxElementwise(node.operation()) && depth < kDeepest &&
        readers(name).size() <= kMostBranches && !node.node().outputs.empty() &&
        isReadAsChannelsLast(node.node().outputs.front(), depth + 1)) {
      return true;
    }
  }
  return false;
}

// Where the order of the axes shows nowhere else.
bool OnnxBuilder::isOnlyFlattened(const std::string& name) const {
  const std::vector<int>& all = readers(name);
  return std::all_of(all.begin(), all.end(), [&](int position) {
    const std::string& operation = model_.nodes[static_cast<size_t>(position)].operation;
    return operation == "Reshape" || operation == "Flatten" || operation == "Shape";
  });
}

std::string OnnxBuilder::uniqueName(const std::string& name) {
  int& uses = names_[name];
  std::string unique = ++uses == 1 ? name : name + "_" + std::to_string(uses);
  while (uses > 1 && !names_.try_emplace(unique, 1).second) {
    unique = name + "_" + std::to_string(++uses);
  }
  return unique;
}

OnnxActivation OnnxBuilder::add(const OnnxNodeReader& node,
                                int position,
                                const std::string& weight,
                                LayerParameters parameters,
                                const std::vector<OnnxActivation>& inputs,
                                const std::string& suffix) {
  OnnxPlannedLayer planned;
  planned.name = uniqueName(onnxLayerName(node.node(), weight) + suffix);
  std::vector<Shape> shapes;
  for (const OnnxActivation& input : inputs) {
    planned.inputs.push_back(input.layer);
    shapes.push_back(layer(input.layer).shape);
  }
  try {
    planned.shape = inferOutputShape(planned.name, parameters, shapes);
    elementCount(planned.shape);
  } catch (const Error& error) {
    throw Error(error.code(), model_.file + ": " + error.what());
  }
  planned.parameters = std::move(parameters);
  planned.position = position;
  planned.output = node.node().outputs.front();
  layers_.push_back(std::move(planned));
  return {static_cast<int>(layers_.size()) - 1, layers_.back().shape, false, layers_.back().output};
}

Network OnnxBuilder::finish(const OnnxActivation& output) {
  std::vector<int> order(layers_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return layer(a).position < layer(b).position; });
  std::vector<LayerId> ids(layers_.size());
  Network network(model_.file);
  for (const int index : order) {
    OnnxPlannedLayer& planned = layer(index);
    std::vector<LayerId> inputs;
    inputs.reserve(planned.inputs.size());
    for (const int input : planned.inputs) {
      inputs.push_back(ids[static_cast<size_t>(input)]);
    }
    ids[static_cast<size_t>(index)] =
        network.add(planned.name, std::move(planned.parameters), inputs);
  }
  network.finish(ids[static_cast<size_t>(output.layer)]);
  return network;
}

}  // namespace maacc
