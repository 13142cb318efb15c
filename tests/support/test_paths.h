#pragma once

#include <string>

namespace maacc::test {

// Absolute path of a file committed under tests/, e.g. "importers/fixtures/mlp.keras".
std::string fixture(const std::string& relative);

// Absolute path of a bundled sample, e.g. "digits-mlp.keras".
std::string sample(const std::string& relative);

// Folder of the paper's models, data and verdicts: MAACC_REFERENCE_DIR, or ../shared/reference.
// Empty when it is not there; fails hard under CI, where it must be.
std::string referenceDir();

// Path of a program that this build made, e.g. "maacc".
std::string program(const std::string& name);

}  // namespace maacc::test

// Skips the test by name when the reference folder is absent.
#define MAACC_REQUIRE_REFERENCE()                                                             \
  do {                                                                                        \
    if (maacc::test::referenceDir().empty()) {                                                \
      QSKIP(                                                                                  \
          "reference data absent: set MAACC_REFERENCE_DIR to the folder that holds models/, " \
          "data/ and expected/");                                                             \
    }                                                                                         \
  } while (false)
