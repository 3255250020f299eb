#include "maps/attraction.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "maps/contraction.hpp"
#include "maps/uncertainty.hpp"

namespace nb_cpp::maps {
namespace {

constexpr double kBlur = 0x1p-9;
constexpr double kSlowest = 1.0 - 0x1p-40;  // what draws less than that is next to rounding
constexpr double kWholePlane = 0x1p200;     // where there is no other root

Surroundings look_around(const RootSet& roots, std::size_t i, int degree, double log_leading) {
  Surroundings around{};
  around.degree = degree;
  around.multiplicity = roots.multiplicities[i];
  around.nearest = std::numeric_limits<double>::infinity();
  // A simple root is somewhere, and all of this is about where it is.
  around.blur = around.multiplicity == 1 || roots.radii[i] == 0.0 ? 0.0 : kBlur;
  around.log_value = log_leading;
  std::vector<double> distances;
  distances.reserve(roots.values.size());
  for (std::size_t j = 0; j < roots.values.size(); ++j) {
    const double apart = std::abs(roots.values[i] - roots.values[j]);
    const double about = uncertainty(roots.radii[i]) + uncertainty(roots.radii[j]);
    distances.push_back(std::max(0.0, apart * (1.0 - 1e-15) - about));
    if (j != i) {
      around.nearest = std::min(around.nearest, distances.back());
      around.log_value += roots.multiplicities[j] * std::log2(apart + about);
    }
  }
  for (std::size_t j = 0; j < distances.size(); ++j) {
    double term = j == i ? 0.0 : roots.multiplicities[j];
    for (double& sum : around.sum) {
      term *= j == i ? 0.0 : around.nearest / distances[j];
      sum += term;
    }
  }
  return around;
}

// Three bits of it.
double rounded_down(double radius) {
  int exponent = 0;
  const double fraction = std::frexp(radius, &exponent);
  return std::ldexp(std::floor(8.0 * fraction), exponent - 3);
}

double find_radius(std::size_t method, const std::vector<Complex>& parameters,
                   const Surroundings& around) {
  if (!(contraction(method, parameters, around, 0.0) < kSlowest)) {
    return 0.0;
  }
  // At a simple root |F - r| / |t| <= s / (1 - s) for Newton's step, with s the sum of the others.
  const bool alone = std::isinf(around.nearest);
  double radius = alone ? kWholePlane : around.nearest / (2.0 * around.sum[0] + 1.0);
  constexpr int kTries = 400;
  for (int i = 0; i < kTries; ++i) {
    if (contraction(method, parameters, around, radius) < kSlowest) {
      return rounded_down(radius);
    }
    radius *= alone ? 0.25 : 0.75;
  }
  return 0.0;
}

}  // namespace

std::vector<double> attraction_radii(std::size_t method, const std::vector<Complex>& parameters,
                                     const RootSet& roots, double log_leading,
                                     const std::function<void()>& interrupt) {
  const int degree = std::accumulate(roots.multiplicities.begin(), roots.multiplicities.end(), 0);
  std::vector<double> radii;
  radii.reserve(roots.values.size());
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    if (interrupt) {
      interrupt();
    }
    const Surroundings around = look_around(roots, i, degree, log_leading);
    const double own = uncertainty(roots.radii[i]);
    const double radius = find_radius(method, parameters, around);
    radii.push_back(radius > 0x1p10 * own ? radius - own : 0.0);
  }
  return radii;
}

}  // namespace nb_cpp::maps
