#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "nb_cpp/plan.hpp"
#include "nb_cpp/roots.hpp"
#include "plan/conditioning.hpp"
#include "plan/plan.hpp"

namespace nb_cpp {
namespace {

constexpr double kUnit = 0x1p-53;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double log_product(const RootSet& roots, double log_leading, Complex z) {
  double sum = log_leading;
  for (std::size_t j = 0; j < roots.values.size(); ++j) {
    sum += roots.multiplicities[j] * std::log2(std::abs(z - roots.values[j]));
  }
  return sum;
}

// No zero of p' but the root itself is nearer to a root of multiplicity m: there m / |t| is more
// than all other roots add to p' / p.
double free_radius(const RootSet& roots, std::size_t i, int degree) {
  return distance_to_next(roots, i) * roots.multiplicities[i] / degree;
}

// log2 of |p| at its critical points at least, but for the roots: with the nearest root r, the
// others are at least half as far from there as from r.
double least_critical_bound(const RootSet& roots, const std::vector<double>& log_slopes,
                            int degree) {
  double least = kInfinity;
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    const int m = roots.multiplicities[i];
    const double radius = free_radius(roots, i, degree);
    least = std::min(least, log_slopes[i] + m * std::log2(radius) - (degree - m));
  }
  return least;
}

// The same, by the critical points themselves.
double least_critical_value(const std::vector<Complex>& coefficients, const RootSet& roots,
                            const std::function<void()>& interrupt) {
  const auto degree = static_cast<int>(coefficients.size()) - 1;
  std::vector<Complex> derivative;
  derivative.reserve(static_cast<std::size_t>(degree));
  for (int k = 0; k < degree; ++k) {
    derivative.push_back(coefficients[static_cast<std::size_t>(k)] *
                         static_cast<double>(degree - k));
  }
  const double log_leading = std::log2(std::abs(coefficients.front()));
  double least = kInfinity;
  for (const Complex c : find_roots(Polynomial(std::move(derivative)), interrupt).values) {
    bool is_root = false;
    for (std::size_t i = 0; i < roots.values.size(); ++i) {
      is_root = is_root || (roots.multiplicities[i] > 1 &&
                            std::abs(c - roots.values[i]) < 0.9 * free_radius(roots, i, degree));
    }
    least = is_root ? least : std::min(least, log_product(roots, log_leading, c));
  }
  return least;
}

ToleranceRange of_residual(const Plan& plan, const std::function<void()>& interrupt) {
  const Scaling scaling = plan.ordinary_scaling();
  const Polynomial& polynomial = plan.problem().polynomial;
  const RootSet roots = scale(plan.problem().roots, scaling);
  const std::vector<Complex> coefficients = scale(polynomial, scaling);
  const std::vector<double> slopes = log_slopes(roots, std::log2(std::abs(coefficients.front())));
  double least = 0.0;
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    double bound = kUnit * sum_of_moduli(coefficients, std::abs(roots.values[i]));
    if (plan.from_roots()) {
      bound = roots.multiplicities[i] > 1
                  ? 0.0
                  : std::exp2(slopes[i]) * kUnit * std::abs(roots.values[i]);
    }
    least = std::max(least, bound);
  }
  double most = kInfinity;
  if (roots.values.size() > 1) {
    const double tolerance = std::log2(plan.problem().tolerance) - scaling.value;
    most = least_critical_bound(roots, slopes, polynomial.degree());
    if (!(tolerance < most)) {
      most = least_critical_value(coefficients, roots, interrupt);
    }
  }
  return {std::ldexp(least, scaling.value), std::exp2(most + scaling.value)};
}

ToleranceRange of_length(const RootSet& roots) {
  double least = 0.0;
  double most = kInfinity;
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    const double rounding = std::pow(kUnit, 1.0 / roots.multiplicities[i]);
    least = std::max(least, rounding * std::abs(roots.values[i]));
    most = std::min(most, 0.5 * distance_to_next(roots, i));
  }
  return {least, most};
}

}  // namespace

ToleranceRange benign_tolerances(const Plan& plan, Stop stop,
                                 const std::function<void()>& interrupt) {
  return stop == Stop::residual ? of_residual(plan, interrupt) : of_length(plan.problem().roots);
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
