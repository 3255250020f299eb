#pragma once

// Two doubles at a time, and complex numbers made of them. Every operation is the double's, so a
// point's bits do not depend on its neighbour.

#include "nb_cpp/complex.hpp"

namespace nb_cpp::roots {

// A register of SSE2 or NEON; elsewhere the compiler takes them one by one.
using Pair [[gnu::vector_size(16)]] = double;

inline Pair both(double x) noexcept { return Pair{x, x}; }

struct ComplexPair {
  Pair real;
  Pair imag;
};

inline ComplexPair both(Complex z) noexcept { return {both(z.real()), both(z.imag())}; }

inline Complex take(const ComplexPair& z, int k) noexcept { return {z.real[k], z.imag[k]}; }

inline ComplexPair operator+(const ComplexPair& a, const ComplexPair& b) noexcept {
  return {a.real + b.real, a.imag + b.imag};
}

inline ComplexPair operator*(const ComplexPair& a, const ComplexPair& b) noexcept {
  return {a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

}  // namespace nb_cpp::roots
