#include "core/analysis/quantiles.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace maacc {
namespace {

// std::lgamma writes a global; the arguments here are positive, so that the sign does not matter.
double logGamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

double betaContinuedFraction(double x, double a, double b) {
  constexpr double kTiny = 1e-300;
  constexpr double kEnough = 1e-15;
  const auto awayFromZero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double c = 1;
  double d = 1 / awayFromZero(1 - (a + b) * x / (a + 1));
  double fraction = d;
  const auto advance = [&](double term) {
    d = 1 / awayFromZero(1 + term * d);
    c = awayFromZero(1 + term / c);
    fraction *= c * d;
    return std::abs(c * d - 1) < kEnough;
  };
  const double most = 1000 + 10 * std::sqrt(std::max(a, b));
  for (double m = 1; m < most; ++m) {
    advance(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)));
    if (advance(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)))) {
      break;
    }
  }
  return fraction;
}

}  // namespace

double betaDistribution(double x, double a, double b) {
  MAACC_CHECK(a > 0 && b > 0);
  if (x <= 0 || x >= 1) {
    return x <= 0 ? 0 : 1;
  }
  const double front =
      std::exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * std::log(x) + b * std::log1p(-x));
  // The fraction converges fast on this side of the mean only.
  return x < (a + 1) / (a + b + 2) ? front * betaContinuedFraction(x, a, b) / a
                                   : 1 - front * betaContinuedFraction(1 - x, b, a) / b;
}

double betaQuantile(double probability, double a, double b) {
  MAACC_CHECK(probability >= 0 && probability <= 1);
  double low = 0;
  double high = 1;
  // Bisection: it cannot fail, and quantiles are asked for a few times per estimate.
  for (int step = 0; step < 200 && high - low > 1e-15 * high; ++step) {
    const double middle = low + (high - low) / 2;
    (betaDistribution(middle, a, b) < probability ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

double studentQuantile(double probability, double degrees) {
  MAACC_CHECK(probability > 0 && probability < 1 && degrees > 0);
  constexpr double kNearlyNormal = 1e7;
  const double nu = std::min(degrees, kNearlyNormal);
  const double central = std::abs(2 * probability - 1);  // P(|T| < t)
  const double y = betaQuantile(central, 0.5, nu / 2);
  // Whichever of y and 1 - y is small keeps its digits.
  const double rest = y < 0.5 ? 1 - y : betaQuantile(1 - central, nu / 2, 0.5);
  const double t = std::sqrt(nu * (y < 0.5 ? y : 1 - rest) / rest);
  return probability < 0.5 ? -t : t;
}

}  // namespace maacc
