#pragma once

// Complex arithmetic by the plain formulas, for numbers whose squares are in range: std::complex
// looks for infinities, and takes more care than these need.

#include <cmath>
#include <complex>

#include "nb_cpp/complex.hpp"

namespace nb_cpp::roots::plain {

inline Complex multiply(Complex a, Complex b) noexcept {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}

inline double squared_modulus(Complex z) noexcept {
  return z.real() * z.real() + z.imag() * z.imag();
}

inline double modulus(Complex z) noexcept { return std::sqrt(squared_modulus(z)); }

inline Complex divide(Complex a, Complex b) noexcept {
  const double scale = 1.0 / squared_modulus(b);
  const Complex product = multiply(a, std::conj(b));
  return {product.real() * scale, product.imag() * scale};
}

inline Complex inverse(Complex z) noexcept {
  const double scale = 1.0 / squared_modulus(z);
  return {z.real() * scale, -z.imag() * scale};
}

}  // namespace nb_cpp::roots::plain
