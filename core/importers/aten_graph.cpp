#include "core/importers/aten_graph.h"

#include "core/base/error.h"
#include "core/importers/aten_operator.h"
#include "core/importers/onnx_graph.h"

namespace maacc {
namespace {

constexpr std::string_view kPrefix = "aten::";

bool worksInPlace(const std::string& operation) {
  return operation.ends_with('_') && !operation.ends_with("__");
}

std::string plainName(const std::string& operation) {
  std::string name = operation.starts_with(kPrefix) ? operation.substr(kPrefix.size()) : operation;
  if (worksInPlace(name)) {
    name.pop_back();
  }
  return name;
}

AtenTranslator findTranslator(const std::string& operation) {
  for (const auto find : {findAtenWeighted, findAtenPooling, findAtenElementwise, findAtenShape}) {
    if (const AtenTranslator found = find(operation)) {
      return found;
    }
  }
  return nullptr;
}

void translate(AtenWriter& writer, const AtenNode& node) {
  const std::string name = plainName(node.operation);
  const AtenOperator current(writer, node, name);
  const AtenTranslator translator =
      node.operation.starts_with(kPrefix) ? findTranslator(name) : nullptr;
  if (translator == nullptr) {
    current.unsupported(
        "this operator is not supported (docs/model_formats.md lists those that are); change the "
        "model or export it without it");
  }
  translator(current);
  if (worksInPlace(node.operation)) {
    const char* self = current.has("self") ? "self" : "input";
    writer.changedInPlace(current.tensorName(self), current.output());
  }
}

void checkEnds(const AtenGraph& graph) {
  if (graph.outputs.size() != 1) {
    throw Error(ErrorCode::Unsupported,
                graph.file + ": the model has " + std::to_string(graph.outputs.size()) +
                    " outputs; only models with one output can be analysed");
  }
  if (graph.inputs.size() != 1) {
    throw Error(ErrorCode::Unsupported, graph.file + ": the model has " +
                                            std::to_string(graph.inputs.size()) +
                                            " inputs; only models with one input can be analysed");
  }
}

}  // namespace

Network translateAtenGraph(AtenGraph graph) {
  checkEnds(graph);
  AtenWriter writer(std::move(graph));
  for (const AtenNode& node : writer.graph().nodes) {
    translate(writer, node);
  }
  OnnxModel model = writer.finish();
  if (model.nodes.empty()) {
    throw Error(ErrorCode::BadInput, model.file + ": the model has no layers");
  }
  return translateOnnxGraph(std::move(model));
}

}  // namespace maacc
