#include <algorithm>
#include <map>
#include <string_view>

#include "core/importers/aten_operator.h"

namespace maacc {
namespace {

// product of `data` and a matrix, plus a bias.
void multiply(const AtenOperator& node,
              const std::string& data,
              const std::string& matrixName,
              const std::string& bias,
              bool outByIn) {
  AtenWriter& writer = node.writer();
  const std::string original = writer.transposedFrom(matrixName);
  const std::string matrix = original.empty() ? writer.use(matrixName) : original;
  const bool transposed = original.empty() ? outByIn : !outByIn;
  std::vector<std::string> inputs = {data, matrix};
  if (!bias.empty()) {
    inputs.push_back(bias);
  }
  node.emit(
      "Gemm", std::move(inputs),
      {onnxSetting("transB", transposed ? int64_t{1} : int64_t{0}),
       onnxSetting("alpha", node.number("alpha", 1)), onnxSetting("beta", node.number("beta", 1))});
}

// On the last axis of more than two.
void multiplyLastAxis(const AtenOperator& node,
                      const std::string& data,
                      const std::string& matrix,
                      const std::string& bias) {
  if (bias.empty()) {
    node.emit("MatMul", {data, matrix});
    return;
  }
  node.emit("Add", {node.between("MatMul", {data, matrix}), bias});
}

void linear(const AtenOperator& node) {
  if (node.shape("input").size() > 2) {
    const std::string matrix = node.between("Transpose", {node.tensor("weight")},
                                            {onnxSetting("perm", std::vector<int64_t>{1, 0})});
    multiplyLastAxis(node, node.tensor("input"), matrix, node.optionalTensor("bias"));
    return;
  }
  multiply(node, node.tensor("input"), node.tensorName("weight"), node.optionalTensor("bias"),
           true);
}

void addmm(const AtenOperator& node) {
  multiply(node, node.tensor("mat1"), node.tensorName("mat2"), node.tensor("self"), false);
}

void matmul(const AtenOperator& node) {
  const char* right = node.operation() == "mm" ? "mat2" : "other";
  if (node.shape(right).size() != 2 || node.shape("self").size() != 2) {
    node.emit("MatMul", {node.tensor("self"), node.tensor(right)});
    return;
  }
  multiply(node, node.tensor("self"), node.tensorName(right), {}, false);
}

// Of PyTorch's "same": what is odd goes behind the image.
std::vector<int64_t> samePads(const AtenOperator& node,
                              const Shape& weight,
                              const std::vector<int64_t>& dilation) {
  const size_t axes = dilation.size();
  std::vector<int64_t> pads(2 * axes);
  for (size_t axis = 0; axis < axes; ++axis) {
    int64_t total = 0;
    if (weight[axis + 2] < 1 ||
        __builtin_mul_overflow(dilation[axis], weight[axis + 2] - 1, &total)) {
      node.badInput("its dilations do not fit its weights");
    }
    pads[axis] = total / 2;
    pads[axes + axis] = total - total / 2;
  }
  return pads;
}

std::vector<int64_t> convolutionPads(const AtenOperator& node,
                                     const Shape& weight,
                                     const std::vector<int64_t>& dilation) {
  const size_t axes = dilation.size();
  const std::string mode = node.text("padding", "");
  if (mode == "same") {
    return samePads(node, weight, dilation);
  }
  std::vector<int64_t> pads(2 * axes, 0);
  if (mode != "valid") {
    const std::vector<int64_t> sides = node.sizes("padding", axes, 0);
    std::copy(sides.begin(), sides.end(), pads.begin());
    std::copy(sides.begin(), sides.end(), pads.begin() + static_cast<std::ptrdiff_t>(axes));
  }
  return pads;
}

void convolution(const AtenOperator& node) {
  const Shape& weight = node.shape("weight");
  if (weight.size() < 3) {
    node.badInput("its weights have the shape " + shapeText(weight));
  }
  if (node.boolean("transposed", false)) {
    node.unsupported("transposed convolutions are not supported");
  }
  const size_t axes = weight.size() - 2;
  const std::vector<int64_t> dilation = node.sizes("dilation", axes, 1);
  std::vector<std::string> inputs = {node.tensor("input"), node.tensor("weight")};
  if (node.has("bias")) {
    inputs.push_back(node.tensor("bias"));
  }
  node.emit("Conv", std::move(inputs),
            {onnxSetting("strides", node.sizes("stride", axes, 1)),
             onnxSetting("pads", convolutionPads(node, weight, dilation)),
             onnxSetting("dilations", dilation), onnxSetting("group", node.integer("groups", 1))});
}

void batchNorm(const AtenOperator& node) {
  const bool noTraining = node.operation() == "_native_batch_norm_legit_no_training";
  if (!noTraining && node.boolean("training", false)) {
    node.unsupported("it is in training mode; export the model with model.eval()");
  }
  if (!node.has("running_mean") || !node.has("running_var")) {
    node.unsupported(
        "it takes mean and variance from the batch, which mixes samples; use "
        "track_running_stats=True");
  }
  const Shape& mean = node.shape("running_mean");
  const int64_t channels = mean.empty() ? 0 : mean.front();
  const std::string scale =
      node.has("weight") ? node.tensor("weight") : node.filled("weight", channels, 1);
  const std::string offset =
      node.has("bias") ? node.tensor("bias") : node.filled("bias", channels, 0);
  const char* epsilon = node.has("epsilon") ? "epsilon" : "eps";
  node.emit("BatchNormalization",
            {node.tensor("input"), scale, offset, node.tensor("running_mean"),
             node.tensor("running_var")},
            {onnxSetting("epsilon", node.number(epsilon, 1e-5))});
}

void layerNorm(const AtenOperator& node) {
  const std::vector<int64_t> shape = node.integers("normalized_shape");
  const int64_t count = elementCount(shape);
  if (shape.empty()) {
    node.badInput("its normalized_shape is missing");
  }
  std::vector<std::string> inputs = {node.tensor("input")};
  inputs.push_back(node.has("weight") ? node.tensor("weight") : node.filled("weight", count, 1));
  if (node.has("bias")) {
    inputs.push_back(node.tensor("bias"));
  }
  node.emit("LayerNormalization", std::move(inputs),
            {onnxSetting("axis", -static_cast<int64_t>(shape.size())),
             onnxSetting("epsilon", node.number("eps", 1e-5))});
}

void embedding(const AtenOperator& node) {
  node.emit("Gather", {node.tensor("weight"), node.tensor("indices")},
            {onnxSetting("axis", int64_t{0})});
}

}  // namespace

AtenTranslator findAtenWeighted(const std::string& operation) {
  static const std::map<std::string_view, AtenTranslator> table = {
      {"linear", linear},
      {"addmm", addmm},
      {"mm", matmul},
      {"matmul", matmul},
      {"conv1d", convolution},
      {"conv2d", convolution},
      {"conv3d", convolution},
      {"convolution", convolution},
      {"_convolution", convolution},
      {"batch_norm", batchNorm},
      {"native_batch_norm", batchNorm},
      {"cudnn_batch_norm", batchNorm},
      {"_native_batch_norm_legit", batchNorm},
      {"_native_batch_norm_legit_no_training", batchNorm},
      {"layer_norm", layerNorm},
      {"native_layer_norm", layerNorm},
      {"embedding", embedding},
  };
  const auto found = table.find(operation);
  return found == table.end() ? nullptr : found->second;
}

}  // namespace maacc
