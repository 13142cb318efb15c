#include "core/data/sample_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace maacc {

namespace {

int64_t valueCount(const ImageShape& image) { return image.channels * image.height * image.width; }

bool isFlat(const Shape& sampleShape) { return sampleShape.size() < 2; }

ImageShape targetImage(const InputLayer& target) {
  return {target.shape[0], target.shape[1], target.shape[2]};
}

bool needsImage(const PreprocessingStep& step) {
  return std::holds_alternative<PadStep>(step) ||
         std::holds_alternative<RepeatChannelsStep>(step) ||
         std::holds_alternative<ResizeStep>(step) || std::holds_alternative<TransposeStep>(step);
}

bool transposes(const PreprocessingRecipe& recipe) {
  return std::any_of(recipe.steps.begin(), recipe.steps.end(), [](const PreprocessingStep& step) {
    return std::holds_alternative<TransposeStep>(step);
  });
}

bool needsImage(const PreprocessingRecipe& recipe) {
  return std::any_of(recipe.steps.begin(), recipe.steps.end(),
                     [](const PreprocessingStep& step) { return needsImage(step); });
}

std::optional<ImageShape> squareImage(int64_t channels, int64_t values) {
  const double pixels = static_cast<double>(values) / static_cast<double>(channels);
  const auto side = static_cast<int64_t>(std::llround(std::sqrt(pixels)));
  const ImageShape image{channels, side, side};
  return side > 0 && valueCount(image) == values ? std::optional(image) : std::nullopt;
}

// The image of `values` values that the recipe turns into `image`; a resize hides the size before
// it, which is then taken to be a square.
std::optional<ImageShape> imageBefore(const PreprocessingRecipe& recipe,
                                      ImageShape image,
                                      int64_t values) {
  bool sizeKnown = true;
  const std::vector<PreprocessingStep> backwards(recipe.steps.rbegin(), recipe.steps.rend());
  for (const PreprocessingStep& step : backwards) {
    if (const auto* pad = std::get_if<PadStep>(&step)) {
      image.height -= 2 * pad->pixels;
      image.width -= 2 * pad->pixels;
    } else if (const auto* repeat = std::get_if<RepeatChannelsStep>(&step)) {
      image.channels /= std::max<int64_t>(repeat->times, 1);
    } else if (std::holds_alternative<ResizeStep>(step)) {
      sizeKnown = false;
    } else if (std::holds_alternative<TransposeStep>(step)) {
      std::swap(image.height, image.width);
    }
  }
  if (image.channels < 1) {
    return std::nullopt;
  }
  return sizeKnown ? std::optional(image) : squareImage(image.channels, values);
}

SampleReading makeReading(const ImageShape& stored,
                          bool channelsLast,
                          const PreprocessingRecipe& recipe,
                          const InputLayer& target) {
  const bool flattened = target.shape.size() == 1;
  return {stored, channelsLast, outcomeOf(recipe, stored).image, flattened && channelsLast};
}

bool fits(const ImageShape& stored, const PreprocessingRecipe& recipe, const InputLayer& target) {
  const RecipeOutcome outcome = outcomeOf(recipe, stored);
  if (!outcome.fits()) {
    return false;
  }
  return target.shape.size() == 1 ? valueCount(outcome.image) == target.shape[0]
                                  : outcome.image == targetImage(target);
}

std::optional<SampleReading> readingOfFlat(int64_t values,
                                           const PreprocessingRecipe& recipe,
                                           const InputLayer& target) {
  if (target.shape.size() == 1) {
    // A flat sample that is to be transposed was a grey square once.
    const auto square = transposes(recipe) ? squareImage(1, values) : std::nullopt;
    const ImageShape stored = square.value_or(ImageShape{values, 1, 1});
    const bool possible = (square || !needsImage(recipe)) && fits(stored, recipe, target);
    return possible ? std::optional(makeReading(stored, false, recipe, target)) : std::nullopt;
  }
  const auto stored = imageBefore(recipe, targetImage(target), values);
  if (!stored || valueCount(*stored) != values || !fits(*stored, recipe, target)) {
    return std::nullopt;
  }
  const bool channelsLast = recipe.layout == SampleLayout::Auto
                                ? target.channelsLast
                                : recipe.layout == SampleLayout::ChannelsLast;
  return makeReading(*stored, channelsLast, recipe, target);
}

struct StoredImage {
  ImageShape image;
  bool channelsLast = false;
};

bool looksChannelsFirst(const Shape& shape) { return shape.front() <= 4 && shape.back() > 4; }

// The ways to read a sample of rank 2 or 3 that the recipe's layout allows, the likelier one first.
std::vector<StoredImage> waysToRead(const Shape& shape, SampleLayout layout) {
  if (shape.size() == 2) {
    return {{{1, shape[0], shape[1]}, layout != SampleLayout::ChannelsFirst}};
  }
  const StoredImage last{{shape[2], shape[0], shape[1]}, true};
  const StoredImage first{{shape[0], shape[1], shape[2]}, false};
  if (layout != SampleLayout::Auto) {
    return {layout == SampleLayout::ChannelsLast ? last : first};
  }
  return looksChannelsFirst(shape) ? std::vector{first, last} : std::vector{last, first};
}

// Images a network could mean by its input: itself, or grey and colour squares of as many values.
std::vector<ImageShape> imagesMeant(const Shape& shape) {
  if (shape.size() == 3) {
    return {{shape[0], shape[1], shape[2]}};
  }
  std::vector<ImageShape> images;
  for (const int64_t channels : {1, 3}) {
    if (const auto image = squareImage(channels, shape[0])) {
      images.push_back(*image);
    }
  }
  return images;
}

// Steps that turn `from` into `to`, if padding, resizing and repeating can.
std::vector<PreprocessingStep> stepsBetween(const ImageShape& from, const ImageShape& to) {
  std::vector<PreprocessingStep> steps;
  const int64_t rows = to.height - from.height;
  const int64_t columns = to.width - from.width;
  // A border is a few pixels wide; a larger difference is a picture of another size.
  const bool padding = rows > 0 && rows == columns && rows % 2 == 0 && rows <= from.height / 2;
  if (padding) {
    steps.emplace_back(PadStep{rows / 2});
  } else if (rows != 0 || columns != 0) {
    steps.emplace_back(ResizeStep{to.height, to.width});
  }
  if (from.channels == 1 && to.channels > 1) {
    steps.emplace_back(RepeatChannelsStep{to.channels});
  }
  return steps;
}

std::vector<PreprocessingStep> joined(std::vector<PreprocessingStep> first,
                                      const std::vector<PreprocessingStep>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::vector<StoredImage> plausibleImages(const Shape& sampleShape, SampleLayout layout) {
  if (!isFlat(sampleShape)) {
    return waysToRead(sampleShape, layout);
  }
  std::vector<StoredImage> images;
  for (const ImageShape& image : imagesMeant({elementCount(sampleShape)})) {
    images.push_back({image, true});
  }
  return images;
}

// A recipe that would fit, changed as little as possible.
std::optional<PreprocessingRecipe> suggestion(const Shape& sampleShape,
                                              const PreprocessingRecipe& recipe,
                                              const InputLayer& target) {
  std::vector<PreprocessingRecipe> proposals = {{SampleLayout::ChannelsLast, recipe.steps},
                                                {SampleLayout::ChannelsFirst, recipe.steps}};
  for (const ImageShape& wanted : imagesMeant(target.shape)) {
    for (const StoredImage& stored : plausibleImages(sampleShape, recipe.layout)) {
      const RecipeOutcome outcome = outcomeOf(recipe, stored.image);
      const auto steps = stepsBetween(outcome.image, wanted);
      // Borders belong before mean and std: they are as black as the picture's own black.
      proposals.push_back({recipe.layout, joined(steps, recipe.steps)});
      proposals.push_back({recipe.layout, joined(recipe.steps, steps)});
    }
  }
  for (PreprocessingRecipe& proposal : proposals) {
    if (readingOf(sampleShape, proposal, target)) {
      return std::move(proposal);
    }
  }
  return std::nullopt;
}

std::string adviceText(const Shape& sampleShape,
                       const PreprocessingRecipe& recipe,
                       const InputLayer& target) {
  if (const auto better = suggestion(sampleShape, recipe, target)) {
    const bool first = recipeText(recipe).empty();
    return (first ? "add --preprocess " : "use --preprocess ") + recipeText(*better);
  }
  return "name the data that belong to this network, or bring them to its shape with --preprocess "
         "(pad, resize, "
         "repeat-channels, layout)";
}

std::string targetText(const InputLayer& target) {
  return target.shape.size() == 3 ? imageText(targetImage(target))
                                  : std::to_string(target.shape[0]) + " values";
}

// What the recipe makes of a sample: "28x28x1", "784 values", or its problem.
std::string resultText(const Shape& sampleShape, const PreprocessingRecipe& recipe) {
  const auto value = std::to_string(elementCount(sampleShape)) + " values";
  if (isFlat(sampleShape)) {
    return needsImage(recipe)
               ? "are lists of " + value + " that pad, resize and repeat-channels cannot change"
               : "are lists of " + value;
  }
  const RecipeOutcome outcome =
      outcomeOf(recipe, waysToRead(sampleShape, recipe.layout).front().image);
  return outcome.fits() ? "become " + imageText(outcome.image) + " (height x width x channels)"
                        : "do not fit the recipe (" + outcome.problem + ")";
}

}  // namespace

std::optional<SampleReading> readingOf(const Shape& sampleShape,
                                       const PreprocessingRecipe& recipe,
                                       const InputLayer& target) {
  if (sampleShape.size() > 3 || (target.shape.size() != 1 && target.shape.size() != 3)) {
    return std::nullopt;
  }
  if (isFlat(sampleShape)) {
    return readingOfFlat(elementCount(sampleShape), recipe, target);
  }
  for (const StoredImage& way : waysToRead(sampleShape, recipe.layout)) {
    if (fits(way.image, recipe, target)) {
      return makeReading(way.image, way.channelsLast, recipe, target);
    }
  }
  return std::nullopt;
}

std::string misfitText(const Shape& sampleShape,
                       const PreprocessingRecipe& recipe,
                       const InputLayer& target,
                       const std::string& networkName) {
  const std::string wanted =
      ", but the network " + networkName + " takes " + targetText(target) + ": ";
  if (elementCount(sampleShape) == 1) {
    return "are single values, as labels are" + wanted +
           "name the images or features with --data or --data-key";
  }
  if (sampleShape.size() > 3) {
    return "have more than three axes" + wanted + "save them as [samples, height, width, channels]";
  }
  const std::string text = recipeText(recipe);
  return resultText(sampleShape, recipe) + (text.empty() ? "" : " with --preprocess " + text) +
         wanted + adviceText(sampleShape, recipe, target);
}

std::string imageText(const ImageShape& image) {
  return std::to_string(image.height) + "x" + std::to_string(image.width) + "x" +
         std::to_string(image.channels);
}

}  // namespace maacc
