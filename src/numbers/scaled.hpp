#pragma once

// Doubles with an exponent of their own: moduli, error bounds and small corrections that know
// neither overflow nor underflow.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "numbers/doubles.hpp"

#include "nb_cpp/complex.hpp"

namespace nb_cpp::numbers {

inline double shift_exponent(double x, std::int64_t by) noexcept {
  return std::ldexp(x, static_cast<int>(std::clamp<std::int64_t>(by, -5000, 5000)));
}

// mantissa * 2^exponent, a modulus: mantissa is 0 or in [1/2, 1). Infinity is allowed.
struct Scaled {
  double mantissa = 0.0;
  std::int64_t exponent = 0;

  Scaled() = default;
  explicit Scaled(double x, std::int64_t e = 0) noexcept {
    int shift = 0;
    mantissa = std::frexp(x, &shift);
    exponent = mantissa == 0.0 ? 0 : e + shift;
  }
  double value() const noexcept { return shift_exponent(mantissa, exponent); }
  double log2() const noexcept { return std::log2(mantissa) + static_cast<double>(exponent); }
};

inline Scaled operator*(const Scaled& a, const Scaled& b) noexcept {
  return Scaled(a.mantissa * b.mantissa, a.exponent + b.exponent);
}
inline Scaled operator*(const Scaled& a, double b) noexcept {
  return Scaled(a.mantissa * b, a.exponent);
}
inline Scaled operator/(const Scaled& a, const Scaled& b) noexcept {
  return Scaled(a.mantissa / b.mantissa, a.exponent - b.exponent);
}
inline Scaled operator+(const Scaled& a, const Scaled& b) noexcept {
  if (a.mantissa == 0.0) return b;
  if (b.mantissa == 0.0) return a;
  const std::int64_t top = std::max(a.exponent, b.exponent);
  return Scaled(
      shift_exponent(a.mantissa, a.exponent - top) + shift_exponent(b.mantissa, b.exponent - top),
      top);
}
inline bool operator<(const Scaled& a, const Scaled& b) noexcept {
  if (a.mantissa == 0.0 || b.mantissa == 0.0) return a.mantissa < b.mantissa;
  if (std::isinf(a.mantissa) || std::isinf(b.mantissa)) return a.mantissa < b.mantissa;
  return a.exponent != b.exponent ? a.exponent < b.exponent : a.mantissa < b.mantissa;
}
inline bool operator<=(const Scaled& a, const Scaled& b) noexcept { return !(b < a); }

// mantissa * 2^exponent with the larger component of mantissa in [1/2, 1), or zero.
struct ScaledComplex {
  Complex mantissa{};
  std::int64_t exponent = 0;

  ScaledComplex() = default;
  explicit ScaledComplex(Complex z, std::int64_t e = 0) noexcept {
    int shift = 0;
    const double size = largest_part(z);
    if (size == 0.0) return;
    std::frexp(size, &shift);
    mantissa = {std::ldexp(z.real(), -shift), std::ldexp(z.imag(), -shift)};
    exponent = e + shift;
  }
  Scaled modulus() const noexcept {
    return Scaled(std::sqrt(mantissa.real() * mantissa.real() + mantissa.imag() * mantissa.imag()),
                  exponent);
  }
  bool is_zero() const noexcept { return mantissa == Complex(0.0); }
  Complex value() const noexcept {
    return {shift_exponent(mantissa.real(), exponent), shift_exponent(mantissa.imag(), exponent)};
  }
};

inline ScaledComplex operator*(const ScaledComplex& a, const ScaledComplex& b) noexcept {
  const Complex x = a.mantissa;
  const Complex y = b.mantissa;
  return ScaledComplex(
      {x.real() * y.real() - x.imag() * y.imag(), x.real() * y.imag() + x.imag() * y.real()},
      a.exponent + b.exponent);
}
// b is not zero.
inline ScaledComplex operator/(const ScaledComplex& a, const ScaledComplex& b) noexcept {
  const Complex y = b.mantissa;
  const double inverse = 1.0 / (y.real() * y.real() + y.imag() * y.imag());
  return a * ScaledComplex({y.real() * inverse, -y.imag() * inverse}, -b.exponent);
}
inline ScaledComplex operator+(const ScaledComplex& a, const ScaledComplex& b) noexcept {
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  const std::int64_t top = std::max(a.exponent, b.exponent);
  const auto aligned = [top](const ScaledComplex& z) {
    return ScaledComplex(z).mantissa *
           shift_exponent(1.0, std::max<std::int64_t>(z.exponent - top, -1000));
  };
  return ScaledComplex(aligned(a) + aligned(b), top);
}
inline ScaledComplex operator-(const ScaledComplex& a) noexcept {
  return ScaledComplex(-a.mantissa, a.exponent);
}
inline ScaledComplex operator-(const ScaledComplex& a, const ScaledComplex& b) noexcept {
  return a + (-b);
}
inline ScaledComplex operator*(double a, const ScaledComplex& b) noexcept {
  return ScaledComplex(a * b.mantissa, b.exponent);
}
inline ScaledComplex sqrt(const ScaledComplex& z) noexcept {
  const std::int64_t odd = z.exponent & 1;
  return ScaledComplex(std::sqrt(z.mantissa * (odd != 0 ? 2.0 : 1.0)), (z.exponent - odd) / 2);
}

}  // namespace nb_cpp::numbers
