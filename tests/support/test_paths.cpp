#include "tests/support/test_paths.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace maacc::test {

std::string fixture(const std::string& relative) {
  return std::string(MAACC_TEST_SOURCE_DIR) + "/" + relative;
}

std::string sample(const std::string& relative) {
  return std::string(MAACC_SAMPLES_DIR) + "/" + relative;
}

std::string referenceDir() {
  const char* fromEnvironment = std::getenv("MAACC_REFERENCE_DIR");
  std::string folder = fromEnvironment != nullptr && *fromEnvironment != '\0'
                           ? fromEnvironment
                           : MAACC_DEFAULT_REFERENCE_DIR;
  if (std::filesystem::is_directory(folder + "/expected")) {
    return std::filesystem::canonical(folder).string();
  }
  if (std::getenv("CI") != nullptr) {
    throw std::runtime_error("under CI the reference data must be present, but " + folder +
                             " is not there");
  }
  return {};
}

std::string program(const std::string& name) { return std::string(MAACC_BINARY_DIR) + "/" + name; }

}  // namespace maacc::test
