#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/data/dataset.h"

namespace maacc {

// A network that guesses most often has the wrong preprocessing, not bad weights. When the accuracy
// over the samples with these labels is about that of always naming the commonest class (or of
// drawing one of `classes`), returns one sentence that says so and points at the recipe, with a
// scale that would bring the values to 0 .. 1 where the recipe has none and they exceed 1.
// Otherwise nothing. correct: samples among `labels` that were classified correctly.
std::optional<std::string> nearChanceWarning(int64_t correct,
                                             std::span<const int32_t> labels,
                                             int classes,
                                             const InputPipeline& pipeline);

// Where the first `taken` of these labels hold less than half of the classes that all of them hold,
// though twice as many inputs as classes are taken: one sentence that says that the data of
// `source` are sorted by class. Otherwise nothing.
std::optional<std::string> sortedDataWarning(std::span<const int32_t> labels,
                                             int64_t taken,
                                             const std::string& source);

// The accuracy (0 .. 1) below which the warning is given: above guessing by half of what guessing
// reaches (but no more than 0.1) or by three standard errors, whichever is more, and at most half
// way from guessing to faultless.
double nearChanceLimit(std::span<const int32_t> labels, int classes);

}  // namespace maacc
