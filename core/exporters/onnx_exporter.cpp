#include "core/exporters/onnx_exporter.h"

#include <set>

#include "core/base/error.h"
#include "core/exporters/onnx_activation.h"

namespace maacc {
namespace {

// LayerNormalization came with 17; every operator used here means the same in later ones.
constexpr int64_t kOpset = 17;

const std::vector<int64_t> kToChannelsFirst = {0, 3, 1, 2};
const std::vector<int64_t> kToChannelsLast = {0, 2, 3, 1};

// [channels, height, width] as its author sees it, or as it is.
Shape authorsShape(const Shape& shape, bool channelsLast) {
  return channelsLast && shape.size() == 3 ? Shape{shape[1], shape[2], shape[0]} : shape;
}

Shape batchOf(Shape shape) {
  shape.insert(shape.begin(), OnnxValueInfo::kOpen);
  return shape;
}

class Exporter {
 public:
  explicit Exporter(const Network& network) : network_(network), writer_("network", kOpset) {}

  std::string write() {
    for (const Layer& layer : network_.layers()) {
      names_.push_back(uniqueName(layer.name));
      layer_ = &layer;
      std::visit([this](const auto& parameters) { write(parameters); }, layer.parameters);
    }
    writer_.addOutput(names_.back(), batchOf(network_.layers().back().outputShape));
    return writer_.finish();
  }

 private:
  using Attributes = std::vector<std::pair<std::string, OnnxAttributeValue>>;

  // ONNX names its values once; layers of nested models may share a name.
  std::string uniqueName(const std::string& name) {
    std::string unique = name;
    for (int count = 2; !taken_.insert(unique).second; ++count) {
      unique = name + "_" + std::to_string(count);
    }
    return unique;
  }

  const std::string& name() const { return names_.back(); }
  const Layer& inputLayer(size_t which = 0) const {
    return network_.layer(layer_->inputs.at(which));
  }
  const std::string& input(size_t which = 0) const {
    return names_[static_cast<size_t>(layer_->inputs.at(which).value)];
  }
  std::vector<std::string> inputs() const {
    std::vector<std::string> all;
    for (const LayerId id : layer_->inputs) {
      all.push_back(names_[static_cast<size_t>(id.value)]);
    }
    return all;
  }

  void node(const std::string& operation,
            std::vector<std::string> inputs,
            const std::string& output,
            Attributes attributes = {}) {
    writer_.addNode(
        {operation, name() + "/" + operation, std::move(inputs), {output}, std::move(attributes)});
  }

  std::string weight(const std::string& what, const Tensor& tensor) {
    std::string tensorName = name() + "." + what;
    writer_.addTensor(tensorName, tensor.shape, std::span<const float>(tensor.values));
    return tensorName;
  }

  std::string sizes(const std::string& what, const std::vector<int64_t>& values) {
    std::string tensorName = name() + "/" + what;
    writer_.addTensor(tensorName, {static_cast<int64_t>(values.size())},
                      std::span<const int64_t>(values));
    return tensorName;
  }

  // Kernel, bias and the activation behind it.
  void weighted(const std::string& operation,
                const Tensor& kernel,
                const Tensor& bias,
                const Activation& activation,
                Attributes attributes) {
    std::vector<std::string> arguments = {input(), weight("weight", kernel)};
    if (!bias.empty()) {
      arguments.push_back(weight("bias", bias));
    }
    const bool linear = activation.kind == ActivationKind::Linear;
    const std::string sum = linear ? name() : name() + "/preactivation";
    node(operation, std::move(arguments), sum, std::move(attributes));
    if (!linear) {
      writeOnnxActivation(writer_, activation, name() + "/activation", sum, name());
    }
  }

  // The layer's input in its author's order of elements.
  std::string ordered(bool channelsLast) {
    if (!channelsLast || inputLayer().outputShape.size() != 3) {
      return input();
    }
    std::string turned = name() + "/channels_last";
    writer_.addNode({"Transpose",
                     name() + "/channels_last/Transpose",
                     {input()},
                     {turned},
                     {{"perm", kToChannelsLast}}});
    return turned;
  }

  void write(const InputLayer& layer) {
    const Shape shape = batchOf(authorsShape(layer.shape, layer.channelsLast));
    if (!layer.channelsLast || layer.shape.size() != 3) {
      writer_.addInput(name(), shape, layer.vocabulary > 0 ? OnnxType::Int64 : OnnxType::Float);
      return;
    }
    writer_.addInput(name(), shape);
    const std::string turned = uniqueName(name() + "/channels_first");
    node("Transpose", {name()}, turned, {{"perm", kToChannelsFirst}});
    names_.back() = turned;
  }

  void write(const DenseLayer& dense) {
    weighted("Gemm", dense.kernel, dense.bias, dense.activation, {{"transB", int64_t{1}}});
  }

  void write(const Conv2DLayer& conv) {
    const Shape& kernel = conv.kernel.shape;
    weighted("Conv", conv.kernel, conv.bias, conv.activation,
             {{"kernel_shape", std::vector<int64_t>{kernel[2], kernel[3]}},
              {"strides", pair(conv.stride)},
              {"dilations", pair(conv.dilation)},
              {"pads", pads(conv.padding)},
              {"group", conv.groups}});
  }

  void write(const Pool2DLayer& pool) {
    Attributes attributes = {{"kernel_shape", pair(pool.window)},
                             {"strides", pair(pool.stride)},
                             {"pads", pads(pool.padding)}};
    if (pool.kind == PoolingKind::Average) {
      attributes.emplace_back("count_include_pad", static_cast<int64_t>(pool.countPadding));
    }
    node(pool.kind == PoolingKind::Max ? "MaxPool" : "AveragePool", {input()}, name(),
         std::move(attributes));
  }

  void write(const GlobalPoolLayer& pool) {
    const std::string operation =
        pool.kind == PoolingKind::Max ? "GlobalMaxPool" : "GlobalAveragePool";
    if (pool.keepDims) {
      node(operation, {input()}, name());
      return;
    }
    const std::string pooled = name() + "/pooled";
    node(operation, {input()}, pooled);
    node("Flatten", {pooled}, name(), {{"axis", int64_t{1}}});
  }

  void write(const ActivationLayer& layer) {
    writeOnnxActivation(writer_, layer.activation, name(), input(), name());
  }

  void write(const BatchNormLayer& norm) {
    node("BatchNormalization",
         {input(), weight("weight", norm.scale), weight("bias", norm.offset),
          weight("running_mean", norm.mean), weight("running_var", norm.variance)},
         name(), {{"epsilon", static_cast<float>(norm.epsilon)}});
  }

  void write(const FlattenLayer& flatten) {
    node("Flatten", {ordered(flatten.channelsLast)}, name(), {{"axis", int64_t{1}}});
  }

  void write(const ReshapeLayer& reshape) {
    const bool turn = reshape.channelsLast && reshape.target.size() == 3;
    std::vector<int64_t> target = authorsShape(reshape.target, reshape.channelsLast);
    target.insert(target.begin(), 0);  // 0: as the batch is
    const std::string reshaped = turn ? name() + "/reshaped" : name();
    node("Reshape", {ordered(reshape.channelsLast), sizes("shape", target)}, reshaped);
    if (turn) {
      node("Transpose", {reshaped}, name(), {{"perm", kToChannelsFirst}});
    }
  }

  void write(const IdentityLayer& /*layer*/) { node("Identity", {input()}, name()); }

  void write(const ZeroPadding2DLayer& layer) {
    const Padding2D& padding = layer.padding;
    node("Pad",
         {input(),
          sizes("pads", {0, 0, padding.top, padding.left, 0, 0, padding.bottom, padding.right})},
         name());
  }

  void write(const AddLayer& /*layer*/) { node("Sum", inputs(), name()); }

  void write(const ConcatLayer& /*layer*/) {
    node("Concat", inputs(), name(), {{"axis", int64_t{1}}});
  }

  // LayerNormalization works on the last axes.
  void write(const LayerNormLayer& norm) {
    const bool turn = norm.scale.shape.size() == 1 && inputLayer().outputShape.size() == 3;
    const int64_t axis = turn || norm.scale.shape.size() == 1 ? -1 : 1;
    const std::string normalised = turn ? name() + "/normalised" : name();
    node("LayerNormalization",
         {ordered(turn), weight("weight", norm.scale), weight("bias", norm.offset)}, normalised,
         {{"axis", axis}, {"epsilon", static_cast<float>(norm.epsilon)}});
    if (turn) {
      node("Transpose", {normalised}, name(), {{"perm", kToChannelsFirst}});
    }
  }

  // Rows [batch, length, dimensions] as a sequence [batch, dimensions, 1, length].
  void write(const EmbeddingLayer& embedding) {
    const std::string rows = name() + "/rows";
    const std::string raised = name() + "/raised";
    node("Gather", {weight("weight", embedding.table), input()}, rows, {{"axis", int64_t{0}}});
    node("Unsqueeze", {rows, sizes("axes", {1})}, raised);
    node("Transpose", {raised}, name(), {{"perm", kToChannelsFirst}});
  }

  void write(const MultiplyLayer& /*layer*/) {
    std::string product = input();
    for (size_t which = 1; which < layer_->inputs.size(); ++which) {
      const bool last = which + 1 == layer_->inputs.size();
      const std::string next = last ? name() : name() + "/factors_" + std::to_string(which + 1);
      node("Mul", {product, input(which)}, next);
      product = next;
    }
  }

  void write(const SoftmaxLayer& /*layer*/) {
    node("Softmax", {input()}, name(), {{"axis", int64_t{1}}});
  }

  static std::vector<int64_t> pair(const Size2D& size) { return {size.height, size.width}; }
  static std::vector<int64_t> pads(const Padding2D& padding) {
    return {padding.top, padding.left, padding.bottom, padding.right};
  }

  const Network& network_;
  OnnxWriter writer_;
  std::vector<std::string> names_;  // of the values, by layer
  std::set<std::string> taken_;
  const Layer* layer_ = nullptr;
};

}  // namespace

std::string onnxBytes(const Network& network) { return Exporter(network).write(); }

}  // namespace maacc
