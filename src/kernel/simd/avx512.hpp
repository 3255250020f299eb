#pragma once

#include <immintrin.h>

#include "kernel/simd/twin.hpp"

namespace nb_cpp::kernel {
namespace {

struct Mask {
  __mmask8 m;
};

struct Vec {
  using Mask = kernel::Mask;
  static constexpr int lanes = 8;
  __m512d v;

  static Vec broadcast(double a) { return {_mm512_set1_pd(a)}; }
  static Vec load(const double* from) { return {_mm512_loadu_pd(from)}; }
};

inline void store(double* to, Vec a) { _mm512_storeu_pd(to, a.v); }

inline Vec operator+(Vec a, Vec b) { return {_mm512_add_pd(a.v, b.v)}; }
inline Vec operator-(Vec a, Vec b) { return {_mm512_sub_pd(a.v, b.v)}; }
inline Vec operator*(Vec a, Vec b) { return {_mm512_mul_pd(a.v, b.v)}; }
inline Vec operator/(Vec a, Vec b) { return {_mm512_div_pd(a.v, b.v)}; }

// The unmasked form makes GCC 12 warn of a variable in its own header.
inline Vec sqrt(Vec a) { return {_mm512_maskz_sqrt_pd(0xff, a.v)}; }

inline Vec multiply_add(Vec a, Vec b, Vec c) { return {_mm512_fmadd_pd(a.v, b.v, c.v)}; }
inline Vec multiply_subtract(Vec a, Vec b, Vec c) { return {_mm512_fmsub_pd(a.v, b.v, c.v)}; }
inline Vec subtract_product(Vec c, Vec a, Vec b) { return {_mm512_fnmadd_pd(a.v, b.v, c.v)}; }

inline Mask operator<(Vec a, Vec b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LT_OQ)}; }
inline Mask operator<=(Vec a, Vec b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_LE_OQ)}; }
inline Mask operator==(Vec a, Vec b) { return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_EQ_OQ)}; }

inline Mask operator&(Mask a, Mask b) { return {_kand_mask8(a.m, b.m)}; }
inline Mask operator|(Mask a, Mask b) { return {_kor_mask8(a.m, b.m)}; }
inline Mask and_not(Mask a, Mask b) { return {_kandn_mask8(b.m, a.m)}; }
inline bool any(Mask a) { return a.m != 0; }
inline bool all(Mask a) { return a.m == 0xff; }

inline Mask first_lanes(Vec, int count) {
  const int lanes = count <= 0 ? 0 : count >= Vec::lanes ? 0xff : (1 << count) - 1;
  return {static_cast<__mmask8>(lanes)};
}

struct Excess {
  __m512i bits;
};

inline Excess excess(Vec a, double low) {
  return {_mm512_sub_epi64(_mm512_castpd_si512(a.v), _mm512_castpd_si512(_mm512_set1_pd(low)))};
}
inline Excess operator|(Excess a, Excess b) { return {_mm512_or_si512(a.bits, b.bits)}; }
inline bool all_in_range(Excess a) {
  return _mm512_test_epi64_mask(a.bits, _mm512_set1_epi64(static_cast<long long>(3ULL << 62))) == 0;
}

inline Vec select(Mask m, Vec yes, Vec no) { return {_mm512_mask_blend_pd(m.m, no.v, yes.v)}; }

struct Split {
  Vec exponent, fraction;
};

// The exponent's bits behind those of 2^52 are an integer that is added to it.
inline Split split(Vec a) {
  const __m512i bits =
      _mm512_add_epi64(_mm512_castpd_si512(a.v), _mm512_set1_epi64(kFractionToOne));
  const __m512i large = _mm512_castpd_si512(_mm512_set1_pd(0x1p52));
  const __m512i high = _mm512_maskz_srli_epi64(0xff, bits, 52);
  const Vec exponent{_mm512_castsi512_pd(_mm512_or_si512(high, large))};
  const __m512i digits = _mm512_and_si512(bits, _mm512_set1_epi64(kDigits));
  const __m512i fraction = _mm512_add_epi64(digits, _mm512_set1_epi64(kLeastFraction));
  return {exponent - Vec::broadcast(0x1p52 + 1023.0), {_mm512_castsi512_pd(fraction)}};
}

struct Packing {
  __mmask8 lanes;
  int count;
};

inline Packing packing(Mask m) { return {m.m, _mm_popcnt_u32(static_cast<unsigned>(m.m))}; }

// In a register first: the compressing store to memory is slow on some CPUs (Zen 4).
inline void store_packed(double* to, Packing p, Vec a) {
  store(to, {_mm512_maskz_compress_pd(p.lanes, a.v)});
}

using Block = Twin<Vec>;

}  // namespace
}  // namespace nb_cpp::kernel
