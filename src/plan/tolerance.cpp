#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "nb_cpp/plan.hpp"
#include "nb_cpp/roots.hpp"
#include "numbers/environment.hpp"
#include "plan/plan.hpp"

namespace nb_cpp {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

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

// The zeros of p'/p, the sum of m_j / (z - r_j), by Aberth's simultaneous iteration; what the
// coefficients of p' would lose is not lost. Empty if it does not settle, as at multiple zeros.
std::vector<Complex> critical_points(const RootSet& roots, const std::function<void()>& interrupt) {
  constexpr int kMostRounds = 100;
  constexpr double kSettled = 1e-9;  // of the last move, against the distance to a root
  const std::vector<Complex>& r = roots.values;
  std::vector<Complex> points;
  for (std::size_t i = 1; i < r.size(); ++i) {
    const auto nearer = [&](Complex a, Complex b) {
      return std::abs(a - r[i]) < std::abs(b - r[i]);
    };
    const Complex nearest =
        *std::min_element(r.begin(), r.begin() + static_cast<std::ptrdiff_t>(i), nearer);
    points.push_back(r[i] +
                     std::polar(0.4, 0.3 + 0.01 * static_cast<double>(i)) * (nearest - r[i]));
  }
  for (int round = 0; round < kMostRounds; ++round) {
    bool settled = true;
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (interrupt) interrupt();
      Complex f = 0.0;
      Complex slope = 0.0;
      double nearest = kInfinity;
      for (std::size_t j = 0; j < r.size(); ++j) {
        const Complex term = 1.0 / (points[i] - r[j]);
        const double m = roots.multiplicities[j];
        f += m * term;
        slope -= m * term * term;
        nearest = std::min(nearest, std::abs(points[i] - r[j]));
      }
      Complex others =
          0.0;  // with the poles at the roots, which a zero of f times their product has
      for (std::size_t j = 0; j < points.size(); ++j) {
        if (j != i) others += 1.0 / (points[i] - points[j]);
      }
      for (const Complex root : r) others -= 1.0 / (points[i] - root);
      const Complex move = f / (slope - f * others);
      if (!std::isfinite(std::abs(move))) return {};
      points[i] -= move;
      settled = settled && std::abs(move) <= kSettled * nearest;
    }
    if (settled) return points;
  }
  return {};
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
    const std::vector<Complex> points = critical_points(roots, interrupt);
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
      most = plan.critical_value().load();
      if (std::isnan(most)) {
        most = least_critical_value(plan, interrupt);
        plan.critical_value().store(most);
      }
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
