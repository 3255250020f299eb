#pragma once

// Taylor models: what a function is in a disc at most, with little of the excess that arithmetic of
// balls gathers where terms cancel.

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "nb_cpp/complex.hpp"

namespace nb_cpp::zoom {

constexpr std::size_t kModelTerms = 8;

// c_0 + c_1 s + ... and a rest, an analytic function of modulus at most `rest`, for |s| <= 1.
// Rounding is in the rest. A rest without end, or a NaN, says that nothing is known.
struct Model {
  std::array<Complex, kModelTerms> c{};
  double rest = 0.0;

  Model() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): numbers stand in formulas
  Model(double x) { c[0] = x; }
  // NOLINTNEXTLINE(google-explicit-constructor)
  Model(Complex x) { c[0] = x; }
  Model(Complex x, double r) : rest(r) { c[0] = x; }
};

// More than the rounding of any operation below, of the sum of its terms' moduli.
constexpr double kModelRounding = 0x1p-48;

// std::complex looks for infinities, which takes longer than the product.
inline Complex product(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
inline double modulus(Complex a) { return std::sqrt(a.real() * a.real() + a.imag() * a.imag()); }

// Of the terms but for c_0, the rest among them.
inline double spread(const Model& a) {
  double sum = a.rest;
  for (std::size_t j = 1; j < kModelTerms; ++j) sum += modulus(a.c[j]);
  return sum;
}

// Of all values, at most and at least.
inline double largest(const Model& a) {
  return (modulus(a.c[0]) + spread(a)) * (1.0 + kModelRounding);
}
inline double least(const Model& a) {
  return modulus(a.c[0]) * (1.0 - kModelRounding) - spread(a) * (1.0 + kModelRounding);
}

inline bool is_zero(const Model& a) {
  for (const Complex c : a.c) {
    if (c != Complex(0.0)) return false;
  }
  return a.rest == 0.0;
}

inline Model operator+(const Model& a, const Model& b) {
  Model sum;
  double moved = 0.0;
  for (std::size_t j = 0; j < kModelTerms; ++j) {
    sum.c[j] = a.c[j] + b.c[j];
    moved += std::fabs(sum.c[j].real()) + std::fabs(sum.c[j].imag());
  }
  sum.rest = (a.rest + b.rest) * (1.0 + kModelRounding) + moved * kModelRounding;
  return sum;
}

inline Model operator*(double factor, const Model& a) {
  Model result;
  double moved = 0.0;
  for (std::size_t j = 0; j < kModelTerms; ++j) {
    result.c[j] = factor * a.c[j];
    moved += std::fabs(result.c[j].real()) + std::fabs(result.c[j].imag());
  }
  result.rest = std::fabs(factor) * a.rest * (1.0 + kModelRounding) + moved * kModelRounding;
  return result;
}

inline Model operator-(const Model& a, const Model& b) { return a + (-1.0) * b; }

inline Model operator*(const Model& a, const Model& b) {
  Model result;
  double size_a = 0.0;
  double size_b = 0.0;
  double cut = 0.0;
  std::array<double, kModelTerms> moduli{};
  for (std::size_t j = 0; j < kModelTerms; ++j) {
    moduli[j] = modulus(b.c[j]);
    size_b += moduli[j];
  }
  for (std::size_t i = 0; i < kModelTerms; ++i) {
    const double size = modulus(a.c[i]);
    if (size == 0.0) continue;
    size_a += size;
    for (std::size_t j = 0; i + j < kModelTerms; ++j) {
      result.c[i + j] += product(a.c[i], b.c[j]);
    }
    for (std::size_t j = kModelTerms - i; j < kModelTerms; ++j) cut += size * moduli[j];
  }
  result.rest = (cut + size_a * b.rest + a.rest * (size_b + b.rest)) * (1.0 + kModelRounding) +
                size_a * size_b * kModelRounding;
  return result;
}

constexpr double kUnknown = std::numeric_limits<double>::infinity();

// f(y) for y = a / a_0 - 1, whose modulus is below 1, with f's coefficients, which do not grow.
template <class Coefficient>
Model about_one(const Model& a, Coefficient coefficient) {
  const double size = modulus(a.c[0]);
  if (!(spread(a) < 0.98 * size)) return {0.0, kUnknown};
  const Model y = a * Model(1.0 / a.c[0]) - Model(1.0);
  const double q = largest(y);
  if (!(q < 0.99)) return {0.0, kUnknown};
  auto sum = Model(coefficient(kModelTerms - 1));
  for (std::size_t j = kModelTerms - 1; j-- > 0;) sum = sum * y + Model(coefficient(j));
  sum.rest += std::fabs(coefficient(kModelTerms)) * std::pow(q, kModelTerms) / (1.0 - q);
  return sum;
}

inline Model inverse(const Model& a) {
  const Model of_quotient = about_one(a, [](std::size_t j) { return j % 2 == 0 ? 1.0 : -1.0; });
  return of_quotient * Model(1.0 / a.c[0]);
}

// The square root that is `start` where a is a_0.
inline Model square_root(const Model& a, Complex start) {
  const Model of_quotient = about_one(a, [](std::size_t j) {
    double c = 1.0;
    for (std::size_t i = 0; i < j; ++i) {
      c *= (0.5 - static_cast<double>(i)) / static_cast<double>(i + 1);
    }
    return c;
  });
  return of_quotient * Model(start);
}

}  // namespace nb_cpp::zoom
