#include "plan/conditioning.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "numbers/doubles.hpp"

namespace nb_cpp {
namespace {

constexpr double kKnown = 0x1p-50;  // of a root's modulus
// Of the distance to the next root, or of the modulus: how far rounding may move a root. Less for a
// simple one, near which a tolerance may be tiny.
constexpr double kUndecided = 0x1p-20;
constexpr double kUndecidedSimple = 0x1p-32;
constexpr double kFar = 64.0;         // roots' moduli: how far a step is seldom longer
constexpr double kOverflow = 1000.0;  // binary logarithm
constexpr double kLargest = 0x1p450;  // modulus of which few products stay in range

}  // namespace

std::vector<double> moduli_of(const std::vector<Complex>& values) {
  std::vector<double> moduli;
  moduli.reserve(values.size());
  for (const Complex value : values) {
    moduli.push_back(std::abs(value));
  }
  return moduli;
}

double value_at(const std::vector<double>& coefficients, double x) {
  double sum = 0.0;
  for (const double c : coefficients) {
    sum = sum * x + c;
  }
  return sum;
}

double rounding_of_terms(int degree) { return 16.0 * (degree + 9.0) * numbers::kUnitRoundoff; }

double lost_by_underflow(double total, double modulus, int degree) {
  return 0x1p-1000 * total * std::pow(std::max(1.0, modulus), degree);
}

Conditioning::Conditioning(const Polynomial& polynomial, const RootSet& roots, Scaling scaling,
                           const std::function<void()>& interrupt)
    : scaling_(scaling),
      coefficients_(scale(polynomial, scaling)),
      roots_(scale(roots, scaling)),
      log_leading_(std::log2(std::abs(polynomial.coefficients().front())) +
                   static_cast<double>(std::int64_t{scaling.variable} * polynomial.degree() -
                                       scaling.value)),
      distances_(roots.values.size(), std::numeric_limits<double>::infinity()),
      log_slopes_(roots.values.size(), log_leading_) {
  const std::vector<double> moduli = moduli_of(coefficients_);
  sum_of_coefficients_ = value_at(moduli, 1.0);
  sums_of_moduli_.reserve(roots.values.size());
  for (std::size_t i = 0; i < distances_.size(); ++i) {
    if (interrupt) {
      interrupt();
    }
    for (std::size_t j = i + 1; j < distances_.size(); ++j) {
      const double distance = std::abs(roots_.values[i] - roots_.values[j]);
      const double log = std::log2(distance);
      distances_[i] = std::min(distances_[i], distance);
      distances_[j] = std::min(distances_[j], distance);
      log_slopes_[i] += roots_.multiplicities[j] * log;
      log_slopes_[j] += roots_.multiplicities[i] * log;
    }
    sums_of_moduli_.push_back(value_at(moduli, std::abs(roots_.values[i])));
  }
}

double Conditioning::coefficients_rounding(std::size_t root) const {
  return rounding_of_terms(degree()) * sums_of_moduli_[root] +
         lost_by_underflow(sum_of_coefficients_, std::abs(roots_.values[root]), degree());
}

Rounding Conditioning::rounding(bool from_roots) const {
  Rounding rounding;
  for (std::size_t i = 0; i < roots_.values.size(); ++i) {
    const int m = roots_.multiplicities[i];
    // From the roots, where the distance is the rounding of a step: |p| <= 2^-53 |z| |p'|.
    double distance = m * numbers::kUnitRoundoff * std::abs(roots_.values[i]);
    double value = std::exp2(log_slopes_[i] + m * std::log2(distance));
    if (!from_roots) {
      value = coefficients_rounding(i);
      distance = std::exp2((std::log2(value) - log_slopes_[i]) / m);
    }
    rounding.value.push_back(value);
    rounding.distance.push_back(distance);
  }
  return rounding;
}

bool Conditioning::needs_roots() const {
  if (!knows_roots()) {
    return false;
  }
  if (may_overflow()) {
    return true;
  }
  for (std::size_t i = 0; i < roots_.values.size(); ++i) {
    const double log_error = std::log2(coefficients_rounding(i)) - log_slopes_[i];
    const double modulus = std::abs(roots_.values[i]);
    const double limit = modulus == 0.0 ? distances_[i] : std::min(distances_[i], modulus);
    const int m = roots_.multiplicities[i];
    if (log_error / m > std::log2((m == 1 ? kUndecidedSimple : kUndecided) * limit)) {
      return true;
    }
  }
  return false;
}

bool Conditioning::knows_roots() const {
  for (std::size_t i = 0; i < roots_.values.size(); ++i) {
    const double modulus = std::abs(roots_.values[i]);
    const bool in_range = modulus == 0.0 || (1.0 / kLargest < modulus && modulus < kLargest);
    if (!in_range || !(roots_.radii[i] <= kKnown * modulus)) {
      return false;
    }
  }
  return true;
}

bool Conditioning::may_overflow() const {
  double largest = 0.0;
  for (const Complex root : roots_.values) {
    largest = std::max(largest, std::abs(root));
  }
  const double log_far = std::log2(kFar * largest);
  double power = degree();
  double most = 0.0;
  for (const Complex c : coefficients_) {
    most = std::max(most, std::log2(std::abs(c)) + power * log_far);
    power -= 1.0;
  }
  return most > kOverflow;
}

}  // namespace nb_cpp
