#include "core/importers/onnx_operator.h"

#include <utility>

namespace maacc {

const std::string& OnnxOperator::inputName(size_t which) const {
  if (!hasInput(which)) {
    badInput("its input " + std::to_string(which) + " is missing");
  }
  return node().inputs[which];
}

OnnxActivation OnnxOperator::input(size_t which) const {
  return builder_.activation(inputName(which), *this);
}

OnnxActivation OnnxOperator::image() const {
  OnnxActivation image = input();
  if (image.shape.size() < 2) {
    unsupported("its input has " + std::to_string(image.shape.size() + 1) +
                " axes with the batch, but only images [batch, channels, height, width] and "
                "sequences [batch, channels, length] are supported");
  }
  if (image.shape.size() == 2) {
    image = asSequence(image, false);
  }
  if (image.channelsLast) {
    unsupported(
        "its input was transposed so that its channels come last; export the model with channels "
        "first");
  }
  return image;
}

OnnxActivation OnnxOperator::asSequence(const OnnxActivation& value, bool channelsLast) const {
  if (value.sequence) {
    return value;
  }
  const Shape& shape = value.shape;
  const Shape target = channelsLast ? Shape{shape[1], 1, shape[0]} : Shape{shape[0], 1, shape[1]};
  OnnxActivation result = value;
  result.layer = builder_
                     .add(*this, position_, std::string(), ReshapeLayer{target, channelsLast},
                          {value}, "/reshape")
                     .layer;
  result.channelsLast = channelsLast;
  result.sequence = true;
  return result;
}

OnnxActivation OnnxOperator::seenLike(const OnnxActivation& input, OnnxActivation result) {
  result.channelsLast = input.channelsLast;
  result.sequence = input.sequence;
  Shape& shape = result.shape;
  if (input.sequence) {
    shape = input.channelsLast ? Shape{shape[2], shape[0]} : Shape{shape[0], shape[2]};
  } else if (shape.size() == 3 && input.channelsLast) {
    shape = {shape[1], shape[2], shape[0]};
  } else if (input.shape.size() == 2) {
    shape.erase(shape.begin());
  }
  return result;
}

OnnxConstantPointer OnnxOperator::constant(size_t which) const {
  if (!hasInput(which)) {
    return nullptr;
  }
  OnnxConstantPointer constant = builder_.constant(node().inputs[which]);
  if (constant == nullptr && builder_.find(node().inputs[which]) == nullptr) {
    badInput("its input '" + node().inputs[which] +
             "' is made by no node before it; export the model again");
  }
  if (constant == nullptr) {
    unsupported("its input '" + node().inputs[which] +
                "' is computed from the data, but only constants are supported there");
  }
  return constant;
}

Tensor OnnxOperator::weights(size_t which, const char* what) const {
  const OnnxConstantPointer value = constant(which);
  if (value == nullptr || !value->isFloat) {
    badInput(std::string("its ") + what + " are missing or no floats");
  }
  return {value->shape, value->floats};
}

OnnxActivation OnnxOperator::add(LayerParameters parameters,
                                 const std::vector<OnnxActivation>& inputs,
                                 size_t weight) const {
  return builder_.add(*this, position_, weight > 0 ? inputName(weight) : std::string(),
                      std::move(parameters), inputs);
}

OnnxActivation OnnxOperator::addLike(const OnnxActivation& input,
                                     LayerParameters parameters,
                                     size_t weight) const {
  OnnxActivation result = add(std::move(parameters), {input}, weight);
  result.shape = input.shape;
  result.channelsLast = input.channelsLast;
  result.sequence = input.sequence;
  return result;
}

void OnnxOperator::setResult(OnnxActivation result) const {
  const std::string& name = outputName();
  OnnxPlannedLayer& layer = builder_.layer(result.layer);
  // Another view of the same layer stands for it once nobody reads the old one.
  if (layer.position == position_ || builder_.onlyReadBy(layer.output, {position_})) {
    layer.output = name;
  }
  result.name = name;
  builder_.set(name, std::move(result));
}

OnnxPlannedLayer* OnnxOperator::ownLayer(const OnnxActivation& input) const {
  OnnxPlannedLayer& layer = builder_.layer(input.layer);
  const bool mixes =
      mutableUnitCount(layer.parameters) > 0 && fusedActivation(layer.parameters) == Activation{};
  const bool own = layer.output == input.name && builder_.onlyReadBy(input.name, {position_});
  return mixes && own ? &layer : nullptr;
}

}  // namespace maacc
