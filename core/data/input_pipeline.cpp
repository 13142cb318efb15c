#include <cmath>
#include <sstream>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/data/dataset.h"

namespace maacc {

namespace {

SampleReading requiredReading(const Dataset& dataset,
                              const PreprocessingRecipe& recipe,
                              const Network& network) {
  const auto& target = std::get<InputLayer>(network.layer(network.inputLayer()).parameters);
  const Shape sampleShape = dataset.samples.sampleShape();
  if (const auto reading = readingOf(sampleShape, recipe, target)) {
    return *reading;
  }
  throw Error(ErrorCode::BadInput,
              dataset.samples.source + " holds samples of shape " + shapeText(sampleShape) +
                  ", which " + misfitText(sampleShape, recipe, target, network.source()) + ".");
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
  throw Error(ErrorCode::BadInput, dataset.samples.source + ": sample " + std::to_string(sample) +
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
  text << dataset.samples.source << ": sample " << sample << " has the value " << value
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
      reading_(requiredReading(dataset, recipe, network)),
      vocabulary_(vocabularyOf(network)) {
  const ImageShape& image = reading_.result;
  valuesPerSample_ = image.channels * image.height * image.width;
}

void InputPipeline::read(int64_t sample, float* out) const {
  MAACC_CHECK(sample >= 0 && sample < size());
  const ImageShape& stored = reading_.stored;
  const int64_t count = stored.channels * stored.height * stored.width;
  std::vector<double> values(static_cast<std::size_t>(count));
  dataset_.samples.copyTo(sample * count, values);
  // Before the recipe, because a smaller picture may leave the pixel out.
  if (!allFinite(values)) {
    failNotFinite(dataset_, sample, "");
  }
  if (reading_.storedChannelsLast && stored.channels > 1) {
    values = transposed(stored, true, values);
  }
  values = applyRecipe(recipe_, stored, std::move(values));
  if (reading_.resultChannelsLast && reading_.result.channels > 1) {
    values = transposed(reading_.result, false, values);
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
