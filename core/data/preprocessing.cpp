#include "core/data/preprocessing.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/model/layer.h"

namespace maacc {

namespace {

bool validSize(const ImageShape& image) {
  int64_t count = image.channels;
  return image.channels > 0 && image.height > 0 && image.width > 0 &&
         !__builtin_mul_overflow(count, image.height, &count) &&
         !__builtin_mul_overflow(count, image.width, &count) && count <= kLargestSampleValues;
}

std::string perChannelProblem(const char* step, std::size_t values, const ImageShape& image) {
  if (values == 1 || static_cast<int64_t>(values) == image.channels) {
    return {};
  }
  return std::string(step) + " has " + std::to_string(values) + " values, but there " +
         (image.channels == 1 ? "is 1 channel"
                              : "are " + std::to_string(image.channels) + " channels") +
         " at that step";
}

bool anyNotPositive(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double value) { return !(value > 0); });
}

// Moves `outcome` past one step. Steps may come from code, not only from parseRecipe, so all is
// checked here.
void advance(const PreprocessingStep& step, RecipeOutcome& outcome) {
  ImageShape& image = outcome.image;
  const auto sized = [](int64_t size, int64_t least) {
    return size >= least && size <= kLargestStepSize;
  };
  bool sound = true;
  std::visit(Overloaded{
                 [&](const PadStep& pad) {
                   sound = sized(pad.pixels, 0);
                   image.height += sound ? 2 * pad.pixels : 0;
                   image.width += sound ? 2 * pad.pixels : 0;
                 },
                 [&](const RepeatChannelsStep& repeat) {
                   sound = sized(repeat.times, 1);
                   image.channels *= sound ? repeat.times : 1;
                 },
                 [&](const ResizeStep& resize) {
                   sound = sized(resize.height, 1) && sized(resize.width, 1);
                   image = {image.channels, resize.height, resize.width};
                 },
                 [&](const TransposeStep&) { std::swap(image.height, image.width); },
                 [&](const ScaleStep& scale) { sound = scale.denominator != 0; },
                 [&](const MeanStep& mean) {
                   outcome.problem = perChannelProblem("mean", mean.values.size(), image);
                 },
                 [&](const StdStep& deviation) {
                   sound = !anyNotPositive(deviation.values);
                   outcome.problem = perChannelProblem("std", deviation.values.size(), image);
                 },
             },
             step);
  if (!sound || !validSize(image)) {
    outcome.problem = "the result would be empty, larger than " +
                      std::to_string(kLargestSampleValues) + " values, or divided by 0";
  }
}

std::vector<double> padded(const ImageShape& from,
                           const ImageShape& to,
                           const std::vector<double>& values) {
  std::vector<double> result(static_cast<std::size_t>(to.channels * to.height * to.width));
  const int64_t pixels = (to.height - from.height) / 2;
  auto source = values.begin();
  for (int64_t channel = 0; channel < from.channels; ++channel) {
    for (int64_t row = 0; row < from.height; ++row) {
      const int64_t start = (channel * to.height + row + pixels) * to.width + pixels;
      std::copy_n(source, from.width, result.begin() + start);
      source += from.width;
    }
  }
  return result;
}

std::vector<double> repeated(int64_t times, const std::vector<double>& values) {
  std::vector<double> result;
  result.reserve(values.size() * static_cast<std::size_t>(times));
  for (int64_t i = 0; i < times; ++i) {
    result.insert(result.end(), values.begin(), values.end());
  }
  return result;
}

// At the diagonal.
std::vector<double> mirrored(const ImageShape& image, const std::vector<double>& values) {
  std::vector<double> result;
  result.reserve(values.size());
  const int64_t plane = image.height * image.width;
  for (int64_t channel = 0; channel < image.channels; ++channel) {
    for (int64_t column = 0; column < image.width; ++column) {
      for (int64_t row = 0; row < image.height; ++row) {
        const int64_t from = channel * plane + row * image.width + column;
        result.push_back(values[static_cast<std::size_t>(from)]);
      }
    }
  }
  return result;
}

// Where an output pixel lies between two input pixels.
struct Between {
  int64_t low = 0;
  int64_t high = 0;
  double weightOfHigh = 0;
};

// Half-pixel centres, clamped at the edges: PyTorch's align_corners=False, TensorFlow 2's resize.
std::vector<Between> samplingOf(int64_t from, int64_t to) {
  std::vector<Between> positions;
  for (int64_t i = 0; i < to; ++i) {
    const double centre =
        (static_cast<double>(i) + 0.5) * static_cast<double>(from) / static_cast<double>(to) - 0.5;
    const double clamped = std::clamp(centre, 0.0, static_cast<double>(from - 1));
    const auto low = static_cast<int64_t>(std::floor(clamped));
    positions.push_back({low, std::min(low + 1, from - 1), clamped - static_cast<double>(low)});
  }
  return positions;
}

std::vector<double> resized(const ImageShape& from,
                            const ImageShape& to,
                            const std::vector<double>& values) {
  const auto rows = samplingOf(from.height, to.height);
  const auto columns = samplingOf(from.width, to.width);
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(to.channels * to.height * to.width));
  for (int64_t channel = 0; channel < from.channels; ++channel) {
    const double* plane = values.data() + channel * from.height * from.width;
    for (const Between& row : rows) {
      const double* upper = plane + row.low * from.width;
      const double* lower = plane + row.high * from.width;
      for (const Between& column : columns) {
        const double top =
            upper[column.low] + column.weightOfHigh * (upper[column.high] - upper[column.low]);
        const double bottom =
            lower[column.low] + column.weightOfHigh * (lower[column.high] - lower[column.low]);
        result.push_back(top + row.weightOfHigh * (bottom - top));
      }
    }
  }
  return result;
}

template <class Change>
void changeByChannel(const ImageShape& image,
                     const std::vector<double>& parameters,
                     std::vector<double>& values,
                     Change&& change) {
  const int64_t plane = image.height * image.width;
  for (int64_t channel = 0; channel < image.channels; ++channel) {
    const double parameter =
        parameters[parameters.size() == 1 ? 0 : static_cast<std::size_t>(channel)];
    double* first = values.data() + channel * plane;
    std::for_each(first, first + plane, [&](double& value) { value = change(value, parameter); });
  }
}

}  // namespace

RecipeOutcome outcomeOf(const PreprocessingRecipe& recipe, ImageShape image) {
  RecipeOutcome outcome{image, validSize(image) ? "" : "a sample is empty or too large"};
  for (std::size_t i = 0; i < recipe.steps.size() && outcome.fits(); ++i) {
    advance(recipe.steps[i], outcome);
  }
  return outcome;
}

ImageShape shapeAfter(const PreprocessingRecipe& recipe, ImageShape image) {
  const RecipeOutcome outcome = outcomeOf(recipe, image);
  if (!outcome.fits()) {
    throw Error(ErrorCode::BadInput, "--preprocess " + recipeText(recipe) +
                                         " does not fit the samples: " + outcome.problem + ".");
  }
  return outcome.image;
}

std::vector<double> applyRecipe(const PreprocessingRecipe& recipe,
                                ImageShape image,
                                std::vector<double> values) {
  for (const PreprocessingStep& step : recipe.steps) {
    RecipeOutcome next{image, ""};
    advance(step, next);
    MAACC_CHECK(next.fits());
    std::visit(
        Overloaded{
            [&](const PadStep&) { values = padded(image, next.image, values); },
            [&](const RepeatChannelsStep& repeat) { values = repeated(repeat.times, values); },
            [&](const ResizeStep&) { values = resized(image, next.image, values); },
            [&](const TransposeStep&) { values = mirrored(image, values); },
            [&](const ScaleStep& scale) {
              for (double& value : values) {
                value = value * scale.numerator / scale.denominator;
              }
            },
            [&](const MeanStep& mean) {
              changeByChannel(image, mean.values, values,
                              [](double value, double m) { return value - m; });
            },
            [&](const StdStep& deviation) {
              changeByChannel(image, deviation.values, values,
                              [](double value, double s) { return value / s; });
            },
        },
        step);
    image = next.image;
  }
  return values;
}

}  // namespace maacc
