#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

#include "nb_cpp/plan.hpp"
#include "nb_cpp/roots.hpp"
#include "numbers/doubles.hpp"
#include "numbers/environment.hpp"
#include "plan/plan.hpp"

namespace nb_cpp {
namespace {

using numbers::kInfinity;

// log2 |p|
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

// Distances of roots are in the range of their squares.
Complex inverse(Complex z) { return std::conj(z) / std::norm(z); }

// log2 of the geometric mean of |p| at its critical points, where all roots are simple: over the
// leading coefficients, the product of p(c) is that of p'(r).
double mean_critical_value(const Conditioning& polynomial) {
  const std::vector<double>& slopes = polynomial.log_slopes();
  const double n = polynomial.degree();
  const double leading = polynomial.log_leading();
  const double sum = std::accumulate(slopes.begin(), slopes.end(), 0.0);
  return (sum - n * std::log2(n) - leading) / (n - 1.0);
}

// Of p', as its coefficients say exactly; 0 is no root of p.
std::size_t critical_points_at_zero(const Conditioning& polynomial) {
  const std::vector<Complex>& c = polynomial.coefficients();
  std::size_t count = 0;
  if (c.back() != 0.0) {
    while (c[c.size() - 2 - count] == 0.0) ++count;
  }
  return count;
}

// Between a root and the nearest one of those before.
Complex starting_point(const std::vector<Complex>& roots, std::size_t i) {
  const auto nearer = [&](Complex a, Complex b) {
    return std::norm(a - roots[i]) < std::norm(b - roots[i]);
  };
  const auto end = roots.begin() + static_cast<std::ptrdiff_t>(i);
  const Complex nearest = *std::min_element(roots.begin(), end, nearer);
  return roots[i] + std::polar(0.4, 0.3 + 0.01 * static_cast<double>(i)) * (nearest - roots[i]);
}

// The zeros of p'/p, the sum of m_j / (z - r_j), by Aberth's simultaneous iteration; what the
// coefficients of p' would lose is not lost. Empty if it does not settle, as at multiple zeros.
std::vector<Complex> critical_points(const Conditioning& polynomial,
                                     const std::function<void()>& interrupt) {
  constexpr int kMostRounds = 100;
  constexpr int kPatience = 12;  // rounds in which no point settles
  // A move, against the distance to a root: the next one would be about its cube.
  constexpr double kSettled = 1e-6;
  const RootSet& roots = polynomial.roots();
  const std::size_t at_zero = critical_points_at_zero(polynomial);
  std::vector<Complex> points;
  for (std::size_t i = 1 + at_zero; i < roots.values.size(); ++i) {
    points.push_back(starting_point(roots.values, i));
  }
  std::vector<std::size_t> moving(points.size());
  std::iota(moving.begin(), moving.end(), std::size_t{0});
  for (int round = 0, last = 0; !moving.empty(); ++round) {
    if (round == kMostRounds || round - last == kPatience) return {};
    std::size_t left = 0;
    for (const std::size_t i : moving) {
      if (interrupt) interrupt();
      Complex f = 0.0;
      Complex slope = 0.0;
      // With the poles at the roots, which a zero of f times their product has.
      Complex others =
          at_zero > 0 ? static_cast<double>(at_zero) * inverse(points[i]) : Complex(0.0);
      double nearness = 0.0;
      for (std::size_t j = 0; j < roots.values.size(); ++j) {
        const Complex term = inverse(points[i] - roots.values[j]);
        const double m = roots.multiplicities[j];
        f += m * term;
        slope -= m * term * term;
        others -= term;
        nearness = std::max(nearness, std::norm(term));
      }
      for (std::size_t j = 0; j < points.size(); ++j) {
        if (j != i) others += inverse(points[i] - points[j]);
      }
      const Complex move = f / (slope - f * others);
      if (!std::isfinite(std::abs(move))) return {};
      points[i] -= move;
      if (!(std::norm(move) * nearness <= kSettled * kSettled)) moving[left++] = i;
    }
    if (left < moving.size()) last = round;
    moving.resize(left);
  }
  if (at_zero > 0) points.emplace_back(0.0);
  return points;
}

double least_value_at(const Conditioning& polynomial, const std::vector<Complex>& points) {
  double least = kInfinity;
  for (const Complex c : points) {
    least = std::min(least, log_value(polynomial, c));
  }
  return least;
}

// The same as the bound, by the critical points themselves.
double least_critical_value(const Plan& plan, const std::function<void()>& interrupt) {
  const Conditioning& polynomial = plan.polynomial();
  const RootSet& roots = polynomial.roots();
  if (plan.from_roots()) {
    const std::vector<Complex> points = critical_points(polynomial, interrupt);
    if (!points.empty()) {
      return least_value_at(polynomial, points);
    }
  }
  const int degree = polynomial.degree();
  std::vector<Complex> derivative;
  derivative.reserve(static_cast<std::size_t>(degree));
  for (int k = 0; k < degree; ++k) {
    derivative.push_back(polynomial.coefficients()[static_cast<std::size_t>(k)] *
                         static_cast<double>(degree - k));
  }
  std::vector<Complex> points;
  for (const Complex c : find_roots(Polynomial(std::move(derivative)), interrupt).values) {
    bool is_root = false;
    for (std::size_t i = 0; i < roots.values.size(); ++i) {
      is_root = is_root || (roots.multiplicities[i] > 1 &&
                            std::abs(c - roots.values[i]) < 0.9 * free_radius(polynomial, i));
    }
    if (!is_root) points.push_back(c);
  }
  return least_value_at(polynomial, points);
}

// log2 of the tolerance below which the residual rule is benign, as exactly as it takes.
double most_of_residual(const Plan& plan, double least, const std::function<void()>& interrupt) {
  const Conditioning& polynomial = plan.polynomial();
  const std::size_t roots = polynomial.roots().values.size();
  if (roots == 1) {
    return kInfinity;
  }
  const double tolerance = std::log2(plan.problem().tolerance) - polynomial.scaling().value;
  const double bound = least_critical_bound(polynomial);
  if (tolerance < bound) {
    return bound;
  }
  // Rounding alone is too much for it, and for any other one.
  const double rounding = std::log2(least);
  if (tolerance <= rounding && static_cast<int>(roots) == polynomial.degree()) {
    const double mean = mean_critical_value(polynomial);
    if (mean <= rounding) {
      return mean;
    }
  }
  double value = plan.critical_value().load();
  if (std::isnan(value)) {
    value = least_critical_value(plan, interrupt);
    plan.critical_value().store(value);
  }
  return value;
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
    least = std::max(least, numbers::kUnitRoundoff * size);
  }
  return {std::ldexp(least, unit), std::exp2(most_of_residual(plan, least, interrupt) + unit)};
}

ToleranceRange of_length(const Conditioning& polynomial) {
  const RootSet& roots = polynomial.roots();
  double least = 0.0;
  double most = kInfinity;
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    const double rounding = std::pow(numbers::kUnitRoundoff, 1.0 / roots.multiplicities[i]);
    least = std::max(least, rounding * std::abs(roots.values[i]));
    most = std::min(most, 0.5 * polynomial.distances()[i]);
  }
  const int unit = polynomial.scaling().variable;
  return {std::ldexp(least, unit), std::ldexp(most, unit)};
}

}  // namespace

ToleranceRange benign_tolerances(const Plan& plan, Stop stop,
                                 const std::function<void()>& interrupt) {
  const numbers::StandardEnvironment environment;
  return stop == Stop::residual ? of_residual(plan, interrupt) : of_length(plan.polynomial());
}

bool has_benign_tolerance(const Plan& plan, const std::function<void()>& interrupt) {
  const numbers::StandardEnvironment environment;
  const Problem& problem = plan.problem();
  // Where no root attracts anything, no tolerance gives a label.
  if (problem.tolerance == 0.0 || plan.method().adds_length()) {
    return true;
  }
  const ToleranceRange range = benign_tolerances(plan, problem.stop, interrupt);
  return range.least < problem.tolerance && problem.tolerance < range.most;
}

}  // namespace nb_cpp
