#include "maps/special_points.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <utility>

#include "maps/rows.hpp"
#include "maps/step_parts.hpp"
#include "maps/zeros.hpp"
#include "nb_cpp/methods.hpp"
#include "nb_cpp/roots.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::maps {

using numbers::Scaled;
using numbers::ScaledComplex;

namespace {

constexpr int kMostCritical = 256;
constexpr int kLattice = 32;  // points a side

using Scaleds = std::vector<ScaledComplex>;

// below^2 F', whose slope has no first derivatives of its own parts.
ValueAndSlope critical_at(const Map& map, Complex z) {
  const auto [c, b] = step_parts(map.iteration, map.p, z, 2);
  const Scaled terms = (b[0] * b[0]).modulus() + (c[1] * b[0]).modulus() + (c[0] * b[1]).modulus();
  return {b[0] * b[0] - c[1] * b[0] + c[0] * b[1], 2.0 * (b[0] * b[1] - c[2] * b[0] + c[0] * b[2]),
          terms};
}

bool is_rational(const Iteration& iteration) {
  return methods()[iteration.method].kind == StepKind::rational;
}

// Whether there can be as few critical points as are looked for: 2 n - 2 at least, and n (n - 1)
// where the step takes p at a second point.
bool may_be_few(Iteration iteration) {
  const int n = iteration.degree;
  iteration.degree = kMostCritical;
  const bool two_points = coefficients_for(iteration, 0) > static_cast<std::size_t>(kMostCritical);
  return is_rational(iteration) && (two_points ? n * (n - 1) : 2 * n - 2) <= kMostCritical;
}

// z - u + c and its like: what is zero in closed form is a polynomial of p and its derivatives.
bool is_newtons(const Iteration& iteration) {
  return iteration.method == rows::newton || iteration.method == rows::nova;
}

bool is_plain(const Iteration& iteration) {
  return is_newtons(iteration) && iteration.parameters[0] == Complex(1.0);
}

double distance(Complex z, const std::vector<Complex>& others) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const Complex other : others) {
    if (other != z) nearest = std::min(nearest, std::abs(z - other));
  }
  return nearest;
}

struct Spread {
  Complex centre;
  double radius;
};

// Of the roots: their mean, and how far one is from it at most.
Spread spread_of(const RootSet& roots) {
  Complex centre = 0.0;
  double degree = 0.0;
  for (const int m : roots.multiplicities) degree += m;
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    centre += roots.values[i] * (roots.multiplicities[i] / degree);
  }
  double radius = 0.0;
  for (const Complex z : roots.values) radius = std::max(radius, std::abs(z - centre));
  if (radius == 0.0) radius = std::abs(centre);
  return {centre, radius == 0.0 ? 1.0 : radius};
}

// Discs that hold zeros which are known or of no interest. What is in a root's disc of attraction
// is led to the root. At zeros of p' steps have poles, and their formula multiple zeros: those are
// counted in discs as small as doubles allow.
std::vector<Disc> known_discs(const Map& map, const Function& f) {
  std::vector<Disc> discs;
  const auto add_first = [&](Complex centre, double radius, std::initializer_list<double> parts) {
    for (const double part : parts) {
      const std::optional<int> count = count_zeros(f, {centre, radius * part});
      if (count && *count > 0) {
        discs.push_back({centre, radius * part});
        return;
      }
    }
  };
  const std::vector<Complex>& roots = map.roots.values;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    double radius = map.attraction[i];
    if (!std::isfinite(distance(roots[i], roots))) radius = std::min(radius, std::abs(roots[i]));
    if (radius > 0.0) add_first(roots[i], radius, {0.5, 0.35, 0.25, 0.125});
  }
  for (const Complex z : map.zeros_of_slope) {
    const double gap = std::min(distance(z, map.zeros_of_slope), distance(z, roots));
    if (std::find(roots.begin(), roots.end(), z) != roots.end() || !std::isfinite(gap)) continue;
    add_first(z, gap, {0x1p-30, 0x1p-20, 0x1p-12});
  }
  return discs;
}

struct Found {
  std::vector<Disc> discs;
  Zeros zeros;
};

Found find_outside(const Map& map, const Function& f, const std::function<void()>& interrupt) {
  std::vector<Complex> landmarks = map.roots.values;
  for (const Complex z : map.zeros_of_slope) {
    if (distance(z, landmarks) > 0x1p-40 * std::abs(z)) landmarks.push_back(z);
  }
  if (count_all_zeros(f, landmarks).value_or(kMostCritical + 1) > kMostCritical) return {};
  std::vector<Disc> discs = known_discs(map, f);
  Zeros zeros = find_zeros(f, landmarks, discs, kMostCritical, interrupt);
  return {std::move(discs), std::move(zeros)};
}

std::vector<Complex> sample(const Map& map, const std::function<void()>& interrupt) {
  const Spread spread = spread_of(map.roots);
  std::vector<Complex> points = map.zeros_of_slope;
  for (const Complex z : zeros_of_derivative(map.coefficients, 2, interrupt)) points.push_back(z);
  for (int i = 0; i < kLattice * kLattice; ++i) {
    const auto place = [](int k) { return 4.0 * k / (kLattice - 1) - 2.0; };
    points.push_back(spread.centre +
                     spread.radius * Complex(place(i % kLattice), place(i / kLattice)));
  }
  return points;
}

// relax p - c p', the zeros of u = c / relax.
std::vector<FixedPoint> fixed_points_of_nova(const Map& map,
                                             const std::function<void()>& interrupt) {
  const std::vector<Complex>& parameters = map.iteration.parameters;
  if (map.iteration.method != rows::nova || parameters[1] == Complex(0.0)) return {};
  const ScaledComplex relax(parameters[0]);
  const ScaledComplex c(parameters[1]);
  const std::vector<Complex>& p = map.coefficients;
  Scaleds sums;
  std::int64_t top = std::numeric_limits<std::int64_t>::min();
  for (std::size_t k = 0; k < p.size(); ++k) {
    ScaledComplex sum = relax * ScaledComplex(p[k]);
    const auto power = static_cast<double>(p.size() - k);
    if (k > 0) sum = sum - power * (c * ScaledComplex(p[k - 1]));
    if (!sum.is_zero()) top = std::max(top, sum.exponent);
    sums.push_back(sum);
  }
  std::vector<Complex> scaled;
  scaled.reserve(sums.size());
  for (const ScaledComplex& sum : sums) {
    scaled.push_back(ScaledComplex(sum.mantissa, sum.exponent - top).value());
  }
  const auto first = std::find_if(scaled.begin(), scaled.end(), [](Complex z) { return z != 0.0; });
  if (scaled.end() - first < 2) return {};
  const RootSet zeros = find_roots(Polynomial(std::move(scaled)), interrupt);
  std::vector<FixedPoint> points;
  points.reserve(zeros.values.size());
  for (std::size_t i = 0; i < zeros.values.size(); ++i) {
    points.push_back({zeros.values[i], zeros.multiplicities[i]});
  }
  return points;
}

// The centre of zeros that are one with a multiplicity, or too near to each other to be told apart:
// the zero of a derivative of f that is simple.
Complex centre_of(const Map& map, Complex z, int multiplicity) {
  const auto k = static_cast<std::size_t>(multiplicity);
  for (int i = 0; i < 4; ++i) {
    const Scaleds above = step_parts(map.iteration, map.p, z, k).above;
    if (above[k].is_zero()) break;
    z -= (above[k - 1] / (static_cast<double>(k) * above[k])).value();
  }
  return z;
}

}  // namespace

std::vector<Complex> zeros_of_derivative(const std::vector<Complex>& coefficients, int k,
                                         const std::function<void()>& interrupt) {
  double largest = 0.0;
  for (const Complex c : coefficients) {
    largest = std::max({largest, std::fabs(c.real()), std::fabs(c.imag())});
  }
  const double scale = largest > 0x1p990 ? 0x1p-30 : 1.0;
  const std::size_t degree = coefficients.size() - 1;
  std::vector<Complex> derivative;
  for (std::size_t i = 0; i + static_cast<std::size_t>(k) <= degree; ++i) {
    double factor = scale;
    for (int j = 0; j < k; ++j) {
      factor *= static_cast<double>(degree - i - static_cast<std::size_t>(j));
    }
    derivative.push_back(factor * coefficients[i]);
  }
  const auto first =
      std::find_if(derivative.begin(), derivative.end(), [](Complex z) { return z != 0.0; });
  if (derivative.end() - first < 2) return {};
  std::vector<Complex> zeros = find_roots(Polynomial(std::move(derivative)), interrupt).values;
  const auto out = [](Complex z) { return !(std::abs(z) <= 0x1p1000); };
  zeros.erase(std::remove_if(zeros.begin(), zeros.end(), out), zeros.end());
  return zeros;
}

CriticalPoints critical_points(const Map& map, const std::function<void()>& interrupt) {
  if (map.iteration.degree < 2 && is_rational(map.iteration)) return {true, {}};  // F' is constant
  if (is_plain(map.iteration)) {
    std::vector<Complex> points = zeros_of_derivative(map.coefficients, 2, interrupt);
    for (const Complex z : map.roots.values) points.push_back(z);
    return {true, points};
  }
  if (may_be_few(map.iteration)) {
    const Function f = [&](Complex z) { return critical_at(map, z); };
    auto [discs, zeros] = find_outside(map, f, interrupt);
    if (zeros.complete) {
      // A disc about a zero of p' where there is no pole has critical points like others.
      for (std::size_t i = 0; i < discs.size(); ++i) {
        const Complex beside = discs[i].centre + discs[i].radius;
        if (zeros.inside[i] > 0) zeros.values.push_back(beside);
      }
      return {true, zeros.values};
    }
  }
  return {false, sample(map, interrupt)};
}

std::vector<FixedPoint> fixed_points(const Map& map, const std::function<void()>& interrupt) {
  if (is_newtons(map.iteration)) return fixed_points_of_nova(map, interrupt);
  if (!may_be_few(map.iteration)) return {};
  const Function f = [&](Complex z) -> ValueAndSlope {
    const Scaleds above = step_parts(map.iteration, map.p, z, 1).above;
    return {above[0], above[1], above[0].modulus()};
  };
  const auto [discs, zeros] = find_outside(map, f, interrupt);
  std::vector<FixedPoint> points;
  for (std::size_t i = 0; i < zeros.inside.size(); ++i) {
    const bool root = std::find(map.roots.values.begin(), map.roots.values.end(),
                                discs[i].centre) != map.roots.values.end();
    if (!root && zeros.inside[i] > 0) points.push_back({discs[i].centre, zeros.inside[i]});
  }
  std::vector<Complex> left = zeros.values;
  while (!left.empty()) {
    const Complex z = left.back();
    double gap = std::min(distance(z, map.roots.values), distance(z, map.zeros_of_slope));
    if (!std::isfinite(gap)) gap = std::abs(z);
    const Disc about{z, gap * 0x1p-10};
    const int count = count_zeros(f, about).value_or(1);
    const auto same = [&](Complex other) { return std::abs(other - z) <= about.radius; };
    left.pop_back();
    left.erase(std::remove_if(left.begin(), left.end(), same), left.end());
    points.push_back({count > 1 ? centre_of(map, z, count) : z, std::max(count, 1)});
  }
  return points;
}

}  // namespace nb_cpp::maps
