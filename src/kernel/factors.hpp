#pragma once

// A polynomial and its derivatives from its roots: the product rule, factor by factor. Two roots
// m - h and m + h make one factor, (z - m)^2 - h^2, so that for roots which are conjugate or
// opposite the factor is as symmetric as they are. A root is as exact as its factor, however the
// coefficients are conditioned.

#include "kernel/complex.hpp"
#include "kernel/kernel.hpp"

namespace nb_cpp::kernel {
namespace {

constexpr double kProductStep = 0x1p512;
static_assert(kProductBits == 512);
constexpr double kSmallProduct = 0x1p-400;  // squared; excess() finds 2^624 large
constexpr double kLargeProduct = 0x1p624;
// Squared moduli from which on, or up to which, every factor may be so large or small that four of
// them pass the range.
constexpr double kFar = 0x1p112;
constexpr double kNear = 0x1p-112;
constexpr int kFactorsBetweenChecks = 4;

// p, p', p'' and p''' as far as the order goes, over kProductStep^power.
template <int kOrder, typename V>
struct ProductOf {
  ComplexOf<V> value[kOrder + 1];
  V power;
};

// Brings what is large or small into the middle of the range, lane by lane.
template <int kOrder, typename V>
[[gnu::noinline, gnu::cold]] void rescale(ProductOf<kOrder, V>& product, const V& size) {
  const auto small = size < V::broadcast(kSmallProduct);
  const auto large = V::broadcast(kLargeProduct) <= size;
  const V one = V::broadcast(1.0);
  const V factor = select(small, V::broadcast(kProductStep),
                          select(large, V::broadcast(1.0 / kProductStep), one));
  for (ComplexOf<V>& derivative : product.value) {
    derivative = derivative * factor;
  }
  product.power =
      select(small, product.power - one, select(large, product.power + one, product.power));
}

template <int kOrder, typename V>
[[gnu::always_inline]] inline void keep_in_range(ProductOf<kOrder, V>& product) {
  V size = squared_modulus(product.value[0]);
  if constexpr (kOrder > 0) {
    size = size + squared_modulus(product.value[1]);
  }
  if (!all_in_range(excess(size, kSmallProduct))) {
    rescale(product, size);
  }
}

// Times z - r, with w that difference.
template <int kOrder, typename V>
[[gnu::always_inline]] inline void multiply_by_root(ProductOf<kOrder, V>& product, ComplexOf<V> w) {
  ComplexOf<V>* const p = product.value;
  for (int k = kOrder; k > 0; --k) {
    p[k] = multiply_add(p[k], w, k == 1 ? p[0] : p[k - 1] * V::broadcast(k));
  }
  p[0] = multiply(p[0], w);
}

// Times q = (z - m)^2 - h^2, with w = z - m: q' = 2 w and q'' = 2.
template <int kOrder, typename V>
[[gnu::always_inline]] inline void multiply_by_pair(ProductOf<kOrder, V>& product, ComplexOf<V> w,
                                                    ComplexOf<V> square_of_h) {
  ComplexOf<V>* const p = product.value;
  const ComplexOf<V> q = square(w) - square_of_h;
  const ComplexOf<V> slope = w + w;
  if constexpr (kOrder >= 3) {
    const ComplexOf<V> sum = multiply_add(p[2], slope, p[1] + p[1]);
    p[3] = multiply_add(p[3], q, sum * V::broadcast(3.0));
  }
  if constexpr (kOrder >= 2) {
    const ComplexOf<V> sum = multiply_add(p[1], slope, p[0]);
    p[2] = multiply_add(p[2], q, sum + sum);
  }
  if constexpr (kOrder >= 1) {
    p[1] = multiply_add(p[1], q, multiply(p[0], slope));
  }
  p[0] = multiply(p[0], q);
}

// The product rule.
struct ByDerivatives {
  template <int kOrder, typename V>
  static void root(ProductOf<kOrder, V>& product, ComplexOf<V> w) {
    multiply_by_root(product, w);
  }
  template <int kOrder, typename V>
  static void pair(ProductOf<kOrder, V>& product, ComplexOf<V> w, ComplexOf<V> square_of_h) {
    multiply_by_pair(product, w, square_of_h);
  }
};

// p and, in place of p', (p(z + s) - p(z)) / s: z + s is never rounded.
template <typename V>
struct ByDifferences {
  ComplexOf<V> s;

  void root(ProductOf<1, V>& product, ComplexOf<V> w) const {
    product.value[1] = multiply_add(product.value[1], w + s, product.value[0]);
    product.value[0] = multiply(product.value[0], w);
  }
  void pair(ProductOf<1, V>& product, ComplexOf<V> w, ComplexOf<V> square_of_h) const {
    const ComplexOf<V> q = square(w) - square_of_h;
    const ComplexOf<V> slope = (w + w) + s;
    const ComplexOf<V> further = multiply_add(s, slope, q);
    product.value[1] = multiply_add(product.value[1], further, multiply(product.value[0], slope));
    product.value[0] = multiply(product.value[0], q);
  }
};

template <typename V = Block>
inline ComplexOf<V> coefficient(const Coefficients& c, int i) {
  return {V::broadcast(c.re[i]), V::broadcast(c.im[i])};
}

template <int kOrder, typename V, typename Rule>
[[gnu::noinline]] void multiply_factors(const FactorsView& view, const ComplexOf<V>& z, Rule rule,
                                        ProductOf<kOrder, V>& product) {
  const V zero = V::broadcast(0.0);
  for (ComplexOf<V>& derivative : product.value) {
    derivative = {zero, zero};
  }
  product.value[0] = {V::broadcast(view.leading_re), V::broadcast(view.leading_im)};
  product.power = V::broadcast(view.power);
  const V size = squared_modulus(z);
  const bool extreme = any((V::broadcast(kFar) <= size) | (size <= V::broadcast(kNear)));
  const int between = extreme || view.spread ? 1 : kFactorsBetweenChecks;
  int left = between;
  const auto check = [&]() __attribute__((always_inline)) {
    if (--left == 0) {
      keep_in_range(product);
      left = between;
    }
  };
  for (int i = 0; i < view.singles; ++i) {
    rule.root(product, z - coefficient<V>(view.single, i));
    check();
  }
  for (int i = 0; i < view.pairs; ++i) {
    rule.pair(product, z - coefficient<V>(view.centre, i), coefficient<V>(view.square, i));
    check();
  }
}

template <int kOrder, typename V>
inline void evaluate_factors(const FactorsView& view, const ComplexOf<V>& z,
                             ProductOf<kOrder, V>& product) {
  multiply_factors(view, z, ByDerivatives(), product);
}

// Vector by vector: the values of one fill the registers.
template <int kOrder, typename V>
[[gnu::noinline]] void evaluate_factors(const FactorsView& view, const ComplexOf<Twin<V>>& z,
                                        ProductOf<kOrder, Twin<V>>& product) {
  ProductOf<kOrder, V> low;
  ProductOf<kOrder, V> high;
  evaluate_factors(view, ComplexOf<V>{z.re.low, z.im.low}, low);
  evaluate_factors(view, ComplexOf<V>{z.re.high, z.im.high}, high);
  for (int k = 0; k <= kOrder; ++k) {
    product.value[k] = {{low.value[k].re, high.value[k].re}, {low.value[k].im, high.value[k].im}};
  }
  product.power = {low.power, high.power};
}

template <typename V>
inline void evaluate_difference(const FactorsView& view, const ComplexOf<V>& z,
                                const ComplexOf<V>& s, ProductOf<1, V>& product) {
  multiply_factors(view, z, ByDifferences<V>{s}, product);
}

template <typename V>
[[gnu::noinline]] void evaluate_difference(const FactorsView& view, const ComplexOf<Twin<V>>& z,
                                           const ComplexOf<Twin<V>>& s,
                                           ProductOf<1, Twin<V>>& product) {
  ProductOf<1, V> low;
  ProductOf<1, V> high;
  evaluate_difference(view, ComplexOf<V>{z.re.low, z.im.low}, {s.re.low, s.im.low}, low);
  evaluate_difference(view, ComplexOf<V>{z.re.high, z.im.high}, {s.re.high, s.im.high}, high);
  for (int k = 0; k < 2; ++k) {
    product.value[k] = {{low.value[k].re, high.value[k].re}, {low.value[k].im, high.value[k].im}};
  }
  product.power = {low.power, high.power};
}

template <int kOrder>
using Product = ProductOf<kOrder, Block>;

// a kProductStep^power; infinite or zero where that is out of range.
[[gnu::noinline, gnu::cold]] Complex scale_up(Complex a, Block power) {
  const Block one = Block::broadcast(1.0);
  const Block zero = Block::broadcast(0.0);
  for (int times = 0; times < 4; ++times) {
    const BlockMask more = zero < power;
    const BlockMask less = power < zero;
    a = a * select(more, Block::broadcast(kProductStep),
                   select(less, Block::broadcast(1.0 / kProductStep), one));
    power = select(more, power - one, select(less, power + one, power));
  }
  return a;
}

inline Complex unscaled(Complex a, Block power) {
  return all(power == Block::broadcast(0.0)) ? a : scale_up(a, power);
}

}  // namespace
}  // namespace nb_cpp::kernel
