#include "core/data/labels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/base/error.h"
#include "core/base/number_text.h"

namespace maacc {

namespace {

int32_t classNumber(const RawArray& array, int64_t sample, double value, int32_t first) {
  const bool whole = value == std::floor(value);
  if (!whole || value < first || value - first > std::numeric_limits<int32_t>::max()) {
    const bool tooSmall = whole && value >= 0 && value < first;
    throw Error(ErrorCode::BadInput,
                array.source + ": sample " + std::to_string(sample) + " has the label " +
                    numberText(value) +
                    (tooSmall ? ", which is less than --labels-from " + std::to_string(first) +
                                    ": name the label of the first class there."
                              : ", which is not a class number (0, 1, 2, ...): name the file or "
                                "key that holds the classes."));
  }
  return static_cast<int32_t>(value - first);
}

// The class of a one-hot row, if it is one.
std::optional<int32_t> hotIndex(const std::vector<double>& row) {
  const auto hot = std::find(row.begin(), row.end(), 1.0);
  const auto zeros = std::count(row.begin(), row.end(), 0.0);
  if (hot == row.end() || static_cast<std::size_t>(zeros) + 1 != row.size()) {
    return std::nullopt;
  }
  return static_cast<int32_t>(hot - row.begin());
}

}  // namespace

bool holdsOneValuePerSample(const Shape& shape) {
  return !shape.empty() &&
         std::all_of(shape.begin() + 1, shape.end(), [](int64_t size) { return size == 1; });
}

bool isOneHot(const RawArray& array) {
  if (array.shape.size() != 2) {
    return false;
  }
  std::vector<double> row(static_cast<std::size_t>(array.shape[1]));
  for (int64_t sample = 0; sample < array.shape[0]; ++sample) {
    array.copyTo(sample * array.shape[1], row);
    if (!hotIndex(row)) {
      return false;
    }
  }
  return true;
}

std::vector<int32_t> readLabels(const RawArray& array, int32_t first) {
  std::vector<int32_t> labels;
  labels.reserve(static_cast<std::size_t>(array.sampleCount()));
  if (holdsOneValuePerSample(array.shape)) {
    std::vector<double> values(static_cast<std::size_t>(array.sampleCount()));
    array.copyTo(0, values);
    for (int64_t sample = 0; sample < array.sampleCount(); ++sample) {
      labels.push_back(classNumber(array, sample, values[static_cast<std::size_t>(sample)], first));
    }
    return labels;
  }
  if (array.shape.size() != 2) {
    throw Error(ErrorCode::BadInput,
                array.source + " has the shape " + shapeText(array.shape) +
                    ", but labels are one class per sample, [n] or [n, 1], or one-hot rows, " +
                    "[n, classes]: name the file or key that holds them.");
  }
  std::vector<double> row(static_cast<std::size_t>(array.shape[1]));
  for (int64_t sample = 0; sample < array.sampleCount(); ++sample) {
    array.copyTo(sample * array.shape[1], row);
    const auto label = hotIndex(row);
    if (!label) {
      throw Error(ErrorCode::BadInput,
                  array.source + " of shape " + shapeText(array.shape) + ": row " +
                      std::to_string(sample) + " is not one-hot (exactly one 1, otherwise 0): " +
                      "save class numbers, for example labels.argmax(axis=1).");
    }
    labels.push_back(*label);
  }
  return labels;
}

}  // namespace maacc
