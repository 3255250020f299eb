#pragma once

#include <cmath>
#include <limits>

#include "nb_cpp/complex.hpp"

namespace nb_cpp::maps {

// The complex numbers within a radius of a centre. Results hold what the operation gives for any
// members of its operands: rounding, too, is in the radius. A ball without end, or with a NaN in
// it, says that nothing is known.
struct Ball {
  Complex centre;
  double radius = 0.0;

  // NOLINTNEXTLINE(google-explicit-constructor): numbers stand in formulas of balls
  Ball(double real) : centre(real) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Ball(Complex value) : centre(value) {}
  Ball(Complex value, double r) : centre(value), radius(r) {}
};

// More than the rounding of any operation below.
constexpr double kRounding = 0x1p-48;

inline Ball rounded(Complex centre, double radius) {
  return {centre, radius * (1.0 + kRounding) + kRounding * std::abs(centre)};
}

// Of all members, at most and at least.
inline double largest(const Ball& a) { return (std::abs(a.centre) + a.radius) * (1.0 + kRounding); }
inline double least(const Ball& a) { return std::abs(a.centre) * (1.0 - kRounding) - a.radius; }

inline Ball operator+(const Ball& a, const Ball& b) {
  return rounded(a.centre + b.centre, a.radius + b.radius);
}
inline Ball operator-(const Ball& a, const Ball& b) {
  return rounded(a.centre - b.centre, a.radius + b.radius);
}

inline Ball operator*(const Ball& a, const Ball& b) {
  return rounded(a.centre * b.centre,
                 std::abs(a.centre) * b.radius + a.radius * (std::abs(b.centre) + b.radius));
}

// |1/z - 1/c| = |z - c| / (|z| |c|)
inline Ball inverse(const Ball& a) {
  const double size = std::abs(a.centre);
  const double low = least(a);
  if (!(low > 0.0)) {
    return {0.0, std::numeric_limits<double>::infinity()};
  }
  return rounded(1.0 / a.centre, a.radius / (low * size));
}

inline Ball operator/(const Ball& a, const Ball& b) { return a * inverse(b); }

inline Ball power(const Ball& a, int exponent) {
  Ball result = 1.0;
  Ball square = a;
  for (int left = exponent; left > 0; left /= 2) {
    if (left % 2 == 1) {
      result = result * square;
    }
    square = left > 1 ? square * square : square;
  }
  return result;
}

}  // namespace nb_cpp::maps
