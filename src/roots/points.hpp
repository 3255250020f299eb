#pragma once

// The points that a precision moves to the roots.

#include <cmath>
#include <limits>
#include <vector>

#include "numbers/bigfloat.hpp"
#include "numbers/scaled.hpp"
#include "roots/plain.hpp"

namespace nb_cpp::roots {

using namespace numbers;

inline constexpr double kApart = 0x1p-140;  // square of a relative distance that two doubles tell

inline Scaled infinity() { return Scaled(std::numeric_limits<double>::infinity()); }

template <int Bits>
struct Point {
  BigComplex<Bits> z;
  Complex high;  // z is high + low to twice the precision of double
  Complex low;
  Scaled residual = infinity();  // bound of |p(z)|
  Scaled newton;                 // n |p / p'| when last evaluated: a root lay about as near
  bool settled = false;          // not to be moved in these bits
  bool converged = false;        // nor in more, by what p / p' was

  void move_to(const BigComplex<Bits>& place) {
    z = place;
    high = {z.real.value(), z.imag.value()};
    low = (z - BigComplex<Bits>(std::isfinite(std::abs(high)) ? high : Complex())).scaled().value();
  }
};

template <int Bits>
using Points = std::vector<Point<Bits>>;

struct Sums {
  ScaledComplex of_inverses;
  ScaledComplex of_squares;
};

// Of 1 / (z - z_j), and of their squares, over all other points but those at z.
template <int Bits>
Sums sums_of_gaps(const Points<Bits>& points, const Point<Bits>& point) {
  const double near = kApart * plain::squared_modulus(point.high);
  Complex inverses;
  Complex squares;
  Sums rest;
  for (const Point<Bits>& other : points) {
    if (&other == &point) continue;
    const Complex gap = (point.high - other.high) + (point.low - other.low);
    const double square = plain::squared_modulus(gap);
    if (square > near && square > 0x1p-500 && square < 0x1p500) {
      const Complex inverse = plain::inverse(gap);
      inverses += inverse;
      squares += plain::multiply(inverse, inverse);
      continue;
    }
    const ScaledComplex exact = (point.z - other.z).scaled();
    if (exact.is_zero()) continue;
    const ScaledComplex inverse = ScaledComplex(1.0) / exact;
    rest.of_inverses = rest.of_inverses + inverse;
    rest.of_squares = rest.of_squares + inverse * inverse;
  }
  return {rest.of_inverses + ScaledComplex(inverses), rest.of_squares + ScaledComplex(squares)};
}

// Where the coefficients are real, a point that has converged gives the conjugate root, too: the
// point nearest to that goes there, unless it has settled, or the root may be real.
template <int Bits>
void give_conjugate(Points<Bits>& points, const Point<Bits>& point) {
  const double size = plain::squared_modulus(point.high);
  const BigFloat<Bits>& height = point.z.imag;
  if (!(size > 0x1p-500 && size < 0x1p500)) return;
  if (Scaled(std::fabs(height.fraction()), height.exponent) <= point.newton) return;
  const Complex there = std::conj(point.high);
  Point<Bits>* nearest = nullptr;
  double least = std::numeric_limits<double>::infinity();
  for (Point<Bits>& other : points) {
    const double distance = plain::squared_modulus(other.high - there);
    if (!(distance < least)) continue;
    least = distance;
    nearest = &other;
  }
  if (nearest == nullptr || nearest == &point || nearest->settled) return;
  const BigComplex<Bits> conjugate(point.z.real, -point.z.imag);
  *nearest = point;
  nearest->move_to(conjugate);
}

}  // namespace nb_cpp::roots
