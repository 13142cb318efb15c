#include "core/data/input_shapes.h"

#include <algorithm>

namespace maacc {
namespace {

std::vector<ImageShape> storedImages(const Shape& sample, SampleLayout layout) {
  constexpr int64_t kMostColours = 4;
  if (sample.size() == 1) {
    return {{sample[0], 1, 1}};
  }
  if (sample.size() == 2) {
    return {{1, sample[0], sample[1]}};
  }
  if (sample.size() != 3) {
    return {};
  }
  const ImageShape first{sample[0], sample[1], sample[2]};
  const ImageShape last{sample[2], sample[0], sample[1]};
  if (layout != SampleLayout::Auto) {
    return {layout == SampleLayout::ChannelsFirst ? first : last};
  }
  const bool looksFirst = sample[0] <= kMostColours && sample[2] > kMostColours;
  return looksFirst ? std::vector{first, last} : std::vector{last, first};
}

void append(std::vector<Shape>& shapes, const Shape& shape) {
  if (std::find(shapes.begin(), shapes.end(), shape) == shapes.end()) {
    shapes.push_back(shape);
  }
}

}  // namespace

std::vector<Shape> networkInputShapes(const Shape& sampleShape, const PreprocessingRecipe& recipe) {
  std::vector<Shape> shapes;
  for (const ImageShape& stored : storedImages(sampleShape, recipe.layout)) {
    const RecipeOutcome outcome = outcomeOf(recipe, stored);
    const ImageShape& image = outcome.image;
    if (outcome.fits() && sampleShape.size() > 1) {
      append(shapes, {image.channels, image.height, image.width});
    }
  }
  for (const ImageShape& stored : storedImages(sampleShape, recipe.layout)) {
    const RecipeOutcome outcome = outcomeOf(recipe, stored);
    const ImageShape& image = outcome.image;
    if (outcome.fits()) {
      append(shapes, {elementCount({image.channels, image.height, image.width})});
    }
  }
  return shapes;
}

}  // namespace maacc
