#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/data/dataset.h"
#include "core/store/run_file.h"

namespace maacc {

// The inputs that the original network classifies correctly: the only ones that mutants are run on.
struct CorrectInputs {
  std::vector<float> values;    // [count, valuesPerSample], canonical, float32
  std::vector<int32_t> labels;  // [count]
  int64_t valuesPerSample = 0;
  std::vector<double> margins;  // [count] largest minus second largest logit of the original

  int64_t count() const { return static_cast<int64_t>(labels.size()); }
  std::span<const float> input(int64_t position) const {
    return std::span(values).subspan(static_cast<std::size_t>(position * valuesPerSample),
                                     static_cast<std::size_t>(valuesPerSample));
  }
};

// Reads and preprocesses them; baseline.correctInputs are positions in the data.
CorrectInputs readCorrectInputs(const InputPipeline& pipeline,
                                const Baseline& baseline,
                                int threads);

// Inputs on which rounding is measured once per network.
inline constexpr int64_t kCalibrationInputs = 64;

// At most `count` positions spread evenly over 0 .. total - 1.
std::vector<int64_t> spreadPositions(int64_t total, int64_t count);

}  // namespace maacc
