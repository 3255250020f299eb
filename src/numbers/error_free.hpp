#pragma once

// Error-free transformations: sums and products as an unevaluated pair of numbers, of double or of
// a vector of doubles.
// T. J. Dekker, A floating-point technique for extending the available precision, 1971;
// D. E. Knuth, The Art of Computer Programming 2, section 4.2.2.

#include <cmath>

namespace nb_cpp::numbers {

// value + error is the exact result.
template <typename Real>
struct Exact {
  Real value;
  Real error;
};

template <typename Real>
Exact<Real> two_sum(Real a, Real b) noexcept {
  const Real sum = a + b;
  const Real part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

// A factor with its two halves of 26 bits, so that a factor used often is split once.
template <typename Real>
struct Factor {
  Real value;
  Real high;
  Real low;
};

#ifdef __FP_FAST_FMA

template <typename Real>
Factor<Real> split(Real a) noexcept {
  return {a, a, Real{}};
}

inline double fused(double a, double b, double c) noexcept { return std::fma(a, b, c); }

template <typename Vector>
Vector fused(Vector a, Vector b, Vector c) noexcept {
  Vector result = {};
  for (unsigned k = 0; k < sizeof(Vector) / sizeof(double); ++k) {
    result[k] = std::fma(a[k], b[k], c[k]);
  }
  return result;
}

// Exact as long as the error does not underflow.
template <typename Real>
Exact<Real> two_product(const Factor<Real>& a, const Factor<Real>& b) noexcept {
  const Real product = a.value * b.value;
  return {product, fused(a.value, b.value, -product)};
}

#else

// Veltkamp's splitting. |a| must stay below 2^996.
template <typename Real>
Factor<Real> split(Real a) noexcept {
  const Real scaled = 134217729.0 * a;  // 2^27 + 1
  const Real high = scaled - (scaled - a);
  return {a, high, a - high};
}

// Exact as long as the error does not underflow.
template <typename Real>
Exact<Real> two_product(const Factor<Real>& a, const Factor<Real>& b) noexcept {
  const Real product = a.value * b.value;
  const Real error =
      a.low * b.low - (((product - a.high * b.high) - a.low * b.high) - a.high * b.low);
  return {product, error};
}

#endif

}  // namespace nb_cpp::numbers
