#include "core/importers/onnx_graph.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/importers/onnx_elementwise.h"
#include "core/importers/onnx_folding.h"
#include "core/importers/onnx_layers.h"

namespace maacc {
namespace {

using Translator = void (*)(const OnnxOperator&);

const std::map<std::string_view, Translator>& translators() {
  static const std::map<std::string_view, Translator> table = {
      {"Gemm", translateOnnxGemm},
      {"MatMul", translateOnnxMatMul},
      {"Conv", translateOnnxConv},
      {"BatchNormalization", translateOnnxBatchNorm},
      {"MaxPool", translateOnnxPool},
      {"AveragePool", translateOnnxPool},
      {"GlobalAveragePool", translateOnnxGlobalPool},
      {"GlobalMaxPool", translateOnnxGlobalPool},
      {"LayerNormalization", translateOnnxLayerNorm},
      {"Gather", translateOnnxGather},
      {"Expand", translateOnnxExpand},
      {"Mish", translateOnnxMish},
      {"ReduceMean", translateOnnxReduce},
      {"ReduceMax", translateOnnxReduce},
      {"Pad", translateOnnxPad},
      {"Flatten", translateOnnxFlatten},
      {"Reshape", translateOnnxReshape},
      {"Squeeze", translateOnnxSqueeze},
      {"Unsqueeze", translateOnnxUnsqueeze},
      {"Transpose", translateOnnxTranspose},
      {"Concat", translateOnnxConcat},
      {"Dropout", translateOnnxDropout},
      {"Cast", translateOnnxCast},
      {"Softmax", translateOnnxSoftmax},
      {"LogSoftmax", translateOnnxSoftmax},
      {"Shape", translateOnnxShape},
      {"Size", translateOnnxShape},
  };
  return table;
}

// The node's inputs when all of them are constants.
std::optional<std::vector<OnnxConstantPointer>> constantInputs(const OnnxOperator& node) {
  std::vector<OnnxConstantPointer> constants;
  for (size_t which = 0; which < node.node().inputs.size(); ++which) {
    // Only names are looked at first: weights of a layer are not to be read twice.
    if (node.hasInput(which) && !node.builder().isConstant(node.node().inputs[which])) {
      return std::nullopt;
    }
  }
  for (size_t which = 0; which < node.node().inputs.size(); ++which) {
    constants.push_back(node.constant(which));
  }
  return constants;
}

bool fold(const OnnxOperator& node) {
  const auto constants = constantInputs(node);
  if (!constants) {
    return false;
  }
  OnnxArguments arguments;
  for (const OnnxConstantPointer& constant : *constants) {
    arguments.push_back(constant.get());
  }
  OnnxBuilder& builder = node.builder();
  std::optional<OnnxConstant> folded =
      foldOnnxNode(node, arguments, builder.model().file, builder.budget());
  if (folded) {
    builder.set(node.outputName(), std::make_shared<const OnnxConstant>(std::move(*folded)));
  }
  return folded.has_value();
}

void translate(const OnnxOperator& node) {
  if (node.node().outputs.empty() || node.outputName().empty()) {
    node.badInput("it has no output; export the model again");
  }
  if (node.builder().find(node.outputName()) != nullptr) {
    node.badInput("another node makes '" + node.outputName() + "' too; export the model again");
  }
  if (node.builder().isTaken(node.position())) {
    if (const OnnxSpreadNorm* norm = node.builder().spreadNorm(node.position())) {
      translateOnnxSpreadNorm(node, *norm);
    }
    return;
  }
  if (fold(node)) {
    return;
  }
  const auto found = translators().find(node.operation());
  const bool known = node.node().domain.empty() &&
                     (found != translators().end() || isOnnxElementwise(node.operation()));
  if (!known) {
    node.unsupported(
        "this operator is not supported (docs/model_formats.md lists those that are); change the "
        "model or export it without it");
  }
  if (node.node().inputs.empty()) {
    node.badInput("it has no input; export the model again");
  }
  if (found != translators().end()) {
    found->second(node);
  } else {
    translateOnnxElementwise(node);
  }
}

}  // namespace

Network translateOnnxGraph(OnnxModel model) {
  if (model.outputs.size() != 1) {
    throw Error(ErrorCode::Unsupported,
                model.file + ": the model has " + std::to_string(model.outputs.size()) +
                    " outputs; only models with one output can be analysed");
  }
  OnnxBuilder builder(std::move(model));
  builder.addInput();
  const int nodes = static_cast<int>(builder.model().nodes.size());
  for (int position = 0; position < nodes; ++position) {
    translate(OnnxOperator(builder, position));
  }
  if (nodes == 0) {
    throw Error(ErrorCode::BadInput, builder.model().file + ": the model has no layers");
  }
  const OnnxOperator last(builder, nodes - 1);
  const OnnxActivation output = builder.activation(builder.model().outputs.front(), last);
  return builder.finish(flatOnnxOutput(last, output));
}

}  // namespace maacc
