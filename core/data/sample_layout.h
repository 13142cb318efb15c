#pragma once

#include <optional>
#include <string>

#include "core/data/preprocessing.h"
#include "core/model/layer.h"

namespace maacc {

// How one stored sample is read, and how the result goes to the network.
struct SampleReading {
  ImageShape stored;                // features of a flat sample are channels of a 1x1 image
  bool storedChannelsLast = false;  // [height, width, channels] in the file
  ImageShape result;                // after the recipe
  bool resultChannelsLast = false;  // order of the values handed to the network
};

// Reads a sample of `sampleShape` for a network whose input is `target`, if they fit:
// - [features] is a flat sample, or, for a network of images, an image in the author's order whose
// size follows from
//   the recipe run backwards; steps that need an image do not fit a network of flat inputs, except that a
//   recipe with transpose reads a flat sample as a grey square;
// - [height, width] is an image of one channel;
// - a rank-3 sample is read in the recipe's layout. Where that is Auto, the layout that makes the
// recipe's result fit
//   is taken; when both do, a first axis of 1 to 4 with a last axis beyond 4 means channels first,
//   everything else channels last.
// Images for a network of flat inputs keep the order they are stored in (height, width, channels
// when channels come last), as a Flatten layer of the program that wrote them would.
std::optional<SampleReading> readingOf(const Shape& sampleShape,
                                       const PreprocessingRecipe& recipe,
                                       const InputLayer& target);

// Why readingOf() has none and what would help: "become 28x28x1 (height x width x channels), but
// the network m.keras takes 32x32x3: add --preprocess pad=2,repeat-channels=3". The end of a
// sentence about samples.
std::string misfitText(const Shape& sampleShape,
                       const PreprocessingRecipe& recipe,
                       const InputLayer& target,
                       const std::string& networkName);

// "28x28x1", or "784 values" for a flat sample.
std::string imageText(const ImageShape& image);

}  // namespace maacc
