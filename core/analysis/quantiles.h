#pragma once

namespace maacc {

// Quantiles of the distributions that intervals are made of. Relative accuracy 1e-9 or better in
// the range of an interval.

// I_x(a, b), the distribution function of Beta(a, b); a, b > 0. Continued fraction by Lentz's
// method (Press et al., Numerical Recipes, 6.4).
double betaDistribution(double x, double a, double b);

double betaQuantile(double probability, double a, double b);  // probability in [0, 1]

// probability in (0, 1); degrees need not be a whole number, and beyond 1e7 count as 1e7.
double studentQuantile(double probability, double degrees);

}  // namespace maacc
