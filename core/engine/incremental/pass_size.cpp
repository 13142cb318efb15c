#include "core/engine/incremental/pass_size.h"

#include <algorithm>

namespace maacc {
namespace {

constexpr double kForwardsPerPass = 10;
constexpr int64_t kFlipBytesPerPass = 256LL << 20;

}  // namespace

double flopsPerPass(const Network& network, int64_t inputs, double leastFlops) {
  return std::max(kForwardsPerPass * forwardFlops(network),
                  leastFlops / static_cast<double>(inputs));
}

std::size_t mostMutantsPerPass(Evidence evidence, int64_t inputs, std::size_t remaining) {
  if (evidence == Evidence::Score) {
    return remaining;
  }
  const int64_t bytes = inputs * static_cast<int64_t>(sizeof(Flip));
  return std::min(remaining,
                  static_cast<std::size_t>(std::max<int64_t>(1, kFlipBytesPerPass / bytes)));
}

}  // namespace maacc
