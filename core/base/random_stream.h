#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace maacc {

// A stream of random numbers that depends on (seed, key) alone: the same on every machine, in every
// shard and in any order of use. xoshiro256** (Blackman and Vigna 2021), keyed by SHA-256 of seed
// and key. Only IEEE additions, multiplications, divisions and square roots are used, so no libm
// difference reaches a draw.
class RandomStream {
 public:
  RandomStream(uint64_t seed, std::string_view key);

  uint64_t next();
  double uniform();                // in (0, 1), 53 bits
  uint64_t below(uint64_t bound);  // in [0, bound), unbiased; bound > 0
  double normal();                 // standard normal, polar method of Marsaglia and Bray (1964)
  std::vector<int> permutation(int count);  // of 0 .. count-1, Fisher-Yates

 private:
  std::array<uint64_t, 4> state_{};
};

}  // namespace maacc
