#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "nb_cpp/plan.hpp"
#include "nb_cpp/roots.hpp"
#include "plan/plan.hpp"

namespace nb_cpp {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double log_value(const Conditioning& polynomial, Complex z) {
  const RootSet& roots = polynomial.roots();
  double sum = polynomial.log_leading();
  for (std::size_t j = 0; j < roots.values.size(); ++j) {
    sum += roots.multiplicities[j] * std::log2(std::abs(z - roots.values[j]));
  }
  return sum;
}

// No zero of p' but the root itself is nearer to a root of multiplicity m: there m / |t| is more
// than all other roots add to p' / p.
double free_radius(const Conditioning& polynomial, std::size_t i) {
  return polynomial.distances()[i] * polynomial.roots().multiplicities[i] / polynomial.degree();
}

// log2 of |p| at its critical points at least, but for the roots: with the nearest root r, the
// others are at least half as far from there as from r.
double least_critical_bound(const Conditioning& polynomial) {
  double least = kInfinity;
  for (std::size_t i = 0; i < polynomial.distances().size(); ++i) {
    const int m = polynomial.roots().multiplicities[i];
    least = std::min(least, polynomial.log_slopes()[i] + m * std::log2(free_radius(polynomial, i)) -
                                (polynomial.degree() - m));
  }
  return least;
}

// The same, by the critical points themselves.
double least_critical_value(const Conditioning& polynomial,
                            const std::function<void()>& interrupt) {
  const RootSet& roots = polynomial.roots();
  const int degree = polynomial.degree();
  std::vector<Complex> derivative;
  derivative.reserve(static_cast<std::size_t>(degree));
  for (int k = 0; k < degree; ++k) {
    derivative.push_back(polynomial.coefficients()[static_cast<std::size_t>(k)] *
                         static_cast<double>(degree - k));
  }
  double least = kInfinity;
  for (const Complex c : find_roots(Polynomial(std::move(derivative)), interrupt).values) {
    bool is_root = false;
    for (std::size_t i = 0; i < roots.values.size(); ++i) {
      is_root = is_root || (roots.multiplicities[i] > 1 &&
                            std::abs(c - roots.values[i]) < 0.9 * free_radius(polynomial, i));
    }
    least = is_root ? least : std::min(least, log_value(polynomial, c));
  }
  return least;
}

ToleranceRange of_residual(const Plan& plan, const std::function<void()>& interrupt) {
  const Conditioning& polynomial = plan.polynomial();
  const RootSet& roots = polynomial.roots();
  const int unit = polynomial.scaling().value;
  double least = 0.0;
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    double size = polynomial.sums_of_moduli()[i];
    if (plan.from_roots()) {
      size = roots.multiplicities[i] > 1
                 ? 0.0
                 : std::exp2(polynomial.log_slopes()[i]) * std::abs(roots.values[i]);
    }
    least = std::max(least, kUnitRoundoff * size);
  }
  double most = kInfinity;
  if (roots.values.size() > 1) {
    most = least_critical_bound(polynomial);
    if (!(std::log2(plan.problem().tolerance) - unit < most)) {
      most = least_critical_value(polynomial, interrupt);
    }
  }
  return {std::ldexp(least, unit), std::exp2(most + unit)};
}

ToleranceRange of_length(const Conditioning& polynomial) {
  const RootSet& roots = polynomial.roots();
  double least = 0.0;
  double most = kInfinity;
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    const double rounding = std::pow(kUnitRoundoff, 1.0 / roots.multiplicities[i]);
    least = std::max(least, rounding * std::abs(roots.values[i]));
    most = std::min(most, 0.5 * polynomial.distances()[i]);
  }
  const int unit = polynomial.scaling().variable;
  return {std::ldexp(least, unit), std::ldexp(most, unit)};
}

}  // namespace

ToleranceRange benign_tolerances(const Plan& plan, Stop stop,
                                 const std::function<void()>& interrupt) {
  return stop == Stop::residual ? of_residual(plan, interrupt) : of_length(plan.polynomial());
}

bool has_benign_tolerance(const Plan& plan, const std::function<void()>& interrupt) {
  const Problem& problem = plan.problem();
  // Where no root attracts anything, no tolerance gives a label.
  if (problem.tolerance == 0.0 || plan.method().adds_length()) {
    return true;
  }
  const ToleranceRange range = benign_tolerances(plan, problem.stop, interrupt);
  return range.least < problem.tolerance && problem.tolerance < range.most;
}

}  // namespace nb_cpp
