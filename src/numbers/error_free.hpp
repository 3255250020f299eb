#pragma once

// Error-free transformations: sums and products as an unevaluated pair of doubles.
// T. J. Dekker, A floating-point technique for extending the available precision, 1971;
// D. E. Knuth, The Art of Computer Programming 2, section 4.2.2.

#include <cmath>

namespace nb_cpp::numbers {

// value + error is the exact result.
struct Exact {
  double value;
  double error;
};

inline Exact two_sum(double a, double b) noexcept {
  const double sum = a + b;
  const double part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

// A factor with its two halves of 26 bits, so that a factor used often is split once.
struct Factor {
  double value;
  double high;
  double low;
};

// Veltkamp's splitting. |a| must stay below 2^996.
inline Factor split(double a) noexcept {
#ifdef __FP_FAST_FMA
  return {a, a, 0.0};
#else
  const double scaled = 134217729.0 * a;  // 2^27 + 1
  const double high = scaled - (scaled - a);
  return {a, high, a - high};
#endif
}

// Exact as long as the error does not underflow.
inline Exact two_product(const Factor& a, const Factor& b) noexcept {
  const double product = a.value * b.value;
#ifdef __FP_FAST_FMA
  return {product, std::fma(a.value, b.value, -product)};
#else
  const double error =
      a.low * b.low - (((product - a.high * b.high) - a.low * b.high) - a.high * b.low);
  return {product, error};
#endif
}

}  // namespace nb_cpp::numbers
