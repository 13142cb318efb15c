#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/data/dataset.h"

namespace maacc {

namespace {

// What messages call a sample: its own name where it has one.
std::string sampleText(const RawArray& samples, int64_t sample) {
  const std::string name = samples.stored == nullptr ? "" : samples.stored->nameOf(sample);
  return name.empty() ? samples.source + ": sample " + std::to_string(sample) : name;
}

bool resizes(const PreprocessingRecipe& recipe) {
  return std::any_of(recipe.steps.begin(), recipe.steps.end(), [](const PreprocessingStep& step) {
    return std::holds_alternative<ResizeStep>(step);
  });
}

[[noreturn]] void failDifferentSizes(const RawArray& samples) {
  const auto& shapes = samples.ownShapes;
  const auto other = std::find_if(shapes.begin(), shapes.end(),
                                  [&](const Shape& shape) { return shape != shapes.front(); });
  const auto text = [&](int64_t sample) {
    const Shape shape = samples.shapeOf(sample);
    return sampleText(samples, sample) + " (" + std::to_string(shape[0]) + "x" +
           std::to_string(shape[1]) + ")";
  };
  throw Error(ErrorCode::BadInput, samples.source + " holds images of different sizes, such as " +
                                       text(0) + " and " + text(other - shapes.begin()) +
                                       " (height x width): bring them to one size with "
                                       "--preprocess resize=HxW.");
}

SampleReading requiredReading(const Dataset& dataset,
                              int64_t sample,
                              const PreprocessingRecipe& recipe,
                              const Network& network) {
  const auto& target = std::get<InputLayer>(network.layer(network.inputLayer()).parameters);
  const RawArray& samples = dataset.samples;
  if (!samples.ownShapes.empty() && !resizes(recipe)) {
    failDifferentSizes(samples);
  }
  const Shape shape = samples.shapeOf(sample);
  if (const auto reading = readingOf(shape, recipe, target)) {
    return *reading;
  }
  const std::string which = samples.ownShapes.empty()
                                ? " holds samples of shape "
                                : " holds " + sampleText(samples, sample) + " of shape ";
  throw Error(ErrorCode::BadInput, samples.source + which + shapeText(shape) + ", which " +
                                       misfitText(shape, recipe, target, network.source()) + ".");
}

std::map<Shape, SampleReading> readingsByShape(const Dataset& dataset,
                                               const PreprocessingRecipe& recipe,
                                               const Network& network) {
  std::map<Shape, SampleReading> readings;
  const RawArray& samples = dataset.samples;
  for (std::size_t sample = 0; sample < samples.ownShapes.size(); ++sample) {
    if (readings.count(samples.ownShapes[sample]) == 0) {
      readings.emplace(samples.ownShapes[sample],
                       requiredReading(dataset, static_cast<int64_t>(sample), recipe, network));
    }
  }
  return readings;
}

// [height, width, channels] -> [channels, height, width], or back.
std::vector<double> transposed(const ImageShape& image,
                               bool toChannelsFirst,
                               const std::vector<double>& values) {
  const int64_t plane = image.height * image.width;
  std::vector<double> result(values.size());
  for (int64_t channel = 0; channel < image.channels; ++channel) {
    for (int64_t pixel = 0; pixel < plane; ++pixel) {
      const auto last = static_cast<std::size_t>(pixel * image.channels + channel);
      const auto first = static_cast<std::size_t>(channel * plane + pixel);
      result[toChannelsFirst ? first : last] = values[toChannelsFirst ? last : first];
    }
  }
  return result;
}

bool allFinite(const std::vector<double>& values) {
  // Zero times a finite number is 0, times infinity or NaN it is NaN: one pass without branches.
  double sum = 0;
  for (const double value : values) {
    sum += value * 0;
  }
  return sum == 0;
}

[[noreturn]] void failNotFinite(const Dataset& dataset, int64_t sample, const std::string& when) {
  throw Error(ErrorCode::BadInput, sampleText(dataset.samples, sample) +
                                       " has a value that is not a finite float32 number" + when +
                                       ": remove the sample or repair the data.");
}

int64_t vocabularyOf(const Network& network) {
  return std::get<InputLayer>(network.layer(network.inputLayer()).parameters).vocabulary;
}

[[noreturn]] void failNoRow(const Dataset& dataset,
                            int64_t sample,
                            double value,
                            int64_t vocabulary) {
  std::ostringstream text;
  text << sampleText(dataset.samples, sample) << " has the value " << value
       << ", but the network looks values up in a vocabulary of " << vocabulary
       << ", so they must be whole numbers from 0 to " << vocabulary - 1
       << ": encode the texts with the model's own vocabulary and use no scaling in --preprocess.";
  throw Error(ErrorCode::BadInput, text.str());
}

}  // namespace

InputPipeline::InputPipeline(const Dataset& dataset,
                             const PreprocessingRecipe& recipe,
                             const Network& network)
    : dataset_(dataset),
      recipe_(recipe),
      reading_(requiredReading(dataset, 0, recipe, network)),
      readings_(readingsByShape(dataset, recipe, network)),
      vocabulary_(vocabularyOf(network)) {
  const ImageShape& image = reading_.result;
  valuesPerSample_ = image.channels * image.height * image.width;
}

void InputPipeline::read(int64_t sample, float* out) const {
  MAACC_CHECK(sample >= 0 && sample < size());
  const SampleReading& reading =
      readings_.empty() ? reading_ : readings_.at(dataset_.samples.shapeOf(sample));
  const ImageShape& stored = reading.stored;
  std::vector<double> values = dataset_.samples.valuesOf(sample);
  // Before the recipe, because a smaller picture may leave the pixel out.
  if (!allFinite(values)) {
    failNotFinite(dataset_, sample, "");
  }
  if (reading.storedChannelsLast && stored.channels > 1) {
    values = transposed(stored, true, values);
  }
  values = applyRecipe(recipe_, stored, std::move(values));
  if (reading.resultChannelsLast && reading.result.channels > 1) {
    values = transposed(reading.result, false, values);
  }
  bool finite = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    out[i] = static_cast<float>(values[i]);
    finite = finite && std::isfinite(out[i]);
  }
  if (!finite) {
    failNotFinite(dataset_, sample, " after preprocessing");
  }
  if (vocabulary_ > 0) {
    for (const double value : values) {
      if (!isVocabularyRow(value, vocabulary_)) {
        failNoRow(dataset_, sample, value, vocabulary_);
      }
    }
  }
}

}  // namespace maacc
