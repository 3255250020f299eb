#include "plan/scaling.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "numbers/doubles.hpp"

namespace nb_cpp {
namespace {

constexpr int kOrdinary = 100;     // exponents of roots that need no scaling of the variable
constexpr int kReach = 400;        // exponents by which powers of points may exceed the roots'
constexpr int kTop = 900;          // exponent that leaves room for sums and products above it
constexpr int kWholeRange = 1022;  // exponents from the least normal number to 1

// Exponents of the smallest and the largest part that is not zero, of 2^(variable j) c_j.
struct Range {
  int smallest = std::numeric_limits<int>::max();
  int largest = std::numeric_limits<int>::min();
};

Range exponent_range(const Polynomial& polynomial, int variable) {
  Range range;
  int power = polynomial.degree();
  for (const Complex c : polynomial.coefficients()) {
    for (const double part : {c.real(), c.imag()}) {
      if (part != 0.0) {
        const int exponent = std::ilogb(part) + variable * power;
        range.smallest = std::min(range.smallest, exponent);
        range.largest = std::max(range.largest, exponent);
      }
    }
    --power;
  }
  return range;
}

}  // namespace

std::vector<Scaling> choose_scalings(const Polynomial& polynomial, const RootSet& roots) {
  double largest = 0.0;
  for (const Complex root : roots.values) {
    largest = std::max(largest, numbers::largest_part(root));
  }
  const int high = largest > 0.0 ? std::ilogb(largest) : 0;
  std::vector<Scaling> scalings;
  const auto add = [&](int variable, const Range& range) {
    const int value =
        std::max(range.largest - kTop, std::min(range.largest, range.smallest + kWholeRange));
    scalings.push_back({value, variable});
  };
  add(0, exponent_range(polynomial, 0));
  if (std::abs(high) > kOrdinary) {
    const Range range = exponent_range(polynomial, high);
    if (range.largest - range.smallest <= kWholeRange) {
      add(high, range);
    }
  }
  return scalings;
}

bool belongs_to_neighbourhood(const Scaling& scaling, int degree, int unit, double x,
                              double y) noexcept {
  const double size = std::max(std::fabs(x), std::fabs(y));
  if (size == 0.0) {
    return true;
  }
  // Towards 1, where the roots' own powers are out of range in the plane as it is.
  const std::int64_t beyond = std::int64_t{std::ilogb(size)} + unit - scaling.variable;
  return (scaling.variable < 0 ? beyond : -beyond) * degree <= kReach;
}

std::vector<Complex> scale(const Polynomial& polynomial, Scaling scaling) {
  std::vector<Complex> scaled;
  scaled.reserve(polynomial.coefficients().size());
  int power = polynomial.degree();
  for (const Complex c : polynomial.coefficients()) {
    const int shift = scaling.variable * power - scaling.value;
    scaled.emplace_back(std::ldexp(c.real(), shift), std::ldexp(c.imag(), shift));
    --power;
  }
  return scaled;
}

RootSet scale(RootSet roots, Scaling scaling) {
  for (Complex& root : roots.values) {
    root = {std::ldexp(root.real(), -scaling.variable), std::ldexp(root.imag(), -scaling.variable)};
  }
  for (double& radius : roots.radii) {
    radius = std::ldexp(radius, -scaling.variable);
  }
  return roots;
}

}  // namespace nb_cpp
