#pragma once

#include <string>

#include "core/base/random_stream.h"

namespace maacc::test {

// Flips bits, overwrites with extreme bytes, cuts, repeats or removes a stretch: one to four of
// these.
std::string mutatedBytes(std::string bytes, RandomStream& random);

}  // namespace maacc::test
