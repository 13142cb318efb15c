#pragma once

#include <compare>
#include <string>
#include <variant>
#include <vector>

#include "core/model/tensor.h"

namespace maacc {

// Position of a layer in its network's topological order.
struct LayerId {
  int value = -1;
  auto operator<=>(const LayerId&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14
};

// Something a mutant changes: one Dense output or one Conv2D output channel.
struct UnitId {
  LayerId layer;
  int index = -1;
  auto operator<=>(const UnitId&) const = default;
};

enum class ActivationKind {
  Linear,
  Relu,         // min(max(x, alpha * x), limit); alpha 0 and no limit unless set (LeakyReLU, ReLU6)
  Sigmoid,      // 1 / (1 + exp(-x))
  Tanh,         // tanh(x)
  Elu,          // x > 0 ? x : alpha * (exp(x) - 1)
  Selu,         // 1.0507009873554805 * elu(x, 1.6732632423543772)
  Softplus,     // log(1 + exp(x))
  Softsign,     // x / (1 + |x|)
  Exponential,  // exp(x)
  Silu,         // x * sigmoid(x), also called swish
  Gelu,         // x * (1 + erf(x / sqrt 2)) / 2
  GeluTanh,     // 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))
  HardSigmoid,  // min(max(x / 6 + 0.5, 0), 1), as in Keras 3 and PyTorch
  HardSwish,    // x * hardSigmoid(x)
};

struct Activation {
  ActivationKind kind = ActivationKind::Linear;
  double alpha = 0;  // slope or scale below zero: Relu (default 0), Elu (default 1)
  double limit = 0;  // Relu only: upper limit, 0 for none
  bool operator==(const Activation&) const = default;
};

// Zeros (or, for max pooling, minus infinity) around an image, in pixels.
struct Padding2D {
  int64_t top = 0;
  int64_t bottom = 0;
  int64_t left = 0;
  int64_t right = 0;
  bool operator==(const Padding2D&) const = default;
};

struct Size2D {
  int64_t height = 1;
  int64_t width = 1;
  bool operator==(const Size2D&) const = default;
};

struct InputLayer {
  Shape shape;                // canonical: [features] or [channels, height, width]
  bool channelsLast = false;  // the author's layout; decides how flat data is read as an image
  // Values are whole numbers from 0 to below this, rows of an Embedding; 0: any numbers. Set by
  // Network::finish().
  int64_t vocabulary = 0;
};

struct DenseLayer {
  Tensor kernel;  // [out, in]
  Tensor bias;    // [out], or empty for none
  Activation activation;
};

struct Conv2DLayer {
  Tensor kernel;  // [out, in / groups, kernel height, kernel width]
  Tensor bias;    // [out], or empty for none
  Size2D stride;
  Size2D dilation;
  Padding2D padding;
  int64_t groups = 1;
  Activation activation;
};

enum class PoolingKind { Max, Average };

struct Pool2DLayer {
  PoolingKind kind = PoolingKind::Max;
  Size2D window;
  Size2D stride;
  Padding2D padding;
  bool countPadding = false;  // average: whether padded pixels count in the divisor
};

// [channels, height, width] -> [channels], or [channels, 1, 1] when keepDims.
struct GlobalPoolLayer {
  PoolingKind kind = PoolingKind::Average;
  bool keepDims = false;
};

struct ActivationLayer {
  Activation activation;
};

// y = (x - mean) / sqrt(variance + epsilon) * scale + offset, per channel (inference).
struct BatchNormLayer {
  Tensor scale;     // [channels]; ones where the author has none
  Tensor offset;    // [channels]; zeros where the author has none
  Tensor mean;      // [channels]
  Tensor variance;  // [channels]
  double epsilon = 1e-3;
};

// y = (x - mean) / sqrt(variance + epsilon) * scale + offset, where mean and variance are those of
// the input itself: over the channels of each pixel (or all features) where scale is [channels],
// over the whole input where scale has its shape.
struct LayerNormLayer {
  Tensor scale;   // ones where the author has none
  Tensor offset;  // like scale; zeros where the author has none
  double epsilon = 1e-3;
};

// Whole numbers [length] -> the table's rows as a sequence [dimensions, 1, length]. Reads the
// network's input.
struct EmbeddingLayer {
  Tensor table;  // [vocabulary, dimensions]
};

// Both read their input in the author's element order: height, width, channels when channelsLast.
struct FlattenLayer {
  bool channelsLast = false;
};

struct ReshapeLayer {
  Shape target;  // canonical
  bool channelsLast = false;
};

struct IdentityLayer {};  // Dropout and other layers that do nothing at inference

struct ZeroPadding2DLayer {
  Padding2D padding;
};

struct AddLayer {};  // elementwise sum of two or more inputs of one shape

// Elementwise product of two or more inputs. Of images, one with a single channel counts for every
// channel, one with a single pixel for every pixel.
struct MultiplyLayer {};

struct ConcatLayer {};  // along the first canonical axis (channels or features)

struct SoftmaxLayer {};  // over the features of a flat input

using LayerParameters = std::variant<InputLayer,
                                     DenseLayer,
                                     Conv2DLayer,
                                     Pool2DLayer,
                                     GlobalPoolLayer,
                                     ActivationLayer,
                                     BatchNormLayer,
                                     LayerNormLayer,
                                     EmbeddingLayer,
                                     FlattenLayer,
                                     ReshapeLayer,
                                     IdentityLayer,
                                     ZeroPadding2DLayer,
                                     AddLayer,
                                     MultiplyLayer,
                                     ConcatLayer,
                                     SoftmaxLayer>;

struct Layer {
  LayerId id;
  std::string name;  // as the author wrote it
  std::vector<LayerId> inputs;
  LayerParameters parameters;
  Shape outputShape;  // of one sample, canonical
};

// For std::visit over LayerParameters.
template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

std::string layerKindName(
    const LayerParameters& parameters);                    // "Dense", "Conv2D", "MaxPool2D", ...
std::string activationName(const Activation& activation);  // "relu", "leaky_relu(0.2)", ...

// y = activation(x) in float64: the definition that verdicts rest on.
double applyActivation(const Activation& activation, double x);

// Whether a value is a row of an Embedding with so many.
bool isVocabularyRow(double value, int64_t vocabulary);

// Number of weights of all kinds (kernel, bias, statistics).
int64_t parameterCount(const LayerParameters& parameters);

// Units that a mutant can change: Dense outputs, Conv2D output channels, otherwise 0.
int mutableUnitCount(const LayerParameters& parameters);

// Fused activation of a Dense or Conv2D layer; linear for every other kind.
Activation fusedActivation(const LayerParameters& parameters);

// Output shape of one sample. Throws Error{BadInput} naming the layer and the shapes when the
// inputs do not fit.
Shape inferOutputShape(const std::string& layerName,
                       const LayerParameters& parameters,
                       const std::vector<Shape>& inputShapes);

}  // namespace maacc
