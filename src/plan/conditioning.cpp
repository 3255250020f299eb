#include "plan/conditioning.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace nb_cpp {
namespace {

constexpr double kUnit = 0x1p-53;
constexpr double kKnown = 0x1p-50;  // of a root's modulus
// Of the distance to the next root, or of the modulus: how far rounding may move a root. Less for a
// simple one, near which a tolerance may be tiny.
constexpr double kUndecided = 0x1p-20;
constexpr double kUndecidedSimple = 0x1p-32;
constexpr double kFar = 64.0;         // roots' moduli: how far a step is seldom longer
constexpr double kOverflow = 1000.0;  // binary logarithm
constexpr double kLargest = 0x1p450;  // modulus of which few products stay in range

double log_of_leading(const Polynomial& polynomial, Scaling scaling) {
  return std::log2(std::abs(polynomial.coefficients().front())) +
         static_cast<double>(scaling.variable) * polynomial.degree() - scaling.value;
}

double from_coefficients(const std::vector<Complex>& coefficients, Complex root) {
  const double modulus = std::abs(root);
  const auto degree = static_cast<int>(coefficients.size()) - 1;
  return rounding_of_terms(degree) * sum_of_moduli(coefficients, modulus) +
         lost_by_underflow(sum_of_moduli(coefficients, 1.0), modulus, degree);
}

bool can_use(const RootSet& roots) {
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    const double modulus = std::abs(roots.values[i]);
    const bool in_range = modulus == 0.0 || (1.0 / kLargest < modulus && modulus < kLargest);
    if (!in_range || !(roots.radii[i] <= kKnown * modulus)) {
      return false;
    }
  }
  return true;
}

bool may_overflow(const std::vector<Complex>& coefficients, const RootSet& roots) {
  double largest = 0.0;
  for (const Complex root : roots.values) {
    largest = std::max(largest, std::abs(root));
  }
  double most = 0.0;
  double power = static_cast<double>(coefficients.size()) - 1.0;
  for (const Complex c : coefficients) {
    most = std::max(most, std::log2(std::abs(c)) + power * std::log2(kFar * largest));
    power -= 1.0;
  }
  return most > kOverflow;
}

}  // namespace

RootSet scale(RootSet roots, Scaling scaling) {
  const int exponent = scaling.variable;
  for (Complex& root : roots.values) {
    root = {std::ldexp(root.real(), -exponent), std::ldexp(root.imag(), -exponent)};
  }
  for (double& radius : roots.radii) {
    radius = std::ldexp(radius, -exponent);
  }
  return roots;
}

double distance_to_next(const RootSet& roots, std::size_t i) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < roots.values.size(); ++j) {
    least = j == i ? least : std::min(least, std::abs(roots.values[i] - roots.values[j]));
  }
  return least;
}

double sum_of_moduli(const std::vector<Complex>& coefficients, double modulus) {
  double sum = 0.0;
  for (const Complex c : coefficients) {
    sum = sum * modulus + std::abs(c);
  }
  return sum;
}

std::vector<double> log_slopes(const RootSet& roots, double log_leading) {
  std::vector<double> slopes(roots.values.size(), log_leading);
  for (std::size_t i = 0; i < slopes.size(); ++i) {
    for (std::size_t j = 0; j < slopes.size(); ++j) {
      if (j != i) {
        slopes[i] +=
            roots.multiplicities[j] * std::log2(std::abs(roots.values[i] - roots.values[j]));
      }
    }
  }
  return slopes;
}

double rounding_of_terms(int degree) { return 16.0 * (degree + 9.0) * kUnit; }

double lost_by_underflow(double total, double modulus, int degree) {
  return 0x1p-1000 * total * std::pow(std::max(1.0, modulus), degree);
}

Rounding rounding_at_roots(const Polynomial& polynomial, const RootSet& roots, Scaling scaling,
                           bool from_roots) {
  const RootSet own = scale(roots, scaling);
  const std::vector<Complex> coefficients = scale(polynomial, scaling);
  const std::vector<double> slopes = log_slopes(own, log_of_leading(polynomial, scaling));
  Rounding rounding;
  for (std::size_t i = 0; i < own.values.size(); ++i) {
    const int m = own.multiplicities[i];
    // From the roots, where the distance is the rounding of a step: |p| <= 2^-53 |z| |p'|.
    double distance = m * kUnit * std::abs(own.values[i]);
    double value = std::exp2(slopes[i] + m * std::log2(distance));
    if (!from_roots) {
      value = from_coefficients(coefficients, own.values[i]);
      distance = std::exp2((std::log2(value) - slopes[i]) / m);
    }
    rounding.value.push_back(value);
    rounding.distance.push_back(distance);
  }
  return rounding;
}

bool needs_roots(const Polynomial& polynomial, const RootSet& roots, Scaling scaling) {
  const RootSet own = scale(roots, scaling);
  if (!can_use(own)) {
    return false;
  }
  const std::vector<Complex> coefficients = scale(polynomial, scaling);
  if (may_overflow(coefficients, own)) {
    return true;
  }
  const std::vector<double> slopes = log_slopes(own, log_of_leading(polynomial, scaling));
  for (std::size_t i = 0; i < own.values.size(); ++i) {
    const double log_error = std::log2(from_coefficients(coefficients, own.values[i])) - slopes[i];
    const double limit = std::min(distance_to_next(own, i), std::abs(own.values[i]));
    const int m = own.multiplicities[i];
    if (log_error / m > std::log2((m == 1 ? kUndecidedSimple : kUndecided) * limit)) {
      return true;
    }
  }
  return false;
}

}  // namespace nb_cpp
