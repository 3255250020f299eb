#include "maps/coordinate.hpp"

#include <algorithm>
#include <cmath>

#include "maps/series.hpp"
#include "numbers/doubles.hpp"

namespace nb_cpp::maps {
namespace {

// With (radius / distance of the nearest singularity)^(terms + 1) below this.
constexpr double kLeftOut = 1e-9;
// Of the leading term: less than 1 keeps other zeros of S away, and log(S / (b_d t^d)) small.
constexpr double kOthers = 0.6;
// Terms before the step's leading one that are a smaller part of it are taken for 0: always, if
// rounding is as bad, and if it hides points altogether.
constexpr double kNothing = 1e-6;
constexpr double kLittle = 1e-5;
constexpr double kLess = 1e-3;

using Coefficients = std::vector<Complex>;

// log q for q = 1 + q_1 t + ..., by q (log q)' = q'.
Coefficients logarithm(const Coefficients& q) {
  Coefficients l(q.size());
  for (std::size_t n = 1; n < q.size(); ++n) {
    Complex sum = static_cast<double>(n) * q[n];
    for (std::size_t k = 1; k < n; ++k) sum -= static_cast<double>(k) * l[k] * q[n - k];
    l[n] = sum / static_cast<double>(n);
  }
  return l;
}

double sum_of_moduli(const Coefficients& b, std::size_t first, double t) {
  double sum = 0.0;
  for (std::size_t j = b.size(); j-- > first;) sum = sum * t + std::abs(b[j]);
  return sum;
}

// Where S(t) / (b_d t^d) stays near 1, and |S| below a part of |t|.
double find_radius(const Coefficients& b, std::size_t degree, double most) {
  const double leading = std::abs(b[degree]);
  const double slope = degree == 1 ? leading : 0.0;
  double radius = most;
  constexpr int kTries = 200;
  for (int i = 0; i < kTries; ++i) {
    const double others = radius * sum_of_moduli(b, degree + 1, radius);
    const double power = std::pow(radius, static_cast<double>(degree) - 1.0);
    if (others < kOthers * leading && (leading + others) * power < 0.5 * (1.0 + slope)) {
      return radius;
    }
    radius *= 0.8;
  }
  return 0.0;
}

// log(w / t) - log_scale, by d log w = log w o S: d h = log q + h o S with q = S / (b_d t^d).
Coefficients find_h(const Coefficients& b, std::size_t degree, std::size_t terms) {
  Coefficients q(terms + 1);
  for (std::size_t j = 0; j <= terms; ++j) q[j] = b[degree + j] / b[degree];
  Coefficients h = logarithm(q);
  const Series<Complex> s{{b.begin(), b.begin() + static_cast<std::ptrdiff_t>(terms) + 1}};
  Series<Complex> power = s;
  const auto d = static_cast<double>(degree);
  for (std::size_t j = 1; j <= terms; ++j) {
    h[j] /= degree == 1 ? 1.0 - power.c[j] : Complex(d);
    if (j * degree > terms || j == terms) {
      continue;
    }
    for (std::size_t n = j + 1; n <= terms; ++n) h[n] += h[j] * power.c[n];
    power = power * s;
  }
  return h;
}

}  // namespace

Coordinate find_coordinate(const Coefficients& b, std::size_t degree, std::size_t terms,
                           double most) {
  const Coefficients h = find_h(b, degree, terms);
  Coordinate result{find_radius(b, degree, most), 0.0, {h.begin() + 1, h.end()}};
  if (degree > 1) {
    result.log_scale = std::log(b[degree]) / (static_cast<double>(degree) - 1.0);
  }
  // The last coefficients tell how fast the series falls.
  const double left_out = std::pow(kLeftOut, 1.0 / static_cast<double>(terms + 1));
  for (std::size_t j = terms - std::min<std::size_t>(terms, 4) + 1; j <= terms; ++j) {
    const double growth = std::pow(std::abs(h[j]), 1.0 / static_cast<double>(j));
    result.radius = std::min(result.radius, left_out / growth);
  }
  // w is less than 1 on all of the disc, so that the logarithm of its logarithm is one.
  if (degree > 1) {
    const double largest = result.log_scale.real() + kOthers;
    result.radius = std::min(result.radius, std::exp(-1.0 - largest));
  }
  return result;
}

std::size_t drop_small_terms(Coefficients& b, std::size_t degree, std::size_t most_degree,
                             std::size_t terms, double most, double rounding) {
  // Of the terms from degree `first` up to `end`, not with it.
  const auto size = [&](std::size_t first, std::size_t end, double t) {
    double sum = 0.0;
    for (std::size_t j = first; j < end; ++j) {
      sum += std::abs(b[j]) * std::pow(t, static_cast<double>(j));
    }
    return sum;
  };
  for (std::size_t d = degree + 1; d <= most_degree; ++d) {
    if (size(degree, d, most) >= kLess * size(d, d + 1, most)) {
      continue;
    }
    const double radius = find_coordinate(b, degree, terms, most).radius;
    const double left = radius > 0.0 ? size(degree, degree + 1, radius) : 1.0;
    // Of a point just outside of the disc, after a step.
    const double noise = (rounding + numbers::kUnitRoundoff * radius) / left;
    const double share = noise > 1.0 ? kLess : std::clamp(0.1 * noise, kNothing, kLittle);
    Coefficients rest = b;
    std::fill_n(rest.begin(), d, Complex(0.0));
    const double wider = find_coordinate(rest, d, terms, most).radius;
    if (wider > radius && size(degree, d, wider) < share * size(d, d + 1, wider)) {
      b = rest;
      return d;
    }
  }
  return degree;
}

}  // namespace nb_cpp::maps
