#include "tests/support/calibrated_builder.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace maacc::test {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<Matrix>;
using ConstMatrixView = Eigen::Map<const Matrix>;

constexpr float kLogitSpread = 3;  // standard deviation of the logits
constexpr float kRidge = 0.03F;

// Every patch that a convolution reads, as a column.
Matrix patches(const float* image, const Shape& in, int64_t kernel, int64_t stride, Shape out) {
  Matrix columns = Matrix::Zero(in[0] * kernel * kernel, out[1] * out[2]);
  for (int64_t row = 0; row < columns.rows(); ++row) {
    const int64_t channel = row / (kernel * kernel);
    const int64_t offsetY = row / kernel % kernel - kernel / 2;
    const int64_t offsetX = row % kernel - kernel / 2;
    for (int64_t pixel = 0; pixel < columns.cols(); ++pixel) {
      const int64_t y = pixel / out[2] * stride + offsetY;
      const int64_t x = pixel % out[2] * stride + offsetX;
      if (y >= 0 && y < in[1] && x >= 0 && x < in[2]) {
        columns(row, pixel) = image[(channel * in[1] + y) * in[2] + x];
      }
    }
  }
  return columns;
}

ConstMatrixView rowsOf(const std::vector<float>& values, int64_t rows) {
  return {values.data(), rows, static_cast<Eigen::Index>(values.size()) / rows};
}

}  // namespace

CalibratedBuilder::CalibratedBuilder(const std::string& name,
                                     uint64_t seed,
                                     const Shape& shape,
                                     std::vector<float> images)
    : random_(seed, name), network_(name + "-" + std::to_string(seed)) {
  count_ = static_cast<int64_t>(images.size()) / elementCount(shape);
  images_ = {network_.add("input", InputLayer{shape, false}, {}), shape, std::move(images)};
}

Signal CalibratedBuilder::input() { return images_; }

Tensor CalibratedBuilder::randomTensor(const Shape& shape, double scale, double offset) {
  Tensor result = zeros(shape);
  for (float& value : result.values) {
    value = static_cast<float>(offset + scale * random_.normal());
  }
  return result;
}

Signal CalibratedBuilder::added(const std::string& kind,
                                LayerParameters parameters,
                                const std::vector<LayerId>& inputs,
                                std::vector<float> values) {
  const LayerId id = network_.add(nextName(kind), std::move(parameters), inputs);
  return {id, network_.layer(id).outputShape, std::move(values)};
}

Signal CalibratedBuilder::conv(
    const Signal& from, int64_t channels, int64_t kernel, int64_t stride, bool withBias) {
  const int64_t weights = from.shape[0] * kernel * kernel;
  const int64_t pad = kernel / 2;
  Conv2DLayer layer;
  layer.kernel = randomTensor({channels, from.shape[0], kernel, kernel},
                              std::sqrt(2.0 / static_cast<double>(weights)));
  layer.bias = withBias ? randomTensor({channels}, 0.1) : Tensor{};
  layer.stride = {stride, stride};
  layer.padding = {pad, pad, pad, pad};
  const Shape out = {channels, (from.shape[1] + stride - 1) / stride,
                     (from.shape[2] + stride - 1) / stride};
  std::vector<float> values(static_cast<std::size_t>(count_ * elementCount(out)));
  const ConstMatrixView kernels(layer.kernel.values.data(), channels, weights);
  for (int64_t i = 0; i < count_; ++i) {
    MatrixView result(values.data() + i * elementCount(out), channels, out[1] * out[2]);
    result.noalias() = kernels * patches(from.values.data() + i * elementCount(from.shape),
                                         from.shape, kernel, stride, out);
    if (withBias) {
      result.colwise() += Eigen::Map<const Eigen::VectorXf>(layer.bias.values.data(), channels);
    }
  }
  return added("conv", std::move(layer), {from.layer}, std::move(values));
}

Signal CalibratedBuilder::batchNorm(const Signal& from) {
  const int64_t channels = from.shape[0];
  const int64_t plane = elementCount(from.shape) / channels;
  BatchNormLayer norm{randomTensor({channels}, 0.1, 1), randomTensor({channels}, 0.2),
                      zeros({channels}), zeros({channels}), 1e-5};
  std::vector<float> values = from.values;
  MatrixView rows(values.data(), count_ * channels, plane);
  const auto total = static_cast<double>(count_ * plane);
  for (int64_t channel = 0; channel < channels; ++channel) {
    const auto position = static_cast<std::size_t>(channel);
    const auto own = Eigen::seqN(channel, count_, channels);
    const double measured = rows(own, Eigen::all).cast<double>().sum() / total;
    const double variance =
        (rows(own, Eigen::all).cast<double>().array() - measured).square().sum() / total;
    const double mean = measured + 0.1 * std::sqrt(variance) * random_.normal();
    norm.mean.values[position] = static_cast<float>(mean);
    norm.variance.values[position] = static_cast<float>(variance * (0.8 + 0.4 * random_.uniform()));
    const double factor =
        norm.scale.values[position] / std::sqrt(norm.variance.values[position] + norm.epsilon);
    const double shift = norm.offset.values[position] - mean * factor;
    rows(own, Eigen::all) =
        rows(own, Eigen::all).array() * static_cast<float>(factor) + static_cast<float>(shift);
  }
  return added("norm", std::move(norm), {from.layer}, std::move(values));
}

Signal CalibratedBuilder::relu(Signal from) {
  for (float& value : from.values) {
    value = std::max(value, 0.0F);
  }
  return added("relu", ActivationLayer{{ActivationKind::Relu, 0, 0}}, {from.layer},
               std::move(from.values));
}

Signal CalibratedBuilder::maxPool(const Signal& from) {
  const int64_t height = from.shape[1] / 2;
  const int64_t width = from.shape[2] / 2;
  std::vector<float> values;
  values.reserve(from.values.size() / 4);
  for (int64_t row = 0; row < count_ * from.shape[0] * height; ++row) {
    const float* upper = from.values.data() + row * 4 * width;
    const float* lower = upper + 2 * width;
    for (int64_t x = 0; x < width; ++x) {
      values.push_back(std::max({upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]}));
    }
  }
  return added("pool", Pool2DLayer{PoolingKind::Max, {2, 2}, {2, 2}, {}, false}, {from.layer},
               std::move(values));
}

Signal CalibratedBuilder::add(Signal left, const Signal& right) {
  std::transform(left.values.begin(), left.values.end(), right.values.begin(), left.values.begin(),
                 std::plus<>());
  return added("add", AddLayer{}, {left.layer, right.layer}, std::move(left.values));
}

Signal CalibratedBuilder::globalAverage(const Signal& from) {
  std::vector<float> values(static_cast<std::size_t>(count_ * from.shape[0]));
  Eigen::Map<Eigen::VectorXf>(values.data(), count_ * from.shape[0]) =
      rowsOf(from.values, count_ * from.shape[0]).rowwise().mean();
  return added("global", GlobalPoolLayer{}, {from.layer}, std::move(values));
}

Signal CalibratedBuilder::flatten(Signal from) {
  return added("flatten", FlattenLayer{false}, {from.layer}, std::move(from.values));
}

Signal CalibratedBuilder::dense(const Signal& from, int64_t units) {
  DenseLayer layer{
      randomTensor({units, from.shape[0]}, std::sqrt(2.0 / static_cast<double>(from.shape[0]))),
      randomTensor({units}, 0.1),
      {ActivationKind::Relu, 0, 0}};
  std::vector<float> values(static_cast<std::size_t>(count_ * units));
  MatrixView result(values.data(), count_, units);
  result.noalias() = rowsOf(from.values, count_) * rowsOf(layer.kernel.values, units).transpose();
  result.rowwise() += Eigen::Map<const Eigen::RowVectorXf>(layer.bias.values.data(), units);
  result = result.cwiseMax(0.0F);
  return added("dense", std::move(layer), {from.layer}, std::move(values));
}

// Ridge regression of the classes on the features, solved in the images' own space: there are fewer
// images than features.
Network CalibratedBuilder::finish(const Signal& from, int classes) {
  const ConstMatrixView features = rowsOf(from.values, count_);
  const Eigen::RowVectorXf centre = features.colwise().mean();
  const Matrix centred = features.rowwise() - centre;
  Matrix targets = Matrix::Zero(count_, classes);
  for (int64_t image = 0; image < count_; ++image) {
    targets(image, image % classes) = 1;
  }
  targets.rowwise() -= targets.colwise().mean().eval();
  Matrix products = centred * centred.transpose();
  products.diagonal().array() += kRidge * products.diagonal().mean();
  Matrix kernel = products.ldlt().solve(targets).transpose() * centred;
  const float spread = std::sqrt((centred * kernel.transpose()).array().square().mean());
  kernel *= kLogitSpread / std::max(spread, 1e-6F);
  const Eigen::VectorXf bias = -kernel * centre.transpose();
  DenseLayer head{zeros({classes, features.cols()}), zeros({classes}), {}};
  MatrixView(head.kernel.values.data(), classes, features.cols()) = kernel;
  Eigen::Map<Eigen::VectorXf>(head.bias.values.data(), classes) = bias;
  network_.finish(network_.add(nextName("dense"), std::move(head), {from.layer}));
  return std::move(network_);
}

}  // namespace maacc::test
