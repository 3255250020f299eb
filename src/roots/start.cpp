// Starting points from the Newton polygon: D. A. Bini, Numerical computation of polynomial zeros
// by means of Aberth's method, Numerical Algorithms 13 (1996).

#include <algorithm>
#include <cmath>
#include <limits>

#include "numbers/doubles.hpp"
#include "roots/stages.hpp"

namespace nb_cpp::roots {
namespace {

constexpr double kTwoPi = 6.283185307179586;

// Angle that keeps the points off the symmetry axes of real polynomials (Bini's sigma).
constexpr double kGenericRotation = 0.7;

// The vertices of the upper convex hull of the points (k, heights[k]) of finite height.
std::vector<std::size_t> upper_hull(const std::vector<double>& heights) {
  std::vector<std::size_t> hull;
  hull.reserve(heights.size());
  const auto slope = [&](std::size_t i, std::size_t j) {
    return (heights[j] - heights[i]) / static_cast<double>(j - i);
  };
  for (std::size_t k = 0; k < heights.size(); ++k) {
    if (!std::isfinite(heights[k])) continue;
    while (hull.size() >= 2 && slope(hull[hull.size() - 2], hull.back()) <= slope(hull.back(), k)) {
      hull.pop_back();
    }
    hull.push_back(k);
  }
  return hull;
}

bool is_binomial(const std::vector<Complex>& values) {
  return std::all_of(values.begin() + 1, values.end() - 1,
                     [](Complex c) { return c == Complex(0.0); });
}

// The exponent of the larger component, as of frexp; z is not zero.
int binary_exponent(Complex z) {
  int exponent = 0;
  std::frexp(numbers::largest_part(z), &exponent);
  return exponent;
}

// log2 |z / 2^shift| without overflow or underflow, minus infinity at zero; a power of two common
// to z and 2^shift changes no bit of it.
double log2_modulus(Complex z, int shift) {
  if (z == Complex(0.0)) return -std::numeric_limits<double>::infinity();
  const int exponent = binary_exponent(z);
  const double x = std::ldexp(z.real(), -exponent);
  const double y = std::ldexp(z.imag(), -exponent);
  const double mantissa = y == 0.0 ? std::fabs(x) : std::sqrt(x * x + y * y);
  return std::log2(mantissa) + static_cast<double>(exponent - shift);
}

}  // namespace

std::vector<Polar> newton_polygon_points(const std::vector<double>& log2_moduli, double rotation) {
  const std::vector<std::size_t> hull = upper_hull(log2_moduli);
  const auto degree = static_cast<double>(log2_moduli.size() - 1);
  std::vector<Polar> points;
  points.reserve(log2_moduli.size());
  for (std::size_t edge = 0; edge + 1 < hull.size(); ++edge) {
    const std::size_t from = hull[edge];
    const std::size_t steps = hull[edge + 1] - from;
    const auto count = static_cast<double>(steps);
    const double radius = (log2_moduli[from] - log2_moduli[hull[edge + 1]]) / count;
    const double turn = rotation + kTwoPi * static_cast<double>(from) / degree;
    for (std::size_t k = 0; k < steps; ++k) {
      points.push_back({radius, kTwoPi * static_cast<double>(k) / count + turn});
    }
  }
  return points;
}

std::vector<Polar> starting_points(const Approximation& polynomial) {
  const std::vector<Complex>& values = polynomial.values;
  std::vector<double> moduli(values.size());
  const int shift = binary_exponent(values.front()) + polynomial.exponents.front();
  std::transform(values.rbegin(), values.rend(), polynomial.exponents.rbegin(), moduli.begin(),
                 [shift](Complex c, int exponent) { return log2_modulus(c, shift - exponent); });
  double rotation = kGenericRotation;
  if (is_binomial(values)) {  // the points are then the roots themselves
    rotation = (std::arg(-values.back()) - std::arg(values.front())) /
               static_cast<double>(values.size() - 1);
  }
  return newton_polygon_points(moduli, rotation);
}

}  // namespace nb_cpp::roots
