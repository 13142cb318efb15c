#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/readers.h"

namespace maacc {

// Which members of an .npz are samples and labels. Empty: not asked for.
struct NpzSelection {
  std::string dataKey;
  std::string labelsKey;
};

// What is wanted of one archive: keys as the user named them, or empty to have them guessed.
struct NpzWish {
  bool data = false;
  bool labels = false;
  std::string dataKey;
  std::string labelsKey;
};

// The first pair of the names that people use, as far as both are wished; nullopt when there is
// none. Keys in the wish are not looked at.
std::optional<NpzSelection> selectByUsualNames(const std::vector<NpzEntry>& entries,
                                               const NpzWish& wish);

// Names that people use come first (x_test with y_test, then test_images with test_labels, images
// with labels, ...); otherwise the shapes decide, if they leave one choice. Throws Error{Usage}
// listing the arrays and naming --data-key and --labels-key when a named key is not there or
// nothing can be guessed.
NpzSelection selectArrays(const std::string& path,
                          const std::vector<NpzEntry>& entries,
                          const NpzWish& wish);

}  // namespace maacc
