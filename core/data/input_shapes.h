#pragma once

#include <vector>

#include "core/data/preprocessing.h"
#include "core/model/tensor.h"

namespace maacc {

// Shapes that a network of images or features may take these samples in after the recipe, for
// models that do not say it themselves; the likeliest first. An image of [height, width] has one
// channel; of [a, b, c] the channels are where readingOf() would look first.
std::vector<Shape> networkInputShapes(const Shape& sampleShape, const PreprocessingRecipe& recipe);

}  // namespace maacc
