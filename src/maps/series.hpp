#pragma once

// Power series in t, cut after a fixed order: the ring in which a step's formula gives its Taylor
// coefficients. T is Complex, ScaledComplex or MpComplex.

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "numbers/mpcomplex.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::maps {

// What a number type of series has beside its operators.
inline bool is_zero(Complex z) { return z == Complex(0.0); }
inline numbers::ScaledComplex scaled(Complex z) { return numbers::ScaledComplex(z); }
inline bool is_zero(const numbers::ScaledComplex& z) { return z.is_zero(); }
inline numbers::ScaledComplex scaled(const numbers::ScaledComplex& z) { return z; }
using numbers::is_zero;
using numbers::scaled;

// c_0 + c_1 t + ... + c_order t^order. Both operands have the same order.
template <class T>
struct Series {
  std::vector<T> c;
};

template <class T>
[[gnu::noinline]] Series<T> operator+(Series<T> a, const Series<T>& b) {
  for (std::size_t i = 0; i < a.c.size(); ++i) a.c[i] = a.c[i] + b.c[i];
  return a;
}

template <class T>
[[gnu::noinline]] Series<T> operator-(Series<T> a, const Series<T>& b) {
  for (std::size_t i = 0; i < a.c.size(); ++i) a.c[i] = a.c[i] - b.c[i];
  return a;
}

template <class T>
[[gnu::noinline]] Series<T> operator*(const Series<T>& a, const Series<T>& b) {
  Series<T> result{std::vector<T>(a.c.size())};
  for (std::size_t i = 0; i < a.c.size(); ++i) {
    if (is_zero(a.c[i])) continue;
    for (std::size_t j = 0; i + j < a.c.size(); ++j) {
      if (!is_zero(b.c[j])) result.c[i + j] = result.c[i + j] + a.c[i] * b.c[j];
    }
  }
  return result;
}

template <class T>
[[gnu::noinline]] Series<T> operator*(const T& factor, Series<T> a) {
  for (T& c : a.c) c = factor * c;
  return a;
}

template <class T>
[[gnu::noinline]] Series<T> operator*(double factor, Series<T> a) {
  for (T& c : a.c) c = factor * c;
  return a;
}

// Nothing where b_0 = 0.
template <class T>
[[gnu::noinline]] std::optional<Series<T>> quotient(Series<T> a, const Series<T>& b) {
  if (is_zero(b.c[0])) return std::nullopt;
  for (std::size_t k = 0; k < a.c.size(); ++k) {
    for (std::size_t i = 1; i <= k; ++i) {
      if (!is_zero(b.c[i])) a.c[k] = a.c[k] - b.c[i] * a.c[k - i];
    }
    a.c[k] = a.c[k] / b.c[0];
  }
  return a;
}

// The square root that starts with root_0, which is not zero and the root of a_0.
template <class T>
[[gnu::noinline]] Series<T> square_root(Series<T> a, const T& root_0) {
  const T twice = 2.0 * root_0;
  a.c[0] = root_0;
  for (std::size_t k = 1; k < a.c.size(); ++k) {
    for (std::size_t i = 1; i < k; ++i) a.c[k] = a.c[k] - a.c[i] * a.c[k - i];
    a.c[k] = a.c[k] / twice;
  }
  return a;
}

}  // namespace nb_cpp::maps
