#pragma once

#include "core/importers/onnx_builder.h"

namespace maacc {

// One node being translated.
class OnnxOperator : public OnnxNodeReader {
 public:
  OnnxOperator(OnnxBuilder& builder, int position)
      : OnnxNodeReader(builder.reader(position)), builder_(builder), position_(position) {}

  OnnxBuilder& builder() const { return builder_; }
  int position() const { return position_; }
  const std::string& inputName(size_t which) const;  // throws when it is left out
  const std::string& outputName() const { return node().outputs.front(); }

  OnnxActivation input(size_t which = 0) const;
  // [channels, height, width] in this order, as Conv and pooling need it, or a sequence [channels,
  // length].
  OnnxActivation image() const;
  // A value of two axes as a sequence. channelsLast: which of them counts the channels where that
  // is open.
  OnnxActivation asSequence(const OnnxActivation& value, bool channelsLast) const;
  // What add() returned, seen as its inputs are.
  static OnnxActivation seenLike(const OnnxActivation& input, OnnxActivation result);
  // Null when the input is left out. Throws Error{Unsupported} when it is there but no constant.
  OnnxConstantPointer constant(size_t which) const;
  // A constant that must be there, as float32 numbers; what: "weights".
  Tensor weights(size_t which, const char* what) const;

  // Both name the layer after input `weight` where it has one (0: none).
  OnnxActivation add(LayerParameters parameters,
                     const std::vector<OnnxActivation>& inputs,
                     size_t weight = 0) const;
  // For layers that keep shape and layout of their input.
  OnnxActivation addLike(const OnnxActivation& input,
                         LayerParameters parameters,
                         size_t weight = 0) const;
  void setResult(OnnxActivation result) const;  // of the first output

  // A planned Dense or Conv2D layer that is only read by this node; null otherwise.
  OnnxPlannedLayer* ownLayer(const OnnxActivation& input) const;

 private:
  OnnxBuilder& builder_;
  int position_;
};

}  // namespace maacc
