#include "maps/root_step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "maps/formula.hpp"
#include "maps/rings.hpp"
#include "maps/rows.hpp"
#include "maps/uncertainty.hpp"
#include "nb_cpp/methods.hpp"
#include "numbers/mpcomplex.hpp"

namespace nb_cpp::maps {

using numbers::MpComplex;
using numbers::Scaled;
using numbers::ScaledComplex;

namespace {

constexpr int kBits = 128;

// p about one of its roots: 2^unit (p_m t^m + ...), with all the others at -1 / `inverse`.
struct Local {
  std::int64_t unit;
  ScaledComplex first;           // p_m
  std::vector<Complex> inverse;  // by root, 0 for the root itself
  double noise;                  // how far the roots' errors may move a b_j, about
};

Local look_about(const RootSet& roots, std::size_t at, const ScaledComplex& leading,
                 bool scale_free) {
  const Complex r = roots.values[at];
  std::vector<ScaledComplex> distances;
  Scaled nearest(std::numeric_limits<double>::infinity());
  for (const Complex z : roots.values) {
    // Halves, so that no difference overflows.
    distances.emplace_back(0.5 * r - 0.5 * z, 1);
    if (z != r) nearest = std::min(nearest, distances.back().modulus());
  }
  Local local{std::isinf(nearest.mantissa) ? 0 : nearest.exponent, ScaledComplex(1.0), {}, 0x1p-40};
  const int m = roots.multiplicities[at];
  if (!scale_free) {
    local.first = leading;
    for (std::size_t j = 0; j < distances.size(); ++j) {
      for (int k = 0; j != at && k < roots.multiplicities[j]; ++k) {
        local.first = local.first * distances[j];
      }
    }
    // p is a length, too. Where it is far longer than t, units are shorter.
    local.first.exponent += (m - 1) * local.unit;
    if (!local.first.is_zero() && local.first.exponent > 0) {
      const std::int64_t shorter = (local.first.exponent + m - 1) / std::max(m - 1, 1);
      local.unit -= shorter;
      local.first.exponent -= (m - 1) * shorter;
    }
  }
  for (std::size_t j = 0; j < distances.size(); ++j) {
    const Scaled apart = distances[j].modulus();
    const bool same = j == at;
    local.inverse.push_back(same ? Complex(0.0)
                                 : (ScaledComplex(1.0, local.unit) / distances[j]).value());
    const double error = uncertainty(roots.radii[at]) + uncertainty(roots.radii[j]);
    if (!same) local.noise += 4.0 * roots.multiplicities[j] * (Scaled(error) / apart).value();
  }
  return local;
}

// The coefficients of p up to t^(m + order).
template <class T>
std::vector<T> coefficients(const RootSet& roots, std::size_t at, const Local& local,
                            std::size_t order) {
  std::vector<T> rest(1, T(local.first.mantissa));
  for (std::size_t j = 0; j < roots.values.size(); ++j) {
    const T factor(local.inverse[j]);
    for (int k = 0; j != at && k < roots.multiplicities[j]; ++k) {
      if (rest.size() <= order) rest.emplace_back(0.0);
      for (std::size_t i = rest.size() - 1; i > 0; --i) rest[i] = rest[i] + factor * rest[i - 1];
    }
  }
  std::vector<T> p(static_cast<std::size_t>(roots.multiplicities[at]), T(0.0));
  p.insert(p.end(), rest.begin(), rest.end());
  return p;
}

std::vector<MpComplex> times_power_of_two(std::vector<MpComplex> p, std::int64_t e) {
  for (MpComplex& z : p) z = z.times_power_of_two(e).with_bits(kBits);
  return p;
}
std::vector<Complex> times_power_of_two(std::vector<Complex> p, std::int64_t e) {
  for (Complex& z : p) z = ScaledComplex(z, e).value();
  return p;
}

template <class T>
std::optional<std::vector<Complex>> values_of_series(const Iteration& iteration,
                                                     const std::vector<T>& p, std::size_t order) {
  const auto f = step_series(iteration, p, order);
  if (!f) return std::nullopt;
  std::vector<Complex> result;
  for (const T& z : *f) result.push_back(scaled(z).value());
  const bool finite = std::all_of(result.begin(), result.end(), [](Complex z) {
    return std::isfinite(z.real()) && std::isfinite(z.imag());
  });
  return finite ? std::optional(result) : std::nullopt;
}

// At a simple root; the order of the registry belongs to the parameters' defaults.
std::size_t order_of(std::size_t method, const std::vector<Complex>& parameters) {
  const bool usual = parameters.empty() || parameters[0] == Complex(1.0);
  if (method == rows::newton || method == rows::nova) return usual ? 2 : 1;
  if (method == rows::traub) return usual ? 3 : 2;
  return static_cast<std::size_t>(methods()[method].order);
}

// F - r = t sqrt(x) + ... with x = 1 - 2L = x_k t^k + ...
RootStep euler_at_double_root(const std::vector<Complex>& p, const Local& local,
                              std::size_t order) {
  SeriesRing<Complex> ring(p, order, Branch::principal);
  const Fraction radicand = euler_radicand(ring);
  for (std::size_t k = 1; k <= order; ++k) {
    const Complex x = ring[radicand.above].c[k] / ring[radicand.below].c[0];
    if (std::abs(x) > local.noise) {
      return {RootStep::Kind::square_root,
              1.0 + 0.5 * static_cast<double>(k),
              local.unit,
              {std::sqrt(x)},
              {}};
    }
  }
  return {RootStep::Kind::flat, static_cast<double>(order) + 1.0, local.unit, {}, {}};
}

}  // namespace

RootStep step_at_root(std::size_t method, const std::vector<Complex>& parameters,
                      const RootSet& roots, std::size_t root, const ScaledComplex& leading,
                      std::size_t order) {
  using Kind = RootStep::Kind;
  const int m = roots.multiplicities[root];
  const Local local = look_about(roots, root, leading, method != rows::steffensen);
  RootStep none{Kind::none, 0.0, local.unit, {}, {}};
  if (method == rows::nova && parameters[1] != Complex(0.0)) return none;
  Iteration iteration{method, parameters, 0};
  iteration.degree = std::accumulate(roots.multiplicities.begin(), roots.multiplicities.end(), 0);
  const std::vector<Complex> p =
      times_power_of_two(coefficients<Complex>(roots, root, local, order), local.first.exponent);
  if (method == rows::euler && m == 2) return euler_at_double_root(p, local, order);

  const auto series = [&](Branch branch) {
    iteration.branch = branch;
    if (auto b = values_of_series(iteration, p, order)) return b;
    const std::vector<MpComplex> longer = times_power_of_two(
        coefficients<MpComplex>(roots, root, local, order), local.first.exponent);
    return values_of_series(iteration, longer, order);
  };
  const bool two = method == rows::euler && m > 2;
  std::optional<std::vector<Complex>> b = series(two ? Branch::upper : Branch::principal);
  if (!b) return none;
  std::size_t degree = m == 1 ? order_of(method, parameters) : 1;
  degree = std::min(degree, order + 1);
  while (degree <= order && std::abs((*b)[degree]) <= local.noise) ++degree;
  std::fill_n(b->begin(), degree, Complex(0.0));
  RootStep step{Kind::analytic, static_cast<double>(degree), local.unit, *b, {}};
  if (two) {
    const std::optional<std::vector<Complex>> other = series(Branch::lower);
    if (!other) return none;
    step.kind = Kind::two_branches;
    step.other = *other;
    step.other[0] = 0.0;
  }
  if (degree > order) step.kind = Kind::flat;
  return step;
}

}  // namespace nb_cpp::maps
