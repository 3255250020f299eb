#pragma once

#include <arm_neon.h>

#include "kernel/simd/twin.hpp"

namespace nb_cpp::kernel {
namespace {

struct Mask {
  uint64x2_t m;
};

struct Vec {
  using Mask = kernel::Mask;
  static constexpr int lanes = 2;
  float64x2_t v;

  static Vec broadcast(double a) { return {vdupq_n_f64(a)}; }
  static Vec load(const double* from) { return {vld1q_f64(from)}; }
};

inline void store(double* to, Vec a) { vst1q_f64(to, a.v); }

inline Vec operator+(Vec a, Vec b) { return {vaddq_f64(a.v, b.v)}; }
inline Vec operator-(Vec a, Vec b) { return {vsubq_f64(a.v, b.v)}; }
inline Vec operator*(Vec a, Vec b) { return {vmulq_f64(a.v, b.v)}; }
inline Vec operator/(Vec a, Vec b) { return {vdivq_f64(a.v, b.v)}; }

inline Vec sqrt(Vec a) { return {vsqrtq_f64(a.v)}; }

inline Vec multiply_add(Vec a, Vec b, Vec c) { return {vfmaq_f64(c.v, a.v, b.v)}; }
inline Vec multiply_subtract(Vec a, Vec b, Vec c) { return {vfmaq_f64(vnegq_f64(c.v), a.v, b.v)}; }
inline Vec subtract_product(Vec c, Vec a, Vec b) { return {vfmsq_f64(c.v, a.v, b.v)}; }

inline Mask operator<(Vec a, Vec b) { return {vcltq_f64(a.v, b.v)}; }
inline Mask operator<=(Vec a, Vec b) { return {vcleq_f64(a.v, b.v)}; }
inline Mask operator==(Vec a, Vec b) { return {vceqq_f64(a.v, b.v)}; }

inline Mask operator&(Mask a, Mask b) { return {vandq_u64(a.m, b.m)}; }
inline Mask operator|(Mask a, Mask b) { return {vorrq_u64(a.m, b.m)}; }
inline Mask and_not(Mask a, Mask b) { return {vbicq_u64(a.m, b.m)}; }
inline bool any(Mask a) { return (vgetq_lane_u64(a.m, 0) | vgetq_lane_u64(a.m, 1)) != 0; }
inline bool all(Mask a) { return (vgetq_lane_u64(a.m, 0) & vgetq_lane_u64(a.m, 1)) != 0; }

inline Mask first_lanes(Vec, int count) {
  const uint64x2_t low = vdupq_n_u64(count > 0 ? ~0ULL : 0ULL);
  return {vsetq_lane_u64(count > 1 ? ~0ULL : 0ULL, low, 1)};
}

struct Excess {
  uint64x2_t bits;
};

inline Excess excess(Vec a, double low) {
  return {vsubq_u64(vreinterpretq_u64_f64(a.v), vreinterpretq_u64_f64(vdupq_n_f64(low)))};
}
inline Excess operator|(Excess a, Excess b) { return {vorrq_u64(a.bits, b.bits)}; }
inline bool all_in_range(Excess a) {
  return (vgetq_lane_u64(a.bits, 0) | vgetq_lane_u64(a.bits, 1)) >> 62 == 0;
}

inline Vec select(Mask m, Vec yes, Vec no) { return {vbslq_f64(m.m, yes.v, no.v)}; }

struct Split {
  Vec exponent, fraction;
};

// The exponent's bits behind those of 2^52 are an integer that is added to it.
inline Split split(Vec a) {
  const uint64x2_t bits = vaddq_u64(vreinterpretq_u64_f64(a.v), vdupq_n_u64(kFractionToOne));
  const uint64x2_t large = vreinterpretq_u64_f64(vdupq_n_f64(0x1p52));
  const Vec exponent{vreinterpretq_f64_u64(vorrq_u64(vshrq_n_u64(bits, 52), large))};
  const uint64x2_t digits = vandq_u64(bits, vdupq_n_u64(kDigits));
  const uint64x2_t fraction = vaddq_u64(digits, vdupq_n_u64(kLeastFraction));
  return {exponent - Vec::broadcast(0x1p52 + 1023.0), {vreinterpretq_f64_u64(fraction)}};
}

struct Packing {
  bool high_only;
  int count;
};

inline Packing packing(Mask m) {
  const bool low = vgetq_lane_u64(m.m, 0) != 0;
  const bool high = vgetq_lane_u64(m.m, 1) != 0;
  return {high && !low, static_cast<int>(low) + static_cast<int>(high)};
}

inline void store_packed(double* to, Packing p, Vec a) {
  store(to, p.high_only ? Vec{vdupq_laneq_f64(a.v, 1)} : a);
}

using Block = Twin<Twin<Vec>>;

}  // namespace
}  // namespace nb_cpp::kernel
