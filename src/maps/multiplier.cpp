#include "maps/multiplier.hpp"

#include <cmath>
#include <cstddef>

#include "maps/taylor.hpp"
#include "numbers/mpcomplex.hpp"

namespace nb_cpp::maps {

using numbers::MpComplex;
using numbers::ScaledComplex;

namespace {

constexpr double kCancelled = 0x1p-16;  // a derivative below that has lost digits in doubles

bool is_settled(Complex slope) {
  const double size = std::abs(slope);
  return size >= kCancelled && std::isfinite(size);
}

// `taylor_at` gives that many coefficients of the polynomial about a point of either type.
template <class TaylorAt>
std::optional<ScaledComplex> product(const Iteration& iteration, const std::vector<Complex>& points,
                                     const TaylorAt& taylor_at) {
  constexpr int kMoreBits = 192;
  const std::size_t count = coefficients_for(iteration, 1);
  const auto all = static_cast<std::size_t>(iteration.degree) + 1;
  ScaledComplex result(1.0);
  for (const Complex z : points) {
    if (const auto f = step_series(iteration, taylor_at(z, count), 1); f && is_settled((*f)[1])) {
      result = result * ScaledComplex((*f)[1]);
      continue;
    }
    const auto f = step_series(iteration, taylor_at(MpComplex(z, 0, kMoreBits), all), 1);
    if (!f) return std::nullopt;
    result = result * scaled((*f)[1]);
  }
  return result;
}

}  // namespace

std::optional<ScaledComplex> derivative_along(const Iteration& iteration,
                                              const std::vector<Complex>& coefficients,
                                              const std::vector<Complex>& points) {
  return product(iteration, points,
                 [&](const auto& z, std::size_t count) { return taylor(coefficients, z, count); });
}

std::optional<ScaledComplex> derivative_along(const Iteration& iteration, const RootSet& roots,
                                              Complex leading, const std::vector<Complex>& points) {
  return product(iteration, points, [&](const auto& z, std::size_t count) {
    return taylor(roots, leading, z, count);
  });
}

}  // namespace nb_cpp::maps
