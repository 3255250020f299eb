#pragma once

// One lane; also the reference for what every other wrapper must provide.

#include <cstdint>

#include "kernel/simd/twin.hpp"

namespace nb_cpp::kernel {
namespace {

struct Mask {
  bool m;
};

struct Vec {
  using Mask = kernel::Mask;
  static constexpr int lanes = 1;
  double v;

  static Vec broadcast(double a) { return {a}; }
  static Vec load(const double* from) { return {*from}; }
};

inline void store(double* to, Vec a) { *to = a.v; }

inline Vec operator+(Vec a, Vec b) { return {a.v + b.v}; }
inline Vec operator-(Vec a, Vec b) { return {a.v - b.v}; }
inline Vec operator*(Vec a, Vec b) { return {a.v * b.v}; }
inline Vec operator/(Vec a, Vec b) { return {a.v / b.v}; }

inline Vec sqrt(Vec a) { return {__builtin_sqrt(a.v)}; }

// a b + c, a b - c and c - a b: one rounding where the target has a fused operation, else two.
inline Vec multiply_add(Vec a, Vec b, Vec c) { return {a.v * b.v + c.v}; }
inline Vec multiply_subtract(Vec a, Vec b, Vec c) { return {a.v * b.v - c.v}; }
inline Vec subtract_product(Vec c, Vec a, Vec b) { return {c.v - a.v * b.v}; }

// Ordered comparisons: false where an operand is a NaN.
inline Mask operator<(Vec a, Vec b) { return {a.v < b.v}; }
inline Mask operator<=(Vec a, Vec b) { return {a.v <= b.v}; }
inline Mask operator==(Vec a, Vec b) { return {a.v == b.v}; }

inline Mask operator&(Mask a, Mask b) { return {a.m && b.m}; }
inline Mask operator|(Mask a, Mask b) { return {a.m || b.m}; }
inline Mask and_not(Mask a, Mask b) { return {a.m && !b.m}; }
inline bool any(Mask a) { return a.m; }
inline bool all(Mask a) { return a.m; }

// The first `count` lanes of a vector of that type: none if count <= 0.
inline Mask first_lanes(Vec, int count) { return {count > 0}; }

// How far numbers lie above `low`, as integers made of their bits. With low <= 1, the two top bits
// are zero exactly where low <= a < 2^1024 low and a is finite; with low = -0.0, nowhere. One look
// at several of these joined costs less than comparing each number with both ends.
struct Excess {
  std::uint64_t bits;
};

inline Excess excess(Vec a, double low) {
  std::uint64_t bits, low_bits;
  __builtin_memcpy(&bits, &a.v, sizeof bits);
  __builtin_memcpy(&low_bits, &low, sizeof low_bits);
  return {bits - low_bits};
}
inline Excess operator|(Excess a, Excess b) { return {a.bits | b.bits}; }
inline bool all_in_range(Excess a) { return a.bits >> 62 == 0; }

inline Vec select(Mask m, Vec yes, Vec no) { return m.m ? yes : no; }

// A normal number above 0 as 2^exponent times a fraction in [sqrt(1/2), sqrt(2)); others as
// something finite.
struct Split {
  Vec exponent, fraction;
};
inline Split split(Vec a) {
  std::uint64_t bits;
  __builtin_memcpy(&bits, &a.v, sizeof bits);
  bits += kFractionToOne;
  const auto exponent = static_cast<double>(static_cast<int>(bits >> 52) - 1023);
  bits = (bits & kDigits) + kLeastFraction;
  double fraction;
  __builtin_memcpy(&fraction, &bits, sizeof bits);
  return {{exponent}, {fraction}};
}

// Where the selected lanes of a vector go: made once, used for each array.
struct Packing {
  int count;
};
inline Packing packing(Mask m) { return {m.m ? 1 : 0}; }

// Writes the selected lanes to consecutive places; may overwrite a whole vector's worth of them.
inline void store_packed(double* to, Packing, Vec a) { *to = a.v; }

// What the iteration works on: enough vectors to keep the arithmetic units busy, few enough for
// the registers to hold their values.
using Block = Twin<Vec>;

// The same numbers, each in a register of its own.
inline Block by_itself(Block a) {
#if defined(__x86_64__) || defined(__i386__)
  asm("" : "+x"(a.low.v), "+x"(a.high.v));
#endif
  return a;
}

}  // namespace
}  // namespace nb_cpp::kernel
