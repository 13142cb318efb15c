#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/data/preprocessing.h"
#include "core/model/layer.h"

namespace maacc {

namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(separator);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(end + 1);
  }
}

[[noreturn]] void failPart(std::string_view part, const std::string& reason) {
  throw Error(ErrorCode::Usage,
              "The preprocessing step \"" + std::string(part.substr(0, 80)) + "\" " + reason +
                  ": steps are pad=N, repeat-channels=N, resize=HxW, scale=1/255, mean=A[:B:C], "
                  "std=A[:B:C], transpose and layout=hwc|chw, separated by commas.");
}

int64_t parseSize(std::string_view part, std::string_view text, int64_t least) {
  int64_t size = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), size);
  const bool whole = problem == std::errc{} && end == text.data() + text.size();
  if (!whole || size < least || size > kLargestStepSize) {
    failPart(part, "needs a whole number from " + std::to_string(least) + " to " +
                       std::to_string(kLargestStepSize));
  }
  return size;
}

double parseFinite(std::string_view part, std::string_view text) {
  const auto value = parseNumber(text);
  if (!value) {
    failPart(part, "needs finite numbers");
  }
  return *value;
}

ResizeStep parseResize(std::string_view part, std::string_view value) {
  const auto sizes = split(value, 'x');
  if (sizes.size() != 2) {
    failPart(part, "needs height and width, as in resize=32x32");
  }
  return {parseSize(part, sizes[0], 1), parseSize(part, sizes[1], 1)};
}

ScaleStep parseScale(std::string_view part, std::string_view value) {
  const auto terms = split(value, '/');
  if (terms.size() > 2) {
    failPart(part, "needs a number or a fraction");
  }
  const ScaleStep step{parseFinite(part, terms[0]),
                       terms.size() == 2 ? parseFinite(part, terms[1]) : 1};
  if (step.numerator == 0 || step.denominator == 0) {
    failPart(part, "must not be, or divide by, 0");
  }
  return step;
}

std::vector<double> parseList(std::string_view part, std::string_view value) {
  std::vector<double> numbers;
  for (const std::string_view text : split(value, ':')) {
    numbers.push_back(parseFinite(part, text));
  }
  return numbers;
}

StdStep parseStd(std::string_view part, std::string_view value) {
  StdStep step{parseList(part, value)};
  if (std::any_of(step.values.begin(), step.values.end(),
                  [](double number) { return number <= 0; })) {
    failPart(part, "needs numbers above 0, because values are divided by them");
  }
  return step;
}

SampleLayout parseLayout(std::string_view part, std::string_view value) {
  if (value != "hwc" && value != "chw") {
    failPart(part, "needs hwc (channels last) or chw (channels first)");
  }
  return value == "hwc" ? SampleLayout::ChannelsLast : SampleLayout::ChannelsFirst;
}

PreprocessingStep parseStep(std::string_view part, std::string_view name, std::string_view value) {
  if (name == "pad") {
    return PadStep{parseSize(part, value, 0)};
  }
  if (name == "repeat-channels") {
    return RepeatChannelsStep{parseSize(part, value, 1)};
  }
  if (name == "resize") {
    return parseResize(part, value);
  }
  if (name == "scale") {
    return parseScale(part, value);
  }
  if (name == "mean") {
    return MeanStep{parseList(part, value)};
  }
  if (name == "std") {
    return parseStd(part, value);
  }
  failPart(part, "is not known");
}

std::string listText(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) {
    text += (text.empty() ? "" : ":") + numberText(value);
  }
  return text;
}

std::string stepText(const PreprocessingStep& step) {
  return std::visit(
      Overloaded{
          [](const PadStep& pad) { return "pad=" + std::to_string(pad.pixels); },
          [](const RepeatChannelsStep& repeat) {
            return "repeat-channels=" + std::to_string(repeat.times);
          },
          [](const ResizeStep& resize) {
            return "resize=" + std::to_string(resize.height) + "x" + std::to_string(resize.width);
          },
          [](const TransposeStep&) { return std::string("transpose"); },
          [](const ScaleStep& scale) {
            return "scale=" + numberText(scale.numerator) +
                   (scale.denominator == 1 ? "" : "/" + numberText(scale.denominator));
          },
          [](const MeanStep& mean) { return "mean=" + listText(mean.values); },
          [](const StdStep& deviation) { return "std=" + listText(deviation.values); },
      },
      step);
}

}  // namespace

PreprocessingRecipe parseRecipe(const std::string& text) {
  PreprocessingRecipe recipe;
  if (trimmed(text).empty()) {
    return recipe;
  }
  for (const std::string_view part : split(text, ',')) {
    if (part == "transpose") {
      recipe.steps.emplace_back(TransposeStep{});
      continue;
    }
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) {
      failPart(part, "has no value");
    }
    const std::string_view name = trimmed(part.substr(0, equals));
    const std::string_view value = trimmed(part.substr(equals + 1));
    if (name != "layout") {
      recipe.steps.push_back(parseStep(part, name, value));
    } else if (recipe.layout != SampleLayout::Auto) {
      failPart(part, "comes a second time");
    } else {
      recipe.layout = parseLayout(part, value);
    }
  }
  return recipe;
}

std::string recipeText(const PreprocessingRecipe& recipe) {
  std::string text;
  if (recipe.layout != SampleLayout::Auto) {
    text = recipe.layout == SampleLayout::ChannelsLast ? "layout=hwc" : "layout=chw";
  }
  for (const PreprocessingStep& step : recipe.steps) {
    text += (text.empty() ? "" : ",") + stepText(step);
  }
  return text;
}

}  // namespace maacc
