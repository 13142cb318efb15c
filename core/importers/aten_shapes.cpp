#include <map>
#include <numeric>
#include <string_view>

#include "core/importers/aten_operator.h"

namespace maacc {
namespace {

bool isFloat(const AtenOperator& node, const std::string& name) {
  const AtenValue* value = node.writer().find(name);
  return value != nullptr && isTorchFloat(value->type);
}

// The same numbers under another name.
void keep(const AtenOperator& node) {
  const char* input = node.has("self") ? "self" : "input";
  node.tensor(input);
  const std::string& name = node.operation();
  const bool copies = name == "clone" || name == "lift_fresh_copy" || name == "_to_copy";
  node.writer().alias(node.output(), node.tensorName(input), !copies);
}

void convert(const AtenOperator& node) {
  const std::string& input = node.tensorName("self");
  const bool toFloat = isFloat(node, node.output());
  if (isFloat(node, input) == toFloat) {
    keep(node);
    return;
  }
  const auto type = static_cast<int64_t>(toFloat ? OnnxType::Float : OnnxType::Int64);
  node.emit("Cast", {node.tensor("self")}, {onnxSetting("to", type)});
}

void dropout(const AtenOperator& node) {
  const bool byDefault = node.operation() == "native_dropout";
  const double share = node.number("p", 0.5);
  if (node.boolean("train", byDefault) && share != 0) {
    node.unsupported("it is in training mode; export the model with model.eval()");
  }
  keep(node);
}

void reshape(const AtenOperator& node) {
  const std::string input = node.tensor("self");
  const Shape& shape = node.outputShape();
  if (shape == node.shape("self")) {
    keep(node);
    return;
  }
  node.emit("Reshape", {input, node.constant("size", shape)},
            {onnxSetting("allowzero", int64_t{1})});
  node.writer().view(node.output(), node.tensorName("self"));
}

std::vector<int64_t> permutationOf(const AtenOperator& node, size_t rank) {
  const std::string& name = node.operation();
  if (name == "permute") {
    std::vector<int64_t> order = node.integers("dims");
    for (int64_t& axis : order) {
      axis += axis < 0 ? static_cast<int64_t>(rank) : 0;
    }
    return order;
  }
  std::vector<int64_t> order(rank);
  std::iota(order.begin(), order.end(), 0);
  const bool isPlain = name == "t" || name == "numpy_T";
  if (isPlain && rank < 2) {
    return order;
  }
  const bool swaps = name.starts_with("swap");
  const char* first = swaps ? "axis0" : "dim0";
  const char* second = swaps ? "axis1" : "dim1";
  const auto a = static_cast<size_t>(isPlain ? 0 : node.axis(first, 0, rank));
  const auto b = static_cast<size_t>(isPlain ? 1 : node.axis(second, 0, rank));
  std::swap(order[a], order[b]);
  return order;
}

void transpose(const AtenOperator& node) {
  const size_t rank = node.shape("self").size();
  const std::vector<int64_t> order = permutationOf(node, rank);
  if (order == std::vector<int64_t>{1, 0}) {
    node.tensor("self");
    node.writer().setTransposed(node.output(), node.tensorName("self"));
    return;
  }
  node.emit("Transpose", {node.tensor("self")}, {onnxSetting("perm", order)});
  node.writer().view(node.output(), node.tensorName("self"));
}

void concatenate(const AtenOperator& node) {
  node.emit("Concat", node.tensors("tensors"), {onnxSetting("axis", node.integer("dim", 0))});
}

void softmax(const AtenOperator& node) {
  const bool isLog = node.operation().find("log") != std::string::npos;
  node.emit(isLog ? "LogSoftmax" : "Softmax", {node.tensor("self")},
            {onnxSetting("axis", node.integer("dim", -1))});
}

void nothing(const AtenOperator&) {}

}  // namespace

AtenTranslator findAtenShape(const std::string& operation) {
  static const std::map<std::string_view, AtenTranslator> table = {
      {"contiguous", keep},
      {"clone", keep},
      {"detach", keep},
      {"alias", keep},
      {"lift_fresh_copy", keep},
      {"lift_fresh", keep},
      {"requires_grad", keep},
      {"to", convert},
      {"_to_copy", convert},
      {"type_as", convert},
      {"float", convert},
      {"dropout", dropout},
      {"feature_dropout", dropout},
      {"alpha_dropout", dropout},
      {"feature_alpha_dropout", dropout},
      {"native_dropout", dropout},
      {"view", reshape},
      {"reshape", reshape},
      {"_unsafe_view", reshape},
      {"flatten", reshape},
      {"unflatten", reshape},
      {"squeeze", reshape},
      {"unsqueeze", reshape},
      {"view_as", reshape},
      {"reshape_as", reshape},
      {"permute", transpose},
      {"transpose", transpose},
      {"swapaxes", transpose},
      {"swapdims", transpose},
      {"t", transpose},
      {"numpy_T", transpose},
      {"cat", concatenate},
      {"concat", concatenate},
      {"softmax", softmax},
      {"_softmax", softmax},
      {"log_softmax", softmax},
      {"_log_softmax", softmax},
      {"sym_size", nothing},
      {"_assert_tensor_metadata", nothing},
      {"_assert_scalar", nothing},
      {"_assert_async", nothing},
      {"sym_constrain_range_for_size", nothing},
  };
  const auto found = table.find(operation);
  return found == table.end() ? nullptr : found->second;
}

}  // namespace maacc
