#include "maps/step_parts.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "maps/formula.hpp"
#include "maps/rings.hpp"
#include "maps/rows.hpp"

namespace nb_cpp::maps {

using numbers::ScaledComplex;

namespace {

constexpr double kLeast = 0x1p-800, kMost = 0x1p800;  // of what has not come near the range's ends

template <class T>
struct Parts {
  std::vector<T> above, below;
};

template <class T>
Parts<T> parts_of(const Iteration& iteration, std::vector<T> p, std::size_t order) {
  SeriesRing<T> ring(std::move(p), order, iteration.branch);
  const Fraction step =
      step_formula(iteration.method, ring, iteration.degree, iteration.parameters, Terms::plain);
  return {ring[step.above].c, ring[step.below].c};
}

bool is_in_range(const std::vector<Complex>& values) {
  return std::all_of(values.begin(), values.end(), [](Complex z) {
    return std::abs(z.real()) <= kMost && std::abs(z.imag()) <= kMost;
  });
}

std::vector<ScaledComplex> in_units(const std::vector<Complex>& values, std::int64_t length) {
  std::vector<ScaledComplex> result;
  result.reserve(values.size());
  for (std::size_t j = 0; j < values.size(); ++j) {
    result.emplace_back(values[j], -length * static_cast<std::int64_t>(j));
  }
  return result;
}

// Quickly where all is far from the ends of the range, as it nearly always is.
std::vector<ScaledComplex> about(const Expansion& p, Complex z, std::size_t count) {
  const std::vector<Complex> quick = p.about(z, count);
  double most = 0.0;
  for (const Complex c : quick) most = std::max({most, std::abs(c.real()), std::abs(c.imag())});
  return kLeast <= most && is_in_range(quick) ? in_units(quick, 0)
                                              : p.about(ScaledComplex(z), count);
}

// Units of t and of p in which p' is near 1, and the largest of the further coefficients, too, so
// that powers of p' and of the second point stay in range nearly always.
struct Units {
  std::int64_t length, value;
};

Units units_of(const Iteration& iteration, const std::vector<ScaledComplex>& p) {
  if (iteration.method == rows::steffensen || p.size() < 2 || p[1].is_zero()) return {0, 0};
  const std::int64_t slope = p[1].exponent;
  std::int64_t length = p.size() > 2 ? 5000 : 0;
  for (std::size_t j = 2; j < p.size(); ++j) {
    if (p[j].is_zero()) continue;
    length = std::min(length, (slope - p[j].exponent) / static_cast<std::int64_t>(j - 1));
  }
  return {length, slope + length};
}

}  // namespace

StepParts step_parts(const Iteration& given, const Expansion& p, Complex z, std::size_t order) {
  const std::vector<ScaledComplex> p_j = about(p, z, coefficients_for(given, order));
  const Units units = units_of(given, p_j);
  Iteration iteration = given;
  if (iteration.method == rows::nova) {
    iteration.parameters[1] =
        (ScaledComplex(given.parameters[1]) * ScaledComplex(1.0, -units.length)).value();
  }
  std::vector<Complex> near_one;
  for (std::size_t j = 0; j < p_j.size(); ++j) {
    const std::int64_t shift = units.length * static_cast<std::int64_t>(j) - units.value;
    near_one.push_back(ScaledComplex(p_j[j].mantissa, p_j[j].exponent + shift).value());
  }
  const Parts<Complex> quick = parts_of(iteration, std::move(near_one), order);
  if (is_in_range(quick.above) && is_in_range(quick.below) &&
      std::max(std::abs(quick.above[0]), std::abs(quick.below[0])) >= kLeast) {
    // t is in units, and so is the fraction.
    StepParts parts{in_units(quick.above, units.length), in_units(quick.below, units.length)};
    for (ScaledComplex& c : parts.above) c.exponent += units.length;
    return parts;
  }
  Parts<ScaledComplex> parts = parts_of(given, p_j, order);
  return {std::move(parts.above), std::move(parts.below)};
}

}  // namespace nb_cpp::maps
