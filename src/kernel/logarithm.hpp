#pragma once

// The logarithm of a complex number over a vector type, with operations that every target has.

#include "kernel/complex.hpp"

namespace nb_cpp::kernel {
namespace {

template <typename V>
inline V larger(V a, V b) {
  return select(a < b, b, a);
}

// Of a normal number above 0, to 1e-12; of others something finite. With s = (m - 1) / (m + 1),
// log m = 2 s + s^3 (2/3 + ...), of which Remez' polynomial in s^2 is best on [sqrt(1/2), sqrt(2)].
template <typename V>
inline V logarithm(V x) {
  constexpr double kLog2 = 0x1.62e42fefa39efp-1;
  constexpr double kRest[] = {0x1.e4bc9cda2bcf8p-3, 0x1.242b1a013ddf2p-2, 0x1.999abcc41d91cp-2,
                              0x1.555554cd7e90ap-1, 2.0};
  const auto [exponent, fraction] = split(x);
  const V one = V::broadcast(1.0);
  const V s = (fraction - one) / (fraction + one);
  const V square = s * s;
  V sum = V::broadcast(kRest[0]);
  for (int k = 1; k < 5; ++k) {
    sum = multiply_add(sum, square, V::broadcast(kRest[k]));
  }
  return multiply_add(exponent, V::broadcast(kLog2), s * sum);
}

// Of x + i y, in [-pi, pi], to 2e-13 or so; 0 for 0. By the series of the inverse tangent, about 0
// or pi/4 or pi/8: atan q = c + atan((q - tan c) / (1 + q tan c)).
template <typename V>
inline V argument(V x, V y) {
  constexpr double kPi = 0x1.921fb54442d18p+1;
  constexpr double kTan = 0x1.a827999fcef32p-2;  // of pi/8
  constexpr int kTerms = 8;
  const V zero = V::broadcast(0.0);
  const V one = V::broadcast(1.0);
  const V width = select(x < zero, zero - x, x);
  const V height = select(y < zero, zero - y, y);
  const auto steep = width < height;
  const V below = larger(select(steep, height, width), V::broadcast(0x1p-1000));
  const V q = select(steep, width, height) / below;
  const V shift = select(q < V::broadcast(0.5 * kTan), zero,
                         select(q < V::broadcast(1.5 * kTan), V::broadcast(kTan), one));
  const V centre = select(
      q < V::broadcast(0.5 * kTan), zero,
      select(q < V::broadcast(1.5 * kTan), V::broadcast(kPi / 8.0), V::broadcast(kPi / 4.0)));
  const V s = (q - shift) / multiply_add(q, shift, one);
  const V square = s * s;
  V sum = V::broadcast((kTerms % 2 == 0 ? 1.0 : -1.0) / (2.0 * kTerms + 1.0));
  for (int k = kTerms; k-- > 1;) {
    sum = multiply_add(sum, square, V::broadcast((k % 2 == 0 ? 1.0 : -1.0) / (2.0 * k + 1.0)));
  }
  V angle = centre + multiply_add(sum * square, s, s);
  angle = select(steep, V::broadcast(kPi / 2.0) - angle, angle);
  angle = select(x < zero, V::broadcast(kPi) - angle, angle);
  return select(y < zero, zero - angle, angle);
}

}  // namespace
}  // namespace nb_cpp::kernel
