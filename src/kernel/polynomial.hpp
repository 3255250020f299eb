#pragma once

// A polynomial and its derivatives at a block of points: over all powers, by Horner's rule or by
// groups of powers, or over the terms that are not zero; or from its roots.

#include "kernel/complex.hpp"
#include "kernel/factors.hpp"
#include "kernel/kernel.hpp"

namespace nb_cpp::kernel {
namespace {

// p and p' at the same points.
template <typename V>
struct ValuesOf {
  ComplexOf<V> p, d;
};

using Values = ValuesOf<Block>;

// Points with p, p', and, as far as a method wants them, p'' and p''' there, all of them over
// kProductStep^power.
struct Jet {
  Complex z, p, d, d2, d3;
  Block power;
};

// Horner's rule for p and p' in one pass.
[[gnu::always_inline]] inline Values evaluate_horner(const FunctionView& view, Complex z) {
  Complex d = coefficient(view.value, 0);
  Complex p = multiply_add(d, z, coefficient(view.value, 1));
  for (int i = 2; i <= view.terms; ++i) {
    d = multiply_add(d, z, p);
    p = multiply_add(p, z, coefficient(view.value, i));
  }
  return {p, d};
}

// A coefficient times w, and the same added to a sum.
template <bool kReal, typename V>
inline ComplexOf<V> term(const Coefficients& c, int i, ComplexOf<V> w) {
  return kReal ? w * V::broadcast(c.re[i]) : multiply(w, coefficient<V>(c, i));
}

template <bool kReal, typename V>
inline ComplexOf<V> add_term(const Coefficients& c, int i, ComplexOf<V> w, ComplexOf<V> sum) {
  if (kReal) {
    const V real = V::broadcast(c.re[i]);
    return {multiply_add(w.re, real, sum.re), multiply_add(w.im, real, sum.im)};
  }
  return multiply_add(w, coefficient<V>(c, i), sum);
}

template <bool kReal, typename V>
inline ComplexOf<V> add_constant(const Coefficients& c, int i, ComplexOf<V> sum) {
  return kReal ? ComplexOf<V>{sum.re + V::broadcast(c.re[i]), sum.im} : sum + coefficient<V>(c, i);
}

// The powers of z that groups of coefficients need.
template <typename V>
struct Powers {
  ComplexOf<V> first, second, third, fourth;
};

template <typename V>
[[gnu::always_inline]] inline Powers<V> powers_of(ComplexOf<V> z) {
  const ComplexOf<V> second = square(z);
  return {z, second, multiply(second, z), square(second)};
}

// c_0 + c_1 z + c_2 z^2 + c_3 z^3, with the coefficients from the i-th on, highest first, and the
// sum of (k + 1) c_k z^k, which is the sum of the sums on the way: no product more.
template <bool kReal, typename V>
[[gnu::always_inline]] inline ValuesOf<V> evaluate_group(const Coefficients& c, int i,
                                                         const Powers<V>& z) {
  const ComplexOf<V> third = term<kReal>(c, i, z.third);
  const ComplexOf<V> second = add_term<kReal>(c, i + 1, z.second, third);
  const ComplexOf<V> first = add_term<kReal>(c, i + 2, z.first, second);
  const ComplexOf<V> all = add_constant<kReal>(c, i + 3, first);
  return {all, third + second + first + all};
}

// With p = a_0 + z g: g by groups of coefficients, whose products with z, z^2, ... do not wait for
// each other (Paterson and Stockmeyer, SIAM J. Comput. 2, 1973), and Horner's rule over the groups.
// p', the sum of (k + 1) a_(k+1) z^k, takes sums where Horner's rule takes products (after Shaw and
// Traub, J. ACM 21, 1974). A real coefficient costs half of a complex one.
template <bool kReal, typename V>
[[gnu::always_inline]] inline ValuesOf<V> evaluate_groups(const FunctionView& view,
                                                          const Powers<V>& z) {
  const ComplexOf<V> w = z.fourth;
  ValuesOf<V> g = evaluate_group<kReal>(view.groups, 0, z);
  for (int i = 1; i < view.group_count; ++i) {
    const ValuesOf<V> next = evaluate_group<kReal>(view.groups, kGroup * i, z);
    const V shift = V::broadcast(kGroup);
    const ComplexOf<V> d{multiply_add(shift, g.p.re, g.d.re), multiply_add(shift, g.p.im, g.d.im)};
    g = {multiply_add(g.p, w, next.p), multiply_add(d, w, next.d)};
  }
  return {multiply_add(g.p, z.first, coefficient<V>(view.value, view.terms)), g.d};
}

// Vector by vector: the groups keep the arithmetic units busy, and their powers fill the registers.
// All powers first, so that the second vector's groups need not wait for them.
template <bool kReal, typename V>
[[gnu::always_inline]] inline ValuesOf<Twin<V>> evaluate_groups(const FunctionView& view,
                                                                ComplexOf<Twin<V>> z) {
  const Powers<V> of_low = powers_of(ComplexOf<V>{z.re.low, z.im.low});
  const Powers<V> of_high = powers_of(ComplexOf<V>{z.re.high, z.im.high});
  const ValuesOf<V> low = evaluate_groups<kReal>(view, of_low);
  const ValuesOf<V> high = evaluate_groups<kReal>(view, of_high);
  return {{{low.p.re, high.p.re}, {low.p.im, high.p.im}},
          {{low.d.re, high.d.re}, {low.d.im, high.d.im}}};
}

// Horner's rule over the terms that are there: with m the lowest exponent above 0, the sums
// c_j z^(e_j - m) and e_j c_j z^(e_j - m) give p and p' by one more power of z.
[[gnu::always_inline]] inline Values evaluate_sparse(const FunctionView& view, Complex z) {
  Complex p = coefficient(view.value, 0);
  Complex d = coefficient(view.first.coefficients, 0);
  for (int j = 1; j < view.terms; ++j) {
    const Complex w = power(z, view.gap[j]);
    p = multiply_add(p, w, coefficient(view.value, j));
    d = multiply_add(d, w, coefficient(view.first.coefficients, j));
  }
  if (view.lowest > 1) {
    const Complex w = power(z, view.lowest - 1);
    p = multiply(p, w);
    d = multiply(d, w);
  }
  return {multiply_add(p, z, coefficient(view.value, view.terms)), d};
}

// The same of a single term with a real coefficient.
[[gnu::always_inline]] inline Values evaluate_binomial(const FunctionView& view, Complex z) {
  const Complex w = power(z, view.lowest - 1);
  const Complex p = w * Block::broadcast(view.value.re[0]);
  const Complex d = w * Block::broadcast(view.first.coefficients.re[0]);
  return {multiply_add(p, z, coefficient(view.value, 1)), d};
}

// Ways to evaluate p and p'.

struct Sparse {
  [[gnu::always_inline]] static Values evaluate(const FunctionView& view, Complex z) {
    return evaluate_sparse(view, z);
  }
};

struct Binomial {
  [[gnu::always_inline]] static Values evaluate(const FunctionView& view, Complex z) {
    return evaluate_binomial(view, z);
  }
};

struct Horner {
  [[gnu::always_inline]] static Values evaluate(const FunctionView& view, Complex z) {
    return evaluate_horner(view, z);
  }
};

template <bool kReal>
struct Groups {
  [[gnu::always_inline]] static Values evaluate(const FunctionView& view, Complex z) {
    return evaluate_groups<kReal>(view, z);
  }
};

// Calls the function with the way to evaluate a polynomial over all powers.
template <typename Function>
[[gnu::always_inline]] inline void with_dense_evaluator(const FunctionView& view,
                                                        Function function) {
  if (view.group_count == 0) {
    function(Horner{});
  } else if (view.real) {
    function(Groups<true>{});
  } else {
    function(Groups<false>{});
  }
}

// The same for one over the terms that are there.
template <typename Function>
[[gnu::always_inline]] inline void with_sparse_evaluator(const FunctionView& view,
                                                         Function function) {
  if (view.binomial) {
    function(Binomial{});
  } else {
    function(Sparse{});
  }
}

// The same for any polynomial.
template <typename Function>
[[gnu::always_inline]] inline void with_evaluator(const FunctionView& view, Function function) {
  if (view.dense) {
    with_dense_evaluator(view, function);
  } else {
    with_sparse_evaluator(view, function);
  }
}

// Horner's rule over the leading terms of a derivative, those that it does not take to zero.
[[gnu::always_inline]] inline Complex sum_of_terms(const FunctionView& view,
                                                   const Derivative& derivative, Complex z) {
  if (derivative.terms == 0) {
    return broadcast(0.0, 0.0);
  }
  Complex sum = coefficient(derivative.coefficients, 0);
  if (view.dense) {
    for (int j = 1; j < derivative.terms; ++j) {
      sum = multiply_add(sum, z, coefficient(derivative.coefficients, j));
    }
    return sum;
  }
  for (int j = 1; j < derivative.terms; ++j) {
    sum = multiply_add(sum, power(z, view.gap[j]), coefficient(derivative.coefficients, j));
  }
  if (derivative.power == 0) {
    return sum;
  }
  const Complex w = power(z, derivative.power);
  return derivative.terms == 1 && view.real ? w * sum.re : multiply(sum, w);
}

[[gnu::noinline]] void shared_sum_of_terms(const FunctionView& view, const Derivative& derivative,
                                           const Complex& z, Complex& sum) {
  sum = sum_of_terms(view, derivative, received(z));
}

// Twelve methods use it. What is called gets a copy, so that the caller's z stays in registers.
[[gnu::always_inline]] inline Complex evaluate_terms(const FunctionView& view,
                                                     const Derivative& derivative, Complex z) {
  if constexpr (kCopyInEach) {
    return sum_of_terms(view, derivative, z);
  }
  const Complex point = z;
  Complex sum;
  shared_sum_of_terms(view, derivative, point, sum);
  return {sum.re, sum.im};
}

// Not inlined, because every method uses these: the call costs little beside the work.

// p and p', of what is no binomial.

[[gnu::noinline]] void evaluate_dense_values(const FunctionView& view, const Complex& z,
                                             Values& at) {
  const Complex& point = received(z);
  with_dense_evaluator(
      view, [&](auto way) __attribute__((always_inline)) { at = way.evaluate(view, point); });
}

[[gnu::noinline]] void evaluate_sparse_values(const FunctionView& view, const Complex& z,
                                              Values& at) {
  at = evaluate_sparse(view, received(z));
}

[[gnu::noinline]] void evaluate_values(const FunctionView& view, const Complex& z, Values& at) {
  if (view.dense) {
    evaluate_dense_values(view, z, at);
  } else {
    evaluate_sparse_values(view, z, at);
  }
}

// p alone.

[[gnu::noinline]] void evaluate_dense_value(const FunctionView& view, const Complex& z,
                                            Complex& p) {
  const Complex& point = received(z);
  with_dense_evaluator(
      view, [&](auto way) __attribute__((always_inline)) { p = way.evaluate(view, point).p; });
}

[[gnu::noinline]] void evaluate_sparse_value(const FunctionView& view, const Complex& z,
                                             Complex& p) {
  const Complex& point = received(z);
  with_sparse_evaluator(
      view, [&](auto way) __attribute__((always_inline)) { p = way.evaluate(view, point).p; });
}

[[gnu::noinline]] void evaluate_by_coefficients(const FunctionView& view, const Complex& z,
                                                Complex& p) {
  if (view.dense) {
    evaluate_dense_value(view, z, p);
  } else {
    evaluate_sparse_value(view, z, p);
  }
}

// The kOrder-th derivative from the roots, over kProductStep^power.
template <int kOrder>
[[gnu::noinline]] void evaluate_by_factors(const FunctionView& view, const Complex& z,
                                           const Block& power, Complex& derivative) {
  Product<kOrder> product;
  evaluate_factors(view.factors, z, product);
  derivative = unscaled(product.value[kOrder], product.power - power);
}

// (p(z + s) - p(z)) / s from the roots, in p's scale.
[[gnu::noinline]] void difference_by_factors(const FunctionView& view, const Jet& at,
                                             const Complex& s, Complex& difference) {
  Product<1> product;
  evaluate_difference(view.factors, at.z, s, product);
  difference = unscaled(product.value[1], product.power - at.power);
}

// p at a second point, in the first one's scale.
[[gnu::always_inline]] inline void evaluate_value(const FunctionView& view, const Jet& first,
                                                  const Complex& z, Complex& p) {
  if (view.factors.empty()) {
    evaluate_by_coefficients(view, z, p);
  } else {
    const Block power = first.power;
    evaluate_by_factors<0>(view, z, power, p);
  }
}

// The same for p'. What is called gets copies, and gives one, so that the caller's values stay in
// registers.
[[gnu::always_inline]] inline Complex evaluate_slope(const FunctionView& view, const Jet& first,
                                                     Complex z) {
  Complex slope;
  if (view.factors.empty()) {
    slope = evaluate_terms(view, view.first, z);
  } else {
    const Complex point = z;
    const Block power = first.power;
    Complex derivative;
    evaluate_by_factors<1>(view, point, power, derivative);
    slope = {derivative.re, derivative.im};
  }
  return slope;
}

// p', or zero where it is a sum of terms that all but cancel: a step that is longer than 2^36 / n
// times the reach of the points and roots would go in any direction.
[[gnu::always_inline]] inline Complex unless_flat(const FactorsView& view, Complex z, Complex p,
                                                  Complex d) {
  const Block reach = squared_modulus(z) + Block::broadcast(view.squared_reach);
  const Block longest = reach * Block::broadcast(view.flatness);
  const BlockMask flat = squared_modulus(d) * longest < squared_modulus(p);
  return select(flat, broadcast(0.0, 0.0), d);
}

// p and its derivatives up to the order from the roots.
template <int kOrder>
[[gnu::noinline]] void evaluate_all_by_factors(const FactorsView& view, const Complex& z,
                                               Product<kOrder>& product) {
  evaluate_factors(view, z, product);
  if constexpr (kOrder >= 1) {
    product.value[1] = unless_flat(view, z, product.value[0], product.value[1]);
  }
}

// Member by member, so that the jet's stay in registers.
template <int kOrder>
[[gnu::always_inline]] inline void evaluate_jet_by_factors(const FunctionView& view, Jet& jet) {
  Product<kOrder> product;
  const Complex z = jet.z;
  evaluate_all_by_factors(view.factors, z, product);
  jet.p = product.value[0];
  if constexpr (kOrder >= 1) {
    jet.d = product.value[1];
  }
  if constexpr (kOrder >= 2) {
    jet.d2 = product.value[2];
  }
  if constexpr (kOrder >= 3) {
    jet.d3 = product.value[3];
  }
  jet.power = product.power;
}

// Horner's rule over so many coefficients.
inline Complex evaluate_plain(const Coefficients& c, int terms, Complex z) {
  Complex sum = broadcast(0.0, 0.0);
  for (int i = 0; i < terms; ++i) {
    sum = multiply_add(sum, z, coefficient(c, i));
  }
  return sum;
}

// Sets p and its derivatives up to the order.
template <int kOrder>
[[gnu::always_inline]] inline void evaluate_jet(const FunctionView& view, Jet& jet) {
  if (!view.factors.empty()) {
    evaluate_jet_by_factors<kOrder>(view, jet);
    return;
  }
  jet.power = Block::broadcast(0.0);
  const Complex z = jet.z;
  if constexpr (kOrder == 0) {
    Complex p;
    evaluate_by_coefficients(view, z, p);
    jet.p = {p.re, p.im};
    return;
  }
  if (view.binomial) {
    const Values at = evaluate_binomial(view, z);
    jet.p = {at.p.re, at.p.im};
    jet.d = {at.d.re, at.d.im};
  } else {
    Values at;
    evaluate_values(view, z, at);
    jet.p = {at.p.re, at.p.im};
    jet.d = {at.d.re, at.d.im};
  }
  if (kOrder >= 2) {
    jet.d2 = evaluate_terms(view, view.second, z);
  }
  if (kOrder >= 3) {
    jet.d3 = evaluate_terms(view, view.third, z);
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
