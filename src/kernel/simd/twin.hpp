#pragma once

// Two vectors that act as one of twice the lanes: the second keeps the arithmetic units busy while
// the first waits for its results. A twin of twins is four vectors.

namespace nb_cpp::kernel {
namespace {

// The bits of doubles: a fraction's digits, the least fraction of split, sqrt(1/2), and how far 1
// lies above it. With that added, the exponent changes where the fraction's range ends.
constexpr long long kDigits = 0x000fffffffffffff;
constexpr long long kLeastFraction = 0x3fe6a09e667f3bcd;
constexpr long long kFractionToOne = 0x3ff0000000000000 - kLeastFraction;

template <typename M>
struct TwinMask {
  M low, high;
};

template <typename V>
struct Twin {
  using Mask = TwinMask<typename V::Mask>;
  static constexpr int lanes = 2 * V::lanes;
  V low, high;

  static Twin broadcast(double a) { return {V::broadcast(a), V::broadcast(a)}; }
  static Twin load(const double* from) { return {V::load(from), V::load(from + V::lanes)}; }
};

template <typename V>
inline void store(double* to, Twin<V> a) {
  store(to, a.low);
  store(to + V::lanes, a.high);
}

template <typename V>
inline Twin<V> operator+(Twin<V> a, Twin<V> b) {
  return {a.low + b.low, a.high + b.high};
}

template <typename V>
inline Twin<V> operator-(Twin<V> a, Twin<V> b) {
  return {a.low - b.low, a.high - b.high};
}

template <typename V>
inline Twin<V> operator*(Twin<V> a, Twin<V> b) {
  return {a.low * b.low, a.high * b.high};
}

template <typename V>
inline Twin<V> operator/(Twin<V> a, Twin<V> b) {
  return {a.low / b.low, a.high / b.high};
}

template <typename V>
inline Twin<V> sqrt(Twin<V> a) {
  return {sqrt(a.low), sqrt(a.high)};
}

template <typename V>
inline Twin<V> multiply_add(Twin<V> a, Twin<V> b, Twin<V> c) {
  return {multiply_add(a.low, b.low, c.low), multiply_add(a.high, b.high, c.high)};
}

template <typename V>
inline Twin<V> multiply_subtract(Twin<V> a, Twin<V> b, Twin<V> c) {
  return {multiply_subtract(a.low, b.low, c.low), multiply_subtract(a.high, b.high, c.high)};
}

template <typename V>
inline Twin<V> subtract_product(Twin<V> c, Twin<V> a, Twin<V> b) {
  return {subtract_product(c.low, a.low, b.low), subtract_product(c.high, a.high, b.high)};
}

template <typename V>
inline typename Twin<V>::Mask operator<(Twin<V> a, Twin<V> b) {
  return {a.low < b.low, a.high < b.high};
}

template <typename V>
inline typename Twin<V>::Mask operator<=(Twin<V> a, Twin<V> b) {
  return {a.low <= b.low, a.high <= b.high};
}

template <typename V>
inline typename Twin<V>::Mask operator==(Twin<V> a, Twin<V> b) {
  return {a.low == b.low, a.high == b.high};
}

template <typename M>
inline TwinMask<M> operator&(TwinMask<M> a, TwinMask<M> b) {
  return {a.low & b.low, a.high & b.high};
}

template <typename M>
inline TwinMask<M> operator|(TwinMask<M> a, TwinMask<M> b) {
  return {a.low | b.low, a.high | b.high};
}

template <typename M>
inline TwinMask<M> and_not(TwinMask<M> a, TwinMask<M> b) {
  return {and_not(a.low, b.low), and_not(a.high, b.high)};
}

template <typename M>
inline bool any(TwinMask<M> a) {
  return any(a.low | a.high);
}

template <typename M>
inline bool all(TwinMask<M> a) {
  return all(a.low & a.high);
}

template <typename V>
inline auto excess(Twin<V> a, double low) {
  return excess(a.low, low) | excess(a.high, low);
}

template <typename V>
inline typename Twin<V>::Mask first_lanes(Twin<V>, int count) {
  return {first_lanes(V{}, count), first_lanes(V{}, count - V::lanes)};
}

template <typename V>
inline Twin<V> select(typename Twin<V>::Mask m, Twin<V> yes, Twin<V> no) {
  return {select(m.low, yes.low, no.low), select(m.high, yes.high, no.high)};
}

template <typename V>
struct TwinSplit {
  Twin<V> exponent, fraction;
};

template <typename V>
inline TwinSplit<V> split(Twin<V> a) {
  const auto low = split(a.low);
  const auto high = split(a.high);
  return {{low.exponent, high.exponent}, {low.fraction, high.fraction}};
}

}  // namespace
}  // namespace nb_cpp::kernel
