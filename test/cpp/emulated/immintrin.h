#pragma once

// The AVX-512 intrinsics that the kernel uses, lane by lane in plain C++, so that its logic can be
// tested on a machine without them. Semantics as in Intel's Intrinsics Guide.

#include <cmath>
#include <cstring>

using __mmask8 = unsigned char;

struct __m512d {
  double lane[8];
};

struct __m512i {
  unsigned long long lane[8];
};

template <typename Vector = __m512d, typename Operation>
inline Vector emulate_lanes(Operation operation) {
  Vector result;
  for (int i = 0; i < 8; ++i) {
    result.lane[i] = operation(i);
  }
  return result;
}

template <typename Predicate>
inline __mmask8 emulate_mask(Predicate predicate) {
  int bits = 0;
  for (int i = 0; i < 8; ++i) {
    bits |= predicate(i) ? 1 << i : 0;
  }
  return static_cast<__mmask8>(bits);
}

inline __m512d _mm512_set1_pd(double a) {
  return emulate_lanes([=](int) { return a; });
}
inline __m512d _mm512_loadu_pd(const double* from) {
  return emulate_lanes([=](int i) { return from[i]; });
}
inline void _mm512_storeu_pd(double* to, __m512d a) {
  for (int i = 0; i < 8; ++i) {
    to[i] = a.lane[i];
  }
}

inline __m512d _mm512_add_pd(__m512d a, __m512d b) {
  return emulate_lanes([&](int i) { return a.lane[i] + b.lane[i]; });
}
inline __m512d _mm512_sub_pd(__m512d a, __m512d b) {
  return emulate_lanes([&](int i) { return a.lane[i] - b.lane[i]; });
}
inline __m512d _mm512_mul_pd(__m512d a, __m512d b) {
  return emulate_lanes([&](int i) { return a.lane[i] * b.lane[i]; });
}
inline __m512d _mm512_div_pd(__m512d a, __m512d b) {
  return emulate_lanes([&](int i) { return a.lane[i] / b.lane[i]; });
}
inline __m512d _mm512_maskz_sqrt_pd(__mmask8 mask, __m512d a) {
  return emulate_lanes([&](int i) { return (mask >> i) & 1 ? std::sqrt(a.lane[i]) : 0.0; });
}
inline __m512d _mm512_fmadd_pd(__m512d a, __m512d b, __m512d c) {
  return emulate_lanes([&](int i) { return std::fma(a.lane[i], b.lane[i], c.lane[i]); });
}
inline __m512d _mm512_fmsub_pd(__m512d a, __m512d b, __m512d c) {
  return emulate_lanes([&](int i) { return std::fma(a.lane[i], b.lane[i], -c.lane[i]); });
}
inline __m512d _mm512_fnmadd_pd(__m512d a, __m512d b, __m512d c) {
  return emulate_lanes([&](int i) { return std::fma(-a.lane[i], b.lane[i], c.lane[i]); });
}

enum EmulatedComparison { _CMP_EQ_OQ = 0x00, _CMP_LT_OQ = 0x11, _CMP_LE_OQ = 0x12 };

inline __mmask8 _mm512_cmp_pd_mask(__m512d a, __m512d b, EmulatedComparison comparison) {
  return emulate_mask([&](int i) {
    return comparison == _CMP_EQ_OQ   ? a.lane[i] == b.lane[i]
           : comparison == _CMP_LT_OQ ? a.lane[i] < b.lane[i]
                                      : a.lane[i] <= b.lane[i];
  });
}

inline __m512i _mm512_castpd_si512(__m512d a) {
  __m512i result;
  std::memcpy(&result, &a, sizeof result);
  return result;
}
inline __m512i _mm512_set1_epi64(long long a) {
  return emulate_lanes<__m512i>([=](int) { return static_cast<unsigned long long>(a); });
}
inline __m512i _mm512_add_epi64(__m512i a, __m512i b) {
  return emulate_lanes<__m512i>([&](int i) { return a.lane[i] + b.lane[i]; });
}
inline __m512i _mm512_sub_epi64(__m512i a, __m512i b) {
  return emulate_lanes<__m512i>([&](int i) { return a.lane[i] - b.lane[i]; });
}
inline __m512i _mm512_or_si512(__m512i a, __m512i b) {
  return emulate_lanes<__m512i>([&](int i) { return a.lane[i] | b.lane[i]; });
}
inline __m512i _mm512_and_si512(__m512i a, __m512i b) {
  return emulate_lanes<__m512i>([&](int i) { return a.lane[i] & b.lane[i]; });
}
inline __m512i _mm512_maskz_srli_epi64(__mmask8 lanes, __m512i a, unsigned by) {
  return emulate_lanes<__m512i>([&](int i) { return (lanes >> i & 1) != 0 ? a.lane[i] >> by : 0; });
}
inline __m512d _mm512_castsi512_pd(__m512i a) {
  __m512d result;
  std::memcpy(&result, &a, sizeof result);
  return result;
}
inline __mmask8 _mm512_test_epi64_mask(__m512i a, __m512i b) {
  return emulate_mask([&](int i) { return (a.lane[i] & b.lane[i]) != 0; });
}

inline __mmask8 _kand_mask8(__mmask8 a, __mmask8 b) { return static_cast<__mmask8>(a & b); }
inline __mmask8 _kor_mask8(__mmask8 a, __mmask8 b) { return static_cast<__mmask8>(a | b); }
inline __mmask8 _kandn_mask8(__mmask8 a, __mmask8 b) { return static_cast<__mmask8>(~a & b); }

inline __m512d _mm512_mask_blend_pd(__mmask8 mask, __m512d no, __m512d yes) {
  return emulate_lanes([&](int i) { return (mask >> i & 1) != 0 ? yes.lane[i] : no.lane[i]; });
}

inline __m512d _mm512_maskz_compress_pd(__mmask8 mask, __m512d a) {
  __m512d result = _mm512_set1_pd(0.0);
  int next = 0;
  for (int i = 0; i < 8; ++i) {
    if ((mask >> i & 1) != 0) {
      result.lane[next++] = a.lane[i];
    }
  }
  return result;
}

inline int _mm_popcnt_u32(unsigned a) { return __builtin_popcount(a); }
