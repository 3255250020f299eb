#pragma once

#include <emmintrin.h>

#include "kernel/simd/twin.hpp"

namespace nb_cpp::kernel {
namespace {

struct Mask {
  __m128d m;
};

struct Vec {
  using Mask = kernel::Mask;
  static constexpr int lanes = 2;
  __m128d v;

  static Vec broadcast(double a) { return {_mm_set1_pd(a)}; }
  static Vec load(const double* from) { return {_mm_loadu_pd(from)}; }
};

inline void store(double* to, Vec a) { _mm_storeu_pd(to, a.v); }

inline Vec operator+(Vec a, Vec b) { return {_mm_add_pd(a.v, b.v)}; }
inline Vec operator-(Vec a, Vec b) { return {_mm_sub_pd(a.v, b.v)}; }
inline Vec operator*(Vec a, Vec b) { return {_mm_mul_pd(a.v, b.v)}; }
inline Vec operator/(Vec a, Vec b) { return {_mm_div_pd(a.v, b.v)}; }

inline Vec sqrt(Vec a) { return {_mm_sqrt_pd(a.v)}; }

inline Vec multiply_add(Vec a, Vec b, Vec c) { return a * b + c; }
inline Vec multiply_subtract(Vec a, Vec b, Vec c) { return a * b - c; }
inline Vec subtract_product(Vec c, Vec a, Vec b) { return c - a * b; }

inline Mask operator<(Vec a, Vec b) { return {_mm_cmplt_pd(a.v, b.v)}; }
inline Mask operator<=(Vec a, Vec b) { return {_mm_cmple_pd(a.v, b.v)}; }
inline Mask operator==(Vec a, Vec b) { return {_mm_cmpeq_pd(a.v, b.v)}; }

inline Mask operator&(Mask a, Mask b) { return {_mm_and_pd(a.m, b.m)}; }
inline Mask operator|(Mask a, Mask b) { return {_mm_or_pd(a.m, b.m)}; }
inline Mask and_not(Mask a, Mask b) { return {_mm_andnot_pd(b.m, a.m)}; }
inline bool any(Mask a) { return _mm_movemask_pd(a.m) != 0; }
inline bool all(Mask a) { return _mm_movemask_pd(a.m) == 0x3; }

inline Mask first_lanes(Vec, int count) {
  return Vec{_mm_set_pd(1.5, 0.5)} < Vec::broadcast(count);
}

struct Excess {
  __m128i bits;
};

inline Excess excess(Vec a, double low) {
  return {_mm_sub_epi64(_mm_castpd_si128(a.v), _mm_castpd_si128(_mm_set1_pd(low)))};
}
inline Excess operator|(Excess a, Excess b) { return {_mm_or_si128(a.bits, b.bits)}; }
inline bool all_in_range(Excess a) {
  const __m128i top = _mm_or_si128(a.bits, _mm_add_epi64(a.bits, a.bits));
  return _mm_movemask_pd(_mm_castsi128_pd(top)) == 0;
}

inline Vec select(Mask m, Vec yes, Vec no) {
  return {_mm_or_pd(_mm_and_pd(m.m, yes.v), _mm_andnot_pd(m.m, no.v))};
}

struct Split {
  Vec exponent, fraction;
};

// The exponent's bits behind those of 2^52 are an integer that is added to it.
inline Split split(Vec a) {
  const __m128i bits = _mm_add_epi64(_mm_castpd_si128(a.v), _mm_set1_epi64x(kFractionToOne));
  const __m128i large = _mm_castpd_si128(_mm_set1_pd(0x1p52));
  const Vec exponent{_mm_castsi128_pd(_mm_or_si128(_mm_srli_epi64(bits, 52), large))};
  const __m128i digits = _mm_and_si128(bits, _mm_set1_epi64x(kDigits));
  const __m128i fraction = _mm_add_epi64(digits, _mm_set1_epi64x(kLeastFraction));
  return {exponent - Vec::broadcast(0x1p52 + 1023.0), {_mm_castsi128_pd(fraction)}};
}

struct Packing {
  int bits;
  int count;
};

inline Packing packing(Mask m) {
  const int bits = _mm_movemask_pd(m.m);
  return {bits, (bits & 1) + (bits >> 1)};
}

inline void store_packed(double* to, Packing p, Vec a) {
  store(to, p.bits == 2 ? Vec{_mm_unpackhi_pd(a.v, a.v)} : a);
}

using Block = Twin<Vec>;

}  // namespace
}  // namespace nb_cpp::kernel
