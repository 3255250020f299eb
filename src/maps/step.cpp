#include "maps/step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "maps/ball.hpp"
#include "maps/formula.hpp"
#include "maps/rings.hpp"
#include "maps/rows.hpp"
#include "nb_cpp/methods.hpp"
#include "numbers/doubles.hpp"
#include "numbers/mpcomplex.hpp"

namespace nb_cpp::maps {

using numbers::MpComplex;
using numbers::Scaled;
using numbers::ScaledComplex;

namespace {

// A step that adds p to z is another one for a multiple of p.
bool is_scale_free(std::size_t method) { return method != rows::steffensen; }

// Methods that evaluate more than p and its derivatives at z.
constexpr bool kTakesSecondPoint[] = {
#define NB_CPP_METHOD(name, derivatives, order, evaluations, ...) (derivatives) + 1 < (evaluations),
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
};

bool is_finite(const std::vector<Complex>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](Complex z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); });
}

std::vector<MpComplex> widened(const std::vector<Complex>& values) {
  constexpr int kMoreBits = 128;
  std::vector<MpComplex> result;
  result.reserve(values.size());
  for (const Complex z : values) result.emplace_back(z, 0, kMoreBits);
  return result;
}

// p' is a factor that is taken to high powers: it is brought near 1.
std::vector<Complex> normalised(const Iteration& iteration, std::vector<Complex> p) {
  if (!is_scale_free(iteration.method)) return p;
  const auto slope = std::find_if(p.begin() + 1, p.end(), [](Complex z) { return !is_zero(z); });
  if (slope == p.end()) return p;
  const std::int64_t exponent = ScaledComplex(*slope).exponent;
  for (Complex& z : p) z = ScaledComplex(z, -exponent).value();
  return p;
}

// What the formula gives up to t^order. Where p' has a multiple zero, `above` and `below` may have
// powers of t in common, which are taken out if all of p is known; else both start with zeros.
template <class T>
StepFraction<T> fraction_of(const Iteration& iteration, const std::vector<T>& p, std::size_t order,
                            Terms terms) {
  const auto degree = static_cast<std::size_t>(iteration.degree);
  const std::size_t most = p.size() > degree ? 4 * degree : 0;
  for (std::size_t more = 0;; more = std::min(2 * more + 2, most)) {
    SeriesRing<T> ring(p, order + more, iteration.branch);
    const Fraction step =
        step_formula(iteration.method, ring, iteration.degree, iteration.parameters, terms);
    StepFraction<T> result{ring[step.above].c, ring[step.below].c};
    std::size_t common = 0;
    while (common <= order + more && is_zero(result.numerator[common]) &&
           is_zero(result.denominator[common])) {
      ++common;
    }
    if (common > more && more < most) continue;
    if (common > more) common = 0;
    for (std::vector<T>* c : {&result.numerator, &result.denominator}) {
      c->erase(c->begin(), c->begin() + static_cast<std::ptrdiff_t>(common));
      c->resize(order + 1);
    }
    return result;
  }
}

// t is subtracted last, so that its rounding is not multiplied.
template <class T>
std::optional<std::vector<T>> series_of(const Iteration& iteration, const std::vector<T>& p,
                                        std::size_t order) {
  StepFraction<T> step = fraction_of(iteration, p, order, Terms::over_slope);
  auto f = quotient(Series<T>{std::move(step.numerator)}, Series<T>{std::move(step.denominator)});
  if (!f) return std::nullopt;
  for (T& c : f->c) c = -c;
  if (order > 0) f->c[1] = T(1.0) + f->c[1];
  return std::move(f->c);
}

// p over a power of two, with t in units of 2^length. What underflows is in the radius.
std::vector<Ball> in_units(const std::vector<ScaledComplex>& p, std::int64_t length,
                           bool scale_free) {
  std::vector<ScaledComplex> terms = p;
  for (std::size_t j = 0; j < terms.size(); ++j) {
    terms[j].exponent += static_cast<std::int64_t>(j) * length;
  }
  std::int64_t unit = length;
  if (scale_free) {
    const auto slope = std::find_if(terms.begin() + 1, terms.end(),
                                    [](const ScaledComplex& z) { return !z.is_zero(); });
    unit = slope == terms.end() ? 0 : slope->exponent;
  }
  std::vector<Ball> balls;
  for (const ScaledComplex& c : terms) {
    const Complex z = ScaledComplex(c.mantissa, c.exponent - unit).value();
    balls.push_back(c.is_zero() ? Ball(0.0) : rounded(z, std::numeric_limits<double>::min()));
  }
  return balls;
}

}  // namespace

std::size_t coefficients_for(const Iteration& iteration, std::size_t order) {
  const auto all = static_cast<std::size_t>(iteration.degree) + 1;
  return kTakesSecondPoint[iteration.method] ? all : std::min(all, order + 4);
}

template <class T>
StepFraction<T> step_fraction(const Iteration& iteration, const std::vector<T>& p,
                              std::size_t order) {
  StepFraction<T> step = fraction_of(iteration, p, order, Terms::plain);
  for (std::size_t j = 0; j <= order; ++j) {
    step.numerator[j] = -step.numerator[j];
    if (j > 0) step.numerator[j] = step.numerator[j] + step.denominator[j - 1];
  }
  return step;
}

std::optional<std::vector<MpComplex>> step_series(const Iteration& iteration,
                                                  const std::vector<MpComplex>& p,
                                                  std::size_t order) {
  return series_of(iteration, p, order);
}

std::optional<std::vector<Complex>> step_series(const Iteration& iteration,
                                                const std::vector<Complex>& p, std::size_t order) {
  if (!is_finite(p)) return std::nullopt;
  std::optional<std::vector<Complex>> f = series_of(iteration, normalised(iteration, p), order);
  if (f && is_finite(*f)) return f;
  const auto longer = series_of(iteration, widened(p), order);
  if (!longer) return std::nullopt;
  f.emplace();
  for (const MpComplex& z : *longer) f->push_back(scaled(z).value());
  return f;
}

Scaled variation(const Iteration& iteration, const std::vector<ScaledComplex>& p,
                 const Scaled& radius) {
  // In units of length in which the radius is near 1, and of p in which p' is.
  const std::int64_t length = radius.exponent;
  const std::vector<Ball> balls = in_units(p, length, is_scale_free(iteration.method));
  std::vector<Complex> parameters = iteration.parameters;
  const std::vector<MethodInfo::Parameter>& known = methods()[iteration.method].parameters;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i].unit == MethodInfo::Unit::length) {
      parameters[i] = ScaledComplex(parameters[i], -length).value();
    }
  }
  double least = std::numeric_limits<double>::infinity();
  for (const Terms terms : {Terms::plain, Terms::over_slope}) {
    BallRing at(balls, 0.0, iteration.branch);
    const Fraction centre = step_formula(iteration.method, at, iteration.degree, parameters, terms);
    const Ball start = 0.0 - at[centre.above] / at[centre.below];
    BallRing about(balls, radius.mantissa, iteration.branch);
    const Fraction disc =
        step_formula(iteration.method, about, iteration.degree, parameters, terms);
    // F - F(Z) = (t B - C - F(Z) B) / B, in which the centres cancel.
    const Ball below = about[disc.below];
    const Ball change =
        (about[about.variable()] * below - about[disc.above] - start * below) / below;
    const double bound = largest(change);
    least = bound < least ? bound : least;
  }
  return std::isfinite(least) ? Scaled(least, length) : Scaled(least);
}

Scaled remainder(const Scaled& variation, const Scaled& radius, const Scaled& r,
                 std::size_t order) {
  const Scaled q = r / radius;
  if (!(q < Scaled(1.0))) return Scaled(std::numeric_limits<double>::infinity());
  Scaled power = variation;
  for (std::size_t i = 0; i <= order; ++i) power = power * q;
  return power * ((1.0 + static_cast<double>(order + 4) * numbers::kUlp) / (1.0 - q.value()));
}

template StepFraction<Complex> step_fraction(const Iteration&, const std::vector<Complex>&,
                                             std::size_t);
template StepFraction<MpComplex> step_fraction(const Iteration&, const std::vector<MpComplex>&,
                                               std::size_t);

}  // namespace nb_cpp::maps
