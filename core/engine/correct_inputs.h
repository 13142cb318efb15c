#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/data/dataset.h"
#include "core/store/run_file.h"

namespace maacc {

// The inputs that the original network classifies correctly: the only ones that mutants are run on.
// Thread-safe to read.
struct CorrectInputs {
  // [count, valuesPerSample], canonical, float32; empty where they are read again from `pipeline`
  // whenever they are needed.
  std::vector<float> values;
  std::vector<int32_t> labels;  // [count]
  int64_t valuesPerSample = 0;
  std::vector<double> margins;  // [count] largest minus second largest logit of the original

  const InputPipeline* pipeline = nullptr;  // set where the values are not kept; must outlive this
  std::vector<int32_t> samples = {};        // [count] with pipeline: their places in the data

  bool areKept() const { return pipeline == nullptr; }
  int64_t count() const { return static_cast<int64_t>(labels.size()); }
  // Of kept values.
  std::span<const float> input(int64_t position) const {
    return std::span(values).subspan(static_cast<std::size_t>(position * valuesPerSample),
                                     static_cast<std::size_t>(valuesPerSample));
  }
  // Of all; in `buffer` where they are not kept. Throws Error where the data cannot be read any
  // more.
  std::span<const float> input(int64_t position, std::vector<float>& buffer) const;
  // [count, valuesPerSample] from position `first` on.
  void copyTo(int64_t first, int64_t count, float* out) const;
};

// Reads and preprocesses them; baseline.correctInputs are positions in the data. What takes more
// than mostBytes is not kept but read again.
CorrectInputs readCorrectInputs(const InputPipeline& pipeline,
                                const Baseline& baseline,
                                int threads,
                                int64_t mostBytes = std::numeric_limits<int64_t>::max());

// Inputs on which rounding is measured once per network.
inline constexpr int64_t kCalibrationInputs = 64;

// At most `count` positions spread evenly over 0 .. total - 1.
std::vector<int64_t> spreadPositions(int64_t total, int64_t count);

}  // namespace maacc
