#pragma once

// Two vectors that act as one: the second keeps the arithmetic units busy while the first waits for
// its results. Either may be a pair itself.

namespace nb_cpp::kernel {
namespace {

template <typename M, typename N>
struct PairMask {
  M low;
  N high;
};

template <typename V, typename W>
struct Pair {
  using Mask = PairMask<typename V::Mask, typename W::Mask>;
  static constexpr int lanes = V::lanes + W::lanes;
  V low;
  W high;

  static Pair broadcast(double a) { return {V::broadcast(a), W::broadcast(a)}; }
  static Pair load(const double* from) { return {V::load(from), W::load(from + V::lanes)}; }
};

template <typename V, typename W>
inline void store(double* to, Pair<V, W> a) {
  store(to, a.low);
  store(to + V::lanes, a.high);
}

template <typename V, typename W>
inline Pair<V, W> operator+(Pair<V, W> a, Pair<V, W> b) {
  return {a.low + b.low, a.high + b.high};
}

template <typename V, typename W>
inline Pair<V, W> operator-(Pair<V, W> a, Pair<V, W> b) {
  return {a.low - b.low, a.high - b.high};
}

template <typename V, typename W>
inline Pair<V, W> operator*(Pair<V, W> a, Pair<V, W> b) {
  return {a.low * b.low, a.high * b.high};
}

template <typename V, typename W>
inline Pair<V, W> operator/(Pair<V, W> a, Pair<V, W> b) {
  return {a.low / b.low, a.high / b.high};
}

template <typename V, typename W>
inline Pair<V, W> multiply_add(Pair<V, W> a, Pair<V, W> b, Pair<V, W> c) {
  return {multiply_add(a.low, b.low, c.low), multiply_add(a.high, b.high, c.high)};
}

template <typename V, typename W>
inline Pair<V, W> multiply_subtract(Pair<V, W> a, Pair<V, W> b, Pair<V, W> c) {
  return {multiply_subtract(a.low, b.low, c.low), multiply_subtract(a.high, b.high, c.high)};
}

template <typename V, typename W>
inline Pair<V, W> subtract_product(Pair<V, W> c, Pair<V, W> a, Pair<V, W> b) {
  return {subtract_product(c.low, a.low, b.low), subtract_product(c.high, a.high, b.high)};
}

template <typename V, typename W>
inline typename Pair<V, W>::Mask operator<(Pair<V, W> a, Pair<V, W> b) {
  return {a.low < b.low, a.high < b.high};
}

template <typename V, typename W>
inline typename Pair<V, W>::Mask operator<=(Pair<V, W> a, Pair<V, W> b) {
  return {a.low <= b.low, a.high <= b.high};
}

template <typename V, typename W>
inline typename Pair<V, W>::Mask operator==(Pair<V, W> a, Pair<V, W> b) {
  return {a.low == b.low, a.high == b.high};
}

template <typename M, typename N>
inline PairMask<M, N> operator&(PairMask<M, N> a, PairMask<M, N> b) {
  return {a.low & b.low, a.high & b.high};
}

template <typename M, typename N>
inline PairMask<M, N> operator|(PairMask<M, N> a, PairMask<M, N> b) {
  return {a.low | b.low, a.high | b.high};
}

template <typename M, typename N>
inline PairMask<M, N> and_not(PairMask<M, N> a, PairMask<M, N> b) {
  return {and_not(a.low, b.low), and_not(a.high, b.high)};
}

template <typename M, typename N>
inline bool any(PairMask<M, N> a) {
  return any(a.low) || any(a.high);
}

template <typename M, typename N>
inline bool all(PairMask<M, N> a) {
  return all(a.low) && all(a.high);
}

template <typename V, typename W>
inline typename Pair<V, W>::Mask first_lanes(Pair<V, W>, int count) {
  return {first_lanes(V{}, count), first_lanes(W{}, count - V::lanes)};
}

template <typename V, typename W>
inline Pair<V, W> select(typename Pair<V, W>::Mask m, Pair<V, W> yes, Pair<V, W> no) {
  return {select(m.low, yes.low, no.low), select(m.high, yes.high, no.high)};
}

}  // namespace
}  // namespace nb_cpp::kernel
