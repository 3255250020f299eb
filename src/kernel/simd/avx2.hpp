#pragma once

#include <immintrin.h>

#include <cstdint>

#include "kernel/simd/twin.hpp"

namespace nb_cpp::kernel {
namespace {

struct Mask {
  __m256d m;
};

struct Vec {
  using Mask = kernel::Mask;
  static constexpr int lanes = 4;
  __m256d v;

  static Vec broadcast(double a) { return {_mm256_set1_pd(a)}; }
  static Vec load(const double* from) { return {_mm256_loadu_pd(from)}; }
};

inline void store(double* to, Vec a) { _mm256_storeu_pd(to, a.v); }

inline Vec operator+(Vec a, Vec b) { return {_mm256_add_pd(a.v, b.v)}; }
inline Vec operator-(Vec a, Vec b) { return {_mm256_sub_pd(a.v, b.v)}; }
inline Vec operator*(Vec a, Vec b) { return {_mm256_mul_pd(a.v, b.v)}; }
inline Vec operator/(Vec a, Vec b) { return {_mm256_div_pd(a.v, b.v)}; }

inline Vec sqrt(Vec a) { return {_mm256_sqrt_pd(a.v)}; }

inline Vec multiply_add(Vec a, Vec b, Vec c) { return {_mm256_fmadd_pd(a.v, b.v, c.v)}; }
inline Vec multiply_subtract(Vec a, Vec b, Vec c) { return {_mm256_fmsub_pd(a.v, b.v, c.v)}; }
inline Vec subtract_product(Vec c, Vec a, Vec b) { return {_mm256_fnmadd_pd(a.v, b.v, c.v)}; }

inline Mask operator<(Vec a, Vec b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ)}; }
inline Mask operator<=(Vec a, Vec b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_LE_OQ)}; }
inline Mask operator==(Vec a, Vec b) { return {_mm256_cmp_pd(a.v, b.v, _CMP_EQ_OQ)}; }

inline Mask operator&(Mask a, Mask b) { return {_mm256_and_pd(a.m, b.m)}; }
inline Mask operator|(Mask a, Mask b) { return {_mm256_or_pd(a.m, b.m)}; }
inline Mask and_not(Mask a, Mask b) { return {_mm256_andnot_pd(b.m, a.m)}; }
inline bool any(Mask a) { return _mm256_movemask_pd(a.m) != 0; }
inline bool all(Mask a) { return _mm256_movemask_pd(a.m) == 0xf; }

inline Mask first_lanes(Vec, int count) {
  return Vec{_mm256_set_pd(3.5, 2.5, 1.5, 0.5)} < Vec::broadcast(count);
}

struct Excess {
  __m256i bits;
};

inline Excess excess(Vec a, double low) {
  return {_mm256_sub_epi64(_mm256_castpd_si256(a.v), _mm256_castpd_si256(_mm256_set1_pd(low)))};
}
inline Excess operator|(Excess a, Excess b) { return {_mm256_or_si256(a.bits, b.bits)}; }
inline bool all_in_range(Excess a) {
  return _mm256_testz_si256(a.bits, _mm256_set1_epi64x(static_cast<long long>(3ULL << 62))) != 0;
}

inline Vec select(Mask m, Vec yes, Vec no) { return {_mm256_blendv_pd(no.v, yes.v, m.m)}; }

struct Split {
  Vec exponent, fraction;
};

// The exponent's bits behind those of 2^52 are an integer that is added to it.
inline Split split(Vec a) {
  const __m256i bits =
      _mm256_add_epi64(_mm256_castpd_si256(a.v), _mm256_set1_epi64x(kFractionToOne));
  const __m256i large = _mm256_castpd_si256(_mm256_set1_pd(0x1p52));
  const Vec exponent{_mm256_castsi256_pd(_mm256_or_si256(_mm256_srli_epi64(bits, 52), large))};
  const __m256i digits = _mm256_and_si256(bits, _mm256_set1_epi64x(kDigits));
  const __m256i fraction = _mm256_add_epi64(digits, _mm256_set1_epi64x(kLeastFraction));
  return {exponent - Vec::broadcast(0x1p52 + 1023.0), {_mm256_castsi256_pd(fraction)}};
}

struct Packing {
  __m256i order;
  int count;
};

// AVX2 has no compress instruction: a table gives, for each set of lanes, the order that brings
// them to the front, in units of half a lane, as the permutation across the vector wants it.
alignas(32) constexpr std::int32_t kOrder[16][8] = {
    {0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}, {2, 3, 0, 1, 4, 5, 6, 7},
    {0, 1, 2, 3, 4, 5, 6, 7}, {4, 5, 0, 1, 2, 3, 6, 7}, {0, 1, 4, 5, 2, 3, 6, 7},
    {2, 3, 4, 5, 0, 1, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}, {6, 7, 0, 1, 2, 3, 4, 5},
    {0, 1, 6, 7, 2, 3, 4, 5}, {2, 3, 6, 7, 0, 1, 4, 5}, {0, 1, 2, 3, 6, 7, 4, 5},
    {4, 5, 6, 7, 0, 1, 2, 3}, {0, 1, 4, 5, 6, 7, 2, 3}, {2, 3, 4, 5, 6, 7, 0, 1},
    {0, 1, 2, 3, 4, 5, 6, 7}};

inline Packing packing(Mask m) {
  const int bits = _mm256_movemask_pd(m.m);
  return {_mm256_load_si256(reinterpret_cast<const __m256i*>(kOrder[bits])),
          _mm_popcnt_u32(static_cast<unsigned>(bits))};
}

inline void store_packed(double* to, Packing p, Vec a) {
  store(to, {_mm256_castps_pd(_mm256_permutevar8x32_ps(_mm256_castpd_ps(a.v), p.order))});
}

using Block = Twin<Vec>;

}  // namespace
}  // namespace nb_cpp::kernel
