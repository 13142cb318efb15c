#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/analysis/kill_record.h"

namespace maacc {

// Flips of one mutant as bytes: one bit per correctly classified input (input i is bit i % 8 of
// byte i / 8, lowest first), then the predicted class of every flipped input in that order, in one
// byte for up to 256 classes and in two or four little-endian bytes beyond. flips: ascending by
// input, inputs below correctInputs, classes in [0, classes).
std::vector<std::byte> encodeFlips(std::span<const Flip> flips, int64_t correctInputs, int classes);

// Nothing when the bytes do not have that form.
std::optional<std::vector<Flip>> decodeFlips(std::span<const std::byte> bytes,
                                             int64_t correctInputs,
                                             int classes);

}  // namespace maacc
