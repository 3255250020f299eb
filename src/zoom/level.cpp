// The stop rule's level lines, as curves about an orbit.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "numbers/mpcomplex.hpp"
#include "zoom/ending.hpp"
#include "zoom/model.hpp"

namespace nb_cpp::zoom {

using numbers::MpComplex;
using numbers::MpFloat;
using numbers::Scaled;

namespace {

constexpr double kNear = 0.875;  // of the distance to the next zero, for a logarithm's disc

// log |a_0 / tolerance|, of which nothing cancels where the two are about equal.
MpFloat log_ratio(const MpComplex& a, const Scaled& tolerance) {
  const int bits = std::max(128, a.real.bits());  // no less than the square of a double takes
  const MpFloat tol(tolerance.mantissa, tolerance.exponent, bits);
  const MpFloat square = tol * tol;
  const MpFloat above = (a.real * a.real + a.imag * a.imag - square) / square;
  if (above.exponent() < -60) return above.times_power_of_two(-1);
  return 0.5 * std::log1p(above.value());
}

// log of a_0 + a_1 t + ..., whose zeros are farther than the distance: there are n at most, or the
// rest is at most half of a_0 there.
LocalFunction log_of(const std::vector<MpComplex>& a, const Scaled& tolerance, double distance,
                     double n) {
  LocalFunction result;
  result.c.assign(kOrder + 1, MpComplex());
  result.c[0] = {log_ratio(a[0], tolerance), MpFloat()};
  std::vector<MpComplex> ratio;
  ratio.reserve(a.size());
  for (const MpComplex& c : a) ratio.push_back(c / a[0]);
  for (std::size_t k = 1; k <= kOrder; ++k) {
    MpComplex sum;
    for (std::size_t i = 1; i < k; ++i) {
      if (k - i < ratio.size()) sum = sum + static_cast<double>(i) * (result.c[i] * ratio[k - i]);
    }
    const MpComplex part = (-1.0 / static_cast<double>(k)) * sum;
    result.c[k] = k < ratio.size() ? ratio[k] + part : part;
  }
  result.log_radius = std::log2(kNear * distance);
  result.variation = -std::log1p(-kNear) * n;
  return result;
}

}  // namespace

// What the kernels lose of what they measure is in the noise: of positions, and of p.
std::optional<Level> Ending::level(const Image& before, const Image& after,
                                   const LocalFunction& step, int bits) {
  if (after.place.inverse) return std::nullopt;
  const Scaled from = scaled(before.place.value).modulus() * scaled(step.c[1]).modulus();
  const Complex at = scaled(after.place.value).value();
  const double moved = kMoved * (from.value() + modulus(at));
  const double tolerance = tolerance_.value();
  Level level;
  if (stop_ == Stop::step) {
    if (before.place.inverse) return std::nullopt;
    std::vector<MpComplex> a = step.c;
    a[0] = after.place.value - before.place.value;
    a[1] = a[1] - MpComplex(1.0);
    // |F(Z + t) - F(Z)| <= 2 M |t| / rho for |t| <= rho / 2.
    const double slope = 1.0 + 2.0 * step.variation * std::exp2(-step.log_radius);
    const double distance = std::min(0.5 * std::exp2(step.log_radius), 0.5 * tolerance / slope);
    level.log = log_of(a, tolerance_, distance, 1.0);
    level.of_image = false;
    level.noise = (moved + kMoved * modulus(scaled(before.place.value).value())) / tolerance;
    return level;
  }
  double nearest = std::numeric_limits<double>::infinity();
  double next = nearest;
  std::size_t root = 0;
  for (std::size_t i = 0; i < roots_.values.size(); ++i) {
    const double distance = modulus(at - roots_.values[i]);
    if (distance < nearest) {
      next = nearest;
      nearest = distance;
      root = i;
    } else {
      next = std::min(next, distance);
    }
  }
  const double distance = nearest - moved;
  if (!(distance > 0.0)) return std::nullopt;
  if (stop_ == Stop::root) {
    if (!(next > 2.0 * moved + after.radius().value() + tolerance)) return std::nullopt;
    const MpComplex apart = after.place.value - MpComplex(roots_.values[root]);
    level.log = log_of({apart, MpComplex(1.0)}, tolerance_, distance, 1.0);
    level.noise = moved / tolerance;
    return level;
  }
  const double lost = value_about(at, after.radius().value() + moved).lost;
  if (!(2.0 * lost < tolerance)) return std::nullopt;
  const std::vector<MpComplex> p = map_.values(after.place.value, kOrder, bits);
  level.log = log_of(p, tolerance_, distance, map_.degree());
  level.noise = (lost + moved * scaled(p[1]).modulus().value()) / tolerance;
  return level;
}

}  // namespace nb_cpp::zoom
