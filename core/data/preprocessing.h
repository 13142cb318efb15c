#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace maacc {

struct ImageShape {
  int64_t channels = 1;
  int64_t height = 1;
  int64_t width = 1;
  bool operator==(const ImageShape&) const = default;
};

enum class SampleLayout { Auto, ChannelsLast, ChannelsFirst };

struct PadStep {
  int64_t pixels = 0;  // zeros on each side
};
struct RepeatChannelsStep {
  int64_t times = 1;  // all channels in turn: grey -> three equal channels, [a, b] -> [a, b, a, b]
};
struct ResizeStep {
  int64_t height = 0;
  int64_t width = 0;  // bilinear, half-pixel centres, no antialiasing
};
struct TransposeStep {};  // rows become columns, as EMNIST's images need
struct ScaleStep {
  double numerator = 1;  // "1/255" is kept as written; x becomes x * numerator / denominator
  double denominator = 1;
};
struct MeanStep {
  std::vector<double> values;  // subtracted, one per channel or one for all
};
struct StdStep {
  std::vector<double> values;  // divided by, one per channel or one for all
};

using PreprocessingStep =
    std::variant<PadStep, RepeatChannelsStep, ResizeStep, ScaleStep, MeanStep, StdStep, TransposeStep>;

// Steps in the order written, e.g. "pad=2,repeat-channels=3,scale=1/255" or
// "layout=chw,resize=32x32,scale=1/255,mean=0.485:0.456:0.406,std=0.229:0.224:0.225". Empty: values
// as stored.
struct PreprocessingRecipe {
  SampleLayout layout = SampleLayout::Auto;
  std::vector<PreprocessingStep> steps;
};

// Sizes beyond these are mistakes; they are refused before anything is allocated.
inline constexpr int64_t kLargestStepSize = 16384;  // pixels, repetitions, height, width
inline constexpr int64_t kLargestSampleValues = int64_t{1} << 27;

// Throws Error{Usage} naming the part that is wrong and listing the steps there are. Numbers must
// be finite, scale not 0 and std above 0.
PreprocessingRecipe parseRecipe(const std::string& text);

// Canonical text; parseRecipe(recipeText(r)) gives r.
std::string recipeText(const PreprocessingRecipe& recipe);

// Image size after all steps, or why there is none ("mean has 3 values for 1 channel").
struct RecipeOutcome {
  ImageShape image;
  std::string problem;  // empty: the recipe fits

  bool fits() const { return problem.empty(); }
};
RecipeOutcome outcomeOf(const PreprocessingRecipe& recipe, ImageShape image);

// Image size after all steps. Throws Error{BadInput} when a step does not fit (means per channel
// that do not match).
ImageShape shapeAfter(const PreprocessingRecipe& recipe, ImageShape image);

// values: [channels, height, width] of `image`, as stored. Arithmetic in float64. The recipe must
// fit the image.
std::vector<double> applyRecipe(const PreprocessingRecipe& recipe,
                                ImageShape image,
                                std::vector<double> values);

}  // namespace maacc
