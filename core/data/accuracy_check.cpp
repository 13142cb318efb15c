#include "core/data/accuracy_check.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>
#include <vector>

#include "core/base/number_text.h"

namespace maacc {

namespace {

double guessingAccuracy(std::span<const int32_t> labels, int classes) {
  std::map<int32_t, int64_t> counts;
  int64_t most = 0;
  for (const int32_t label : labels) {
    most = std::max(most, ++counts[label]);
  }
  return std::max(static_cast<double>(most) / static_cast<double>(labels.size()), 1.0 / classes);
}

// Largest value that reaches the network, over samples spread evenly; a few hundred show the range.
double largestInput(const InputPipeline& pipeline) {
  constexpr int64_t kSamples = 200;
  const int64_t step = std::max<int64_t>(1, pipeline.size() / kSamples);
  std::vector<float> values(static_cast<std::size_t>(pipeline.valuesPerSample()));
  float largest = 0;
  for (int64_t sample = 0; sample < pipeline.size(); sample += step) {
    pipeline.read(sample, values.data());
    largest = std::max(largest, *std::max_element(values.begin(), values.end()));
  }
  return largest;
}

bool normalises(const PreprocessingRecipe& recipe) {
  return std::any_of(recipe.steps.begin(), recipe.steps.end(), [](const PreprocessingStep& step) {
    return std::holds_alternative<ScaleStep>(step) || std::holds_alternative<StdStep>(step);
  });
}

// Grey values of 8 and 16 bits rarely reach their very top in every sample looked at.
double fullScale(double largest) {
  constexpr std::array<std::array<double, 2>, 2> kRanges = {{{64, 255}, {8192, 65535}}};
  for (const auto& [least, full] : kRanges) {
    if (largest > least && largest <= full) {
      return full;
    }
  }
  return std::ceil(largest);
}

std::string percent(double share) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f%%", 100 * share);
  return text.data();
}

std::string advice(const InputPipeline& pipeline) {
  if (pipeline.vocabulary() > 0) {
    return "check that the texts were encoded with the model's own vocabulary and that the labels "
           "belong to these samples";
  }
  const double largest = largestInput(pipeline);
  if (largest <= 1 || normalises(pipeline.recipe())) {
    return "check --preprocess (scale, mean, std, layout) and that the labels belong to these "
           "samples";
  }
  PreprocessingRecipe scaled = pipeline.recipe();
  scaled.steps.emplace_back(ScaleStep{1, fullScale(largest)});
  return "values reach " + numberText(largest) + ", so try --preprocess " + recipeText(scaled);
}

}  // namespace

double nearChanceLimit(std::span<const int32_t> labels, int classes) {
  const double guessing = guessingAccuracy(labels, classes);
  const double error = std::sqrt(guessing * (1 - guessing) / static_cast<double>(labels.size()));
  return std::min(guessing + std::max(std::min(0.5 * guessing, 0.1), 3 * error),
                  (1 + guessing) / 2);
}

std::optional<std::string> nearChanceWarning(int64_t correct,
                                             std::span<const int32_t> labels,
                                             int classes,
                                             const InputPipeline& pipeline) {
  if (labels.empty()) {
    return std::nullopt;
  }
  const double accuracy = static_cast<double>(correct) / static_cast<double>(labels.size());
  if (accuracy >= nearChanceLimit(labels, classes)) {
    return std::nullopt;
  }
  return "The network classifies " + std::to_string(correct) + " of " +
         std::to_string(labels.size()) + " inputs correctly (" + percent(accuracy) +
         "), about as many as guessing would (" + percent(guessingAccuracy(labels, classes)) +
         "), so the inputs are probably not prepared as in training: " + advice(pipeline) + ".";
}

std::optional<std::string> sortedDataWarning(std::span<const int32_t> labels,
                                             int64_t taken,
                                             const std::string& source) {
  const std::span<const int32_t> first = labels.first(static_cast<std::size_t>(taken));
  const std::size_t all = std::set<int32_t>(labels.begin(), labels.end()).size();
  const std::size_t found = std::set<int32_t>(first.begin(), first.end()).size();
  if (2 * found >= all || first.size() < 2 * all) {
    return std::nullopt;
  }
  return "The first " + std::to_string(taken) + " of " + std::to_string(labels.size()) +
         " inputs of " + source + " hold " + std::to_string(found) + " of its " +
         std::to_string(all) +
         " classes: the data are sorted by class, so the score says nothing about the others; take "
         "all inputs, or shuffle the data.";
}

}  // namespace maacc
