#include "core/engine/torchscript_walk.h"

#include <torch/script.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/engine/torchscript_nodes.h"
#include "core/engine/torchscript_values.h"
#include "core/importers/pt2_names.h"

namespace maacc {
namespace {

using c10::IValue;
using torch::jit::Block;
using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

constexpr int kDeepestCalls = 200;
constexpr int64_t kMostSteps = 1 << 20;

// What a forward returns. Of a tuple with empty places, as models with auxiliary outputs return it
// at inference, what is there.
std::vector<IValue> withoutEmpty(std::vector<IValue> results) {
  if (results.size() != 1 || !results.front().isTuple()) {
    return results;
  }
  std::vector<IValue> there;
  for (const IValue& element : results.front().toTupleRef().elements()) {
    if (!element.isNone()) {
      there.push_back(element);
    }
  }
  return there.size() == 1 ? there : results;
}

class Walker {
 public:
  Walker(AtenGraph& graph, const std::string& file) : graph_(graph), file_(file), values_(graph) {}

  void walk(const torch::jit::Module& module, const ExampleInput& input);

 private:
  // A call: which module it runs in.
  struct Place {
    std::string path;
    std::string moduleClass;
  };
  using Bindings = std::unordered_map<const Value*, IValue>;

  std::vector<IValue> call(torch::jit::Function& function,
                           std::vector<IValue> arguments,
                           const Place& place);
  void run(const Block& block, Bindings& bindings, const Place& place);
  void step(const Node& node, Bindings& bindings, const Place& place);
  bool stepControl(const Node& node, Bindings& bindings, const Place& place);
  bool stepContainer(const Node& node, Bindings& bindings);
  bool stepObject(const Node& node, Bindings& bindings, const Place& place);
  void loop(const Node& node, Bindings& bindings, const Place& place);
  void getAttribute(const Node& node, Bindings& bindings);
  void operate(const Node& node, Bindings& bindings, const Place& place);
  void record(const Node& node,
              const std::vector<IValue>& inputs,
              const std::vector<IValue>& outputs,
              const Place& place);

  std::vector<IValue> inputsOf(const Node& node, const Bindings& bindings) const;
  static void bind(Bindings& bindings,
                   at::ArrayRef<const Value*> names,
                   std::vector<IValue> values);
  std::string placeText(const Node& node, const Place& place) const;
  [[noreturn]] void unsupported(const Node& node,
                                const Place& place,
                                const std::string& what) const;

  AtenGraph& graph_;
  const std::string& file_;
  TorchScriptValues values_;
  std::unordered_map<const c10::ivalue::Object*, std::string> paths_;
  int depth_ = 0;
  int64_t steps_ = 0;
};

std::string Walker::placeText(const Node& node, const Place& place) const {
  return file_ + ": node '" + atenNodeName(place.path, place.moduleClass, baseNameOf(node)) +
         "' (" + operationOf(node) + ")";
}

void Walker::unsupported(const Node& node, const Place& place, const std::string& what) const {
  throw Error(ErrorCode::Unsupported, placeText(node, place) + ": " + what);
}

std::vector<IValue> Walker::inputsOf(const Node& node, const Bindings& bindings) const {
  std::vector<IValue> inputs;
  for (const Value* input : node.inputs()) {
    const auto found = bindings.find(input);
    inputs.push_back(found == bindings.end() ? IValue() : found->second);
  }
  return inputs;
}

void Walker::bind(Bindings& bindings,
                  at::ArrayRef<const Value*> names,
                  std::vector<IValue> values) {
  MAACC_CHECK(names.size() == values.size());
  for (size_t i = 0; i < names.size(); ++i) {
    bindings[names[i]] = std::move(values[i]);
  }
}

std::vector<IValue> Walker::call(torch::jit::Function& function,
                                 std::vector<IValue> arguments,
                                 const Place& place) {
  torch::jit::GraphFunction* script = torch::jit::tryToGraphFunction(function);
  if (script == nullptr || ++depth_ > kDeepestCalls) {
    throw Error(ErrorCode::Unsupported, file_ + ": '" + function.name() +
                                            "' is no function that can be followed; export the "
                                            "model with torch.export.save or torch.onnx.export");
  }
  script->ensure_defined();
  const std::shared_ptr<Graph> graph = script->graph();
  const at::ArrayRef<const Value*> names = static_cast<const Graph&>(*graph).inputs();
  if (names.size() != arguments.size()) {
    throw Error(ErrorCode::Unsupported, file_ + ": '" + function.name() + "' takes " +
                                            std::to_string(names.size() - 1) +
                                            " inputs; only models with one input can be analysed");
  }
  Bindings bindings;
  bind(bindings, names, std::move(arguments));
  run(*graph->block(), bindings, place);
  std::vector<IValue> results;
  for (const Value* output : graph->outputs()) {
    results.push_back(bindings[output]);
  }
  --depth_;
  return results;
}

void Walker::run(const Block& block, Bindings& bindings, const Place& place) {
  for (const Node* node : block.nodes()) {
    if (++steps_ > kMostSteps) {
      unsupported(*node, place, "the program runs more than a million operators on one input");
    }
    step(*node, bindings, place);
  }
}

void Walker::step(const Node& node, Bindings& bindings, const Place& place) {
  if (!stepControl(node, bindings, place) && !stepContainer(node, bindings) &&
      !stepObject(node, bindings, place)) {
    operate(node, bindings, place);
  }
}

void Walker::loop(const Node& node, Bindings& bindings, const Place& place) {
  std::vector<IValue> carried = inputsOf(node, bindings);
  const int64_t most = carried[0].toInt();
  bool goesOn = carried[1].toBool();
  carried.erase(carried.begin(), carried.begin() + 2);
  const Block& body = *node.blocks()[0];
  for (int64_t i = 0; i < most && goesOn; ++i) {
    if (++steps_ > kMostSteps) {
      unsupported(node, place, "the loop runs more than a million times");
    }
    carried.insert(carried.begin(), IValue(i));
    bind(bindings, body.inputs(), std::move(carried));
    run(body, bindings, place);
    std::vector<IValue> results;
    for (const Value* output : body.outputs()) {
      results.push_back(bindings[output]);
    }
    goesOn = results[0].toBool();
    carried.assign(results.begin() + 1, results.end());
  }
  bind(bindings, node.outputs(), std::move(carried));
}

bool Walker::stepControl(const Node& node, Bindings& bindings, const Place& place) {
  switch (node.kind()) {
    case c10::prim::Constant:
      if (node.output()->type()->kind() != c10::TypeKind::FunctionType) {
        bindings[node.output()] = torch::jit::toIValue(node.output()).value_or(IValue());
      }
      return true;
    case c10::prim::If: {
      const bool condition = bindings[node.input(0)].toBool();
      const Block& chosen = *node.blocks()[condition ? 0 : 1];
      run(chosen, bindings, place);
      std::vector<IValue> results;
      for (const Value* output : chosen.outputs()) {
        results.push_back(bindings[output]);
      }
      bind(bindings, node.outputs(), std::move(results));
      return true;
    }
    case c10::prim::Loop:
      loop(node, bindings, place);
      return true;
    case c10::prim::unchecked_cast:
      bindings[node.output()] = bindings[node.input(0)];
      return true;
    case c10::prim::Uninitialized:
      bindings[node.output()] = IValue::uninitialized();
      return true;
    case c10::aten::warn:  // what the program would say of itself
    case c10::prim::Print:
      return true;
    default:
      return false;
  }
}

bool Walker::stepContainer(const Node& node, Bindings& bindings) {
  const std::vector<IValue> inputs = inputsOf(node, bindings);
  switch (node.kind()) {
    case c10::prim::ListConstruct: {
      const auto type = node.output()->type()->expect<c10::ListType>();
      c10::impl::GenericList list(type->getElementType());
      for (const IValue& input : inputs) {
        list.push_back(input);
      }
      bindings[node.output()] = IValue(std::move(list));
      return true;
    }
    case c10::prim::TupleConstruct:
      bindings[node.output()] = c10::ivalue::Tuple::create(inputs);
      return true;
    case c10::prim::TupleUnpack: {
      const auto& elements = inputs[0].toTupleRef().elements();
      bind(bindings, node.outputs(), std::vector<IValue>(elements.begin(), elements.end()));
      return true;
    }
    case c10::prim::ListUnpack: {
      const auto elements = inputs[0].toListRef();
      if (elements.size() != node.outputs().size()) {
        throw Error(ErrorCode::BadInput, file_ + ": the program unpacks a list of " +
                                             std::to_string(elements.size()) + " into " +
                                             std::to_string(node.outputs().size()));
      }
      bind(bindings, node.outputs(), std::vector<IValue>(elements.begin(), elements.end()));
      return true;
    }
    default:
      return false;
  }
}

void Walker::getAttribute(const Node& node, Bindings& bindings) {
  const auto object = bindings[node.input(0)].toObject();
  const std::string& name = node.s(c10::attr::name);
  const IValue attribute = object->getAttr(name);
  const auto owner = paths_.find(object.get());
  const std::string path =
      owner == paths_.end() || owner->second.empty() ? name : owner->second + "." + name;
  if (attribute.isObject()) {
    paths_.emplace(attribute.toObject().get(), path);
  } else if (attribute.isTensor() && owner != paths_.end()) {
    values_.setName(attribute.toTensor(), path);
  }
  bindings[node.output()] = attribute;
}

bool Walker::stepObject(const Node& node, Bindings& bindings, const Place& place) {
  switch (node.kind()) {
    case c10::prim::GetAttr:
      getAttribute(node, bindings);
      return true;
    case c10::prim::SetAttr:
      unsupported(node, place,
                  "it changes '" + node.s(c10::attr::name) +
                      "' of its module, so one input could change the result of the next");
    case c10::prim::CallMethod: {
      std::vector<IValue> arguments = inputsOf(node, bindings);
      const auto object = arguments[0].toObject();
      const auto path = paths_.find(object.get());
      const Place inner{path == paths_.end() ? place.path : path->second,
                        classNameOf(*object->type())};
      bind(bindings, node.outputs(),
           call(object->type()->getMethod(node.s(c10::attr::name)), std::move(arguments), inner));
      return true;
    }
    case c10::prim::CallFunction: {
      std::vector<IValue> arguments = inputsOf(node, bindings);
      arguments.erase(arguments.begin());
      const auto function = node.input(0)->type()->expect<c10::FunctionType>();
      bind(bindings, node.outputs(), call(*function->function(), std::move(arguments), place));
      return true;
    }
    default:
      return false;
  }
}

void Walker::record(const Node& node,
                    const std::vector<IValue>& inputs,
                    const std::vector<IValue>& outputs,
                    const Place& place) {
  const c10::FunctionSchema& schema = node.schema();
  std::vector<at::Tensor> made;
  for (const IValue& output : outputs) {
    if (output.isTensor()) {
      made.push_back(output.toTensor());
    } else if (output.isTensorList()) {
      const auto list = output.toTensorVector();
      made.insert(made.end(), list.begin(), list.end());
    } else {
      unsupported(node, place,
                  "it turns numbers of the data into something else than a tensor, on which the "
                  "program could decide; only programs that do the same for all inputs are "
                  "supported");
    }
  }
  const bool isSame = made.size() == 1 && values_.isData(made[0]) && !schema.is_mutable();
  if (isSame) {
    return;
  }
  AtenNode recorded;
  recorded.operation = operationOf(node);
  const std::string text = placeText(node, place);
  for (size_t i = 0; i < inputs.size(); ++i) {
    recorded.arguments.emplace_back(schema.arguments()[i].name(),
                                    values_.argument(inputs[i], text));
  }
  for (const at::Tensor& tensor : made) {
    recorded.outputs.push_back(values_.freshName(baseNameOf(node)));
    values_.setData(tensor, recorded.outputs.back());
  }
  recorded.name = atenNodeName(place.path, place.moduleClass,
                               recorded.outputs.empty() ? baseNameOf(node) : recorded.outputs[0]);
  graph_.nodes.push_back(std::move(recorded));
}

void Walker::operate(const Node& node, Bindings& bindings, const Place& place) {
  if (node.maybeOperator() == nullptr) {
    unsupported(node, place, "this instruction of TorchScript is not supported");
  }
  const std::vector<IValue> inputs = inputsOf(node, bindings);
  torch::jit::Stack stack(inputs.begin(), inputs.end());
  try {
    node.getOperation()(stack);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& problem) {
    const auto* error = dynamic_cast<const c10::Error*>(&problem);
    const std::string full = error == nullptr ? problem.what() : error->what_without_backtrace();
    throw Error(ErrorCode::BadInput, placeText(node, place) + ": on an input of shape " +
                                         shapeText(graph_.values[graph_.inputs[0]].shape) +
                                         " it fails (" + full.substr(0, full.find('\n')) +
                                         "); say the shape of one input with --input-shape");
  }
  std::vector<IValue> outputs(stack.end() - static_cast<std::ptrdiff_t>(node.outputs().size()),
                              stack.end());
  const bool readsData = std::any_of(inputs.begin(), inputs.end(),
                                     [&](const IValue& input) { return values_.holdsData(input); });
  if (readsData && takesTensors(node.schema()) && !isShapeQuestion(operationOf(node))) {
    record(node, inputs, outputs, place);
  }
  bind(bindings, node.outputs(), std::move(outputs));
}

void Walker::walk(const torch::jit::Module& module, const ExampleInput& input) {
  const auto object = module._ivalue();
  torch::jit::Function* forward = object->type()->findMethod("forward");
  if (forward == nullptr) {
    throw Error(ErrorCode::Unsupported,
                file_ +
                    ": the TorchScript file has no forward method, so it holds data and no "
                    "model; save a model with torch.jit.save");
  }
  const at::Tensor example =
      at::zeros(input.shape, input.isInteger ? at::TensorOptions(at::kLong) : at::kFloat);
  paths_.emplace(object.get(), "");
  const auto names = static_cast<const Graph&>(*toGraphFunction(*forward).graph()).inputs();
  std::string name = names.size() > 1 ? names[1]->debugName() : "input";
  name = values_.freshName(name.substr(0, name.find('.')));
  graph_.inputs = {name};
  values_.setData(example, name);
  const std::vector<IValue> results = withoutEmpty(
      call(*forward, {IValue(object), IValue(example)}, {"", classNameOf(*object->type())}));
  for (const IValue& result : results) {
    if (!result.isTensor() || !values_.isData(result.toTensor())) {
      throw Error(ErrorCode::Unsupported,
                  file_ +
                      ": the model's output is no single tensor that depends on the input; "
                      "return the class scores alone");
    }
    graph_.outputs.push_back(values_.nameOf(result.toTensor(), file_));
  }
}

}  // namespace

AtenGraph walkTorchScript(const torch::jit::Module& module,
                          const ExampleInput& input,
                          const std::string& file) {
  const c10::InferenceMode guard;
  AtenGraph graph;
  graph.file = file;
  Walker(graph, file).walk(module, input);
  return graph;
}

}  // namespace maacc
