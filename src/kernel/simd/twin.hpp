#pragma once

// Two vectors that act as one of twice the lanes: the second keeps the arithmetic units busy while
// the first waits for its results. A pair of pairs is four vectors.

namespace nb_cpp::kernel {
namespace {

template <typename M>
struct PairMask {
  M low, high;
};

template <typename V>
struct Pair {
  using Mask = PairMask<typename V::Mask>;
  static constexpr int lanes = 2 * V::lanes;
  V low, high;

  static Pair broadcast(double a) { return {V::broadcast(a), V::broadcast(a)}; }
  static Pair load(const double* from) { return {V::load(from), V::load(from + V::lanes)}; }
};

template <typename V>
inline void store(double* to, Pair<V> a) {
  store(to, a.low);
  store(to + V::lanes, a.high);
}

template <typename V>
inline Pair<V> operator+(Pair<V> a, Pair<V> b) {
  return {a.low + b.low, a.high + b.high};
}

template <typename V>
inline Pair<V> operator-(Pair<V> a, Pair<V> b) {
  return {a.low - b.low, a.high - b.high};
}

template <typename V>
inline Pair<V> operator*(Pair<V> a, Pair<V> b) {
  return {a.low * b.low, a.high * b.high};
}

template <typename V>
inline Pair<V> operator/(Pair<V> a, Pair<V> b) {
  return {a.low / b.low, a.high / b.high};
}

template <typename V>
inline Pair<V> sqrt(Pair<V> a) {
  return {sqrt(a.low), sqrt(a.high)};
}

template <typename V>
inline Pair<V> multiply_add(Pair<V> a, Pair<V> b, Pair<V> c) {
  return {multiply_add(a.low, b.low, c.low), multiply_add(a.high, b.high, c.high)};
}

template <typename V>
inline Pair<V> multiply_subtract(Pair<V> a, Pair<V> b, Pair<V> c) {
  return {multiply_subtract(a.low, b.low, c.low), multiply_subtract(a.high, b.high, c.high)};
}

template <typename V>
inline Pair<V> subtract_product(Pair<V> c, Pair<V> a, Pair<V> b) {
  return {subtract_product(c.low, a.low, b.low), subtract_product(c.high, a.high, b.high)};
}

template <typename V>
inline typename Pair<V>::Mask operator<(Pair<V> a, Pair<V> b) {
  return {a.low < b.low, a.high < b.high};
}

template <typename V>
inline typename Pair<V>::Mask operator<=(Pair<V> a, Pair<V> b) {
  return {a.low <= b.low, a.high <= b.high};
}

template <typename V>
inline typename Pair<V>::Mask operator==(Pair<V> a, Pair<V> b) {
  return {a.low == b.low, a.high == b.high};
}

template <typename M>
inline PairMask<M> operator&(PairMask<M> a, PairMask<M> b) {
  return {a.low & b.low, a.high & b.high};
}

template <typename M>
inline PairMask<M> operator|(PairMask<M> a, PairMask<M> b) {
  return {a.low | b.low, a.high | b.high};
}

template <typename M>
inline PairMask<M> and_not(PairMask<M> a, PairMask<M> b) {
  return {and_not(a.low, b.low), and_not(a.high, b.high)};
}

template <typename M>
inline bool any(PairMask<M> a) {
  return any(a.low | a.high);
}

template <typename M>
inline bool all(PairMask<M> a) {
  return all(a.low & a.high);
}

template <typename V>
inline auto excess(Pair<V> a, double low) {
  return excess(a.low, low) | excess(a.high, low);
}

template <typename V>
inline typename Pair<V>::Mask first_lanes(Pair<V>, int count) {
  return {first_lanes(V{}, count), first_lanes(V{}, count - V::lanes)};
}

template <typename V>
inline Pair<V> select(typename Pair<V>::Mask m, Pair<V> yes, Pair<V> no) {
  return {select(m.low, yes.low, no.low), select(m.high, yes.high, no.high)};
}

}  // namespace
}  // namespace nb_cpp::kernel
