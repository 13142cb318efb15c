#include "core/base/random_stream.h"

#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/hashing.h"

namespace maacc {
namespace {

// Natural logarithm from frexp and the atanh series, so that its last bit does not depend on the C
// library.
double portableLog(double value) {
  int exponent = 0;
  double mantissa = std::frexp(value, &exponent);  // in [0.5, 1)
  if (mantissa < std::numbers::sqrt2 / 2) {
    mantissa *= 2;
    --exponent;
  }
  const double ratio = (mantissa - 1) / (mantissa + 1);  // |ratio| < 0.172
  const double square = ratio * ratio;
  double sum = 0;
  for (int term = 23; term >= 1; term -= 2) {
    sum = sum * square + 1.0 / term;
  }
  return 2 * ratio * sum + exponent * std::numbers::ln2;
}

}  // namespace

RandomStream::RandomStream(uint64_t seed, std::string_view key) {
  Sha256 hash;
  const std::string hex = hash.number(static_cast<int64_t>(seed)).text(key).hex();
  for (std::size_t word = 0; word < state_.size(); ++word) {
    state_[word] = std::stoull(hex.substr(word * 16, 16), nullptr, 16);
  }
  if (state_ == std::array<uint64_t, 4>{}) {
    state_[0] = 1;
  }
}

uint64_t RandomStream::next() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t shifted = state_[1] << 17U;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double RandomStream::uniform() { return (static_cast<double>(next() >> 11U) + 0.5) * 0x1.0p-53; }

uint64_t RandomStream::below(uint64_t bound) {
  MAACC_CHECK(bound > 0);
  const uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  uint64_t draw = next();
  while (draw >= limit) {
    draw = next();
  }
  return draw % bound;
}

double RandomStream::normal() {
  for (;;) {
    const double first = 2 * uniform() - 1;
    const double second = 2 * uniform() - 1;
    const double square = first * first + second * second;
    if (square > 0 && square < 1) {
      return first * std::sqrt(-2 * portableLog(square) / square);
    }
  }
}

std::vector<int> RandomStream::permutation(int count) {
  std::vector<int> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t last = order.size(); last > 1; --last) {
    std::swap(order[last - 1], order[below(last)]);
  }
  return order;
}

}  // namespace maacc
