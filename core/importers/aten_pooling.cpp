#include <algorithm>
#include <map>
#include <string_view>

#include "core/importers/aten_operator.h"

namespace maacc {
namespace {

std::vector<int64_t> twice(std::vector<int64_t> values) {
  const size_t count = values.size();
  values.resize(2 * count);
  std::copy_n(values.begin(), count, values.begin() + static_cast<std::ptrdiff_t>(count));
  return values;
}

// How many axes the window has: max_pool1d, avg_pool2d.
size_t windowAxes(const AtenOperator& node) {
  return node.operation().find("1d") != std::string::npos ? 1 : 2;
}

std::vector<OnnxAttribute> windowSettings(const AtenOperator& node) {
  const size_t axes = windowAxes(node);
  const std::vector<int64_t> window = node.sizes("kernel_size", axes, 1);
  const std::vector<int64_t> stride =
      node.integers("stride").empty() ? window : node.sizes("stride", axes, 1);
  return {onnxSetting("kernel_shape", window), onnxSetting("strides", stride),
          onnxSetting("pads", twice(node.sizes("padding", axes, 0))),
          onnxSetting("ceil_mode", node.integer("ceil_mode", 0))};
}

void maxPool(const AtenOperator& node) {
  std::vector<OnnxAttribute> settings = windowSettings(node);
  settings.push_back(onnxSetting("dilations", node.sizes("dilation", windowAxes(node), 1)));
  node.emit("MaxPool", {node.tensor("self")}, std::move(settings));
}

void averagePool(const AtenOperator& node) {
  if (node.has("divisor_override")) {
    node.unsupported("its divisor_override is not supported");
  }
  std::vector<OnnxAttribute> settings = windowSettings(node);
  settings.push_back(onnxSetting(
      "count_include_pad", node.boolean("count_include_pad", true) ? int64_t{1} : int64_t{0}));
  node.emit("AveragePool", {node.tensor("self")}, std::move(settings));
}

// Where the sizes divide every window has the same size.
void adaptivePool(const AtenOperator& node) {
  const bool isMax = node.operation().find("max") != std::string::npos;
  const size_t axes = windowAxes(node);
  const Shape& from = node.shape("self");
  const std::vector<int64_t> to = node.sizes("output_size", axes, 1);
  if (from.size() != axes + 2) {
    node.unsupported("its input has " + std::to_string(from.size()) + " axes with the batch, but " +
                     std::to_string(axes + 2) + " are needed");
  }
  std::vector<int64_t> window;
  for (size_t axis = 0; axis < axes; ++axis) {
    const int64_t size = from[axis + 2];
    if (to[axis] < 1 || size % to[axis] != 0) {
      node.unsupported("it pools " + shapeText({from.begin() + 2, from.end()}) + " to " +
                       shapeText(to) +
                       ", but only sizes that divide the input's are supported; export the model "
                       "for another input size");
    }
    window.push_back(size / to[axis]);
  }
  const bool isGlobal = std::all_of(to.begin(), to.end(), [](int64_t size) { return size == 1; });
  if (isGlobal) {
    node.emit(isMax ? "GlobalMaxPool" : "GlobalAveragePool", {node.tensor("self")});
    return;
  }
  node.emit(isMax ? "MaxPool" : "AveragePool", {node.tensor("self")},
            {onnxSetting("kernel_shape", window), onnxSetting("strides", window)});
}

void reduce(const AtenOperator& node) {
  const bool isMean = node.operation() == "mean";
  const std::vector<int64_t> axes = node.integers("dim");
  if (node.isTensor("other")) {
    node.emit("Max", {node.tensor("self"), node.tensor("other")});
    return;
  }
  if (axes.empty()) {
    node.unsupported("it reduces all axes, which mixes samples");
  }
  node.emit(isMean ? "ReduceMean" : "ReduceMax", {node.tensor("self")},
            {onnxSetting("axes", axes),
             onnxSetting("keepdims", node.boolean("keepdim", false) ? int64_t{1} : int64_t{0})});
}

// Pairs from the last axis on: [left, right, top, bottom, ...].
void pad(const AtenOperator& node) {
  const size_t rank = node.shape("self").size();
  const std::vector<int64_t> given = node.integers("pad");
  if (given.size() % 2 != 0 || given.size() > 2 * rank) {
    node.badInput("its " + std::to_string(given.size()) + " numbers do not fit a value with " +
                  std::to_string(rank) + " axes");
  }
  std::vector<int64_t> pads(2 * rank, 0);
  for (size_t i = 0; i < given.size() / 2; ++i) {
    pads[rank - 1 - i] = given[2 * i];
    pads[2 * rank - 1 - i] = given[2 * i + 1];
  }
  const std::string mode = node.text("mode", "constant");
  node.emit("Pad",
            {node.tensor("self"), node.constant("pad", pads),
             node.constant("value", node.number("value", 0))},
            {onnxSetting("mode", mode == "replicate" ? "edge" : mode.c_str())});
}

}  // namespace

AtenTranslator findAtenPooling(const std::string& operation) {
  static const std::map<std::string_view, AtenTranslator> table = {
      {"max_pool1d", maxPool},
      {"max_pool2d", maxPool},
      {"max_pool2d_with_indices", maxPool},
      {"max_pool1d_with_indices", maxPool},
      {"avg_pool1d", averagePool},
      {"avg_pool2d", averagePool},
      {"adaptive_avg_pool1d", adaptivePool},
      {"adaptive_avg_pool2d", adaptivePool},
      {"_adaptive_avg_pool2d", adaptivePool},
      {"adaptive_max_pool1d", adaptivePool},
      {"adaptive_max_pool2d", adaptivePool},
      {"mean", reduce},
      {"amax", reduce},
      {"max", reduce},
      {"pad", pad},
      {"constant_pad_nd", pad},
  };
  const auto found = table.find(operation);
  return found == table.end() ? nullptr : found->second;
}

}  // namespace maacc
