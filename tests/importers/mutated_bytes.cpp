#include "tests/importers/mutated_bytes.h"

#include <algorithm>

namespace maacc::test {

std::string mutatedBytes(std::string bytes, RandomStream& random) {
  const uint64_t changes = 1 + random.below(4);
  for (uint64_t change = 0; change < changes && bytes.size() > 16; ++change) {
    const size_t at = random.below(bytes.size());
    const size_t length = std::min<size_t>(1 + random.below(64), bytes.size() - at);
    switch (random.below(6)) {
      case 0:
      case 1:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
        break;
      case 2:
        bytes[at] = static_cast<char>(random.below(2) == 0 ? 0xff : random.below(256));
        break;
      case 3:
        bytes.insert(at, bytes.substr(at, length));
        break;
      case 4:
        bytes.erase(at, length);
        break;
      default:
        if (random.below(8) == 0) {
          bytes.resize(at);
        } else {
          std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), std::min<size_t>(length, 8),
                      '\xff');
        }
    }
  }
  return bytes;
}

}  // namespace maacc::test
