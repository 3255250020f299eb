#pragma once

// A polynomial and its derivatives at a block of points: over all powers, by Horner's rule or by
// groups of powers, or over the terms that are not zero.

#include "kernel/complex.hpp"
#include "kernel/kernel.hpp"

namespace nb_cpp::kernel {
namespace {

// p and p' at the same points.
template <typename V>
struct EvaluationOf {
  ComplexOf<V> p, d;
};

using Evaluation = EvaluationOf<Block>;

// Points with p, p', and, as far as a method wants them, p'' and p''' there.
struct Jet {
  Complex z, p, d, d2, d3;
};

template <typename V = Block>
inline ComplexOf<V> coefficient(const Coefficients& c, int i) {
  return {V::broadcast(c.re[i]), V::broadcast(c.im[i])};
}

// Horner's rule for p and p' in one pass.
[[gnu::always_inline]] inline Evaluation evaluate_horner(const Task& task, Complex z) {
  Complex d = coefficient(task.value, 0);
  Complex p = multiply_add(d, z, coefficient(task.value, 1));
  for (int i = 2; i <= task.terms; ++i) {
    d = multiply_add(d, z, p);
    p = multiply_add(p, z, coefficient(task.value, i));
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

// The powers z, z^2, ... that a group of coefficients needs.
template <typename V>
struct Powers {
  ComplexOf<V> of[kGroup + 1];
};

// Adds the terms of kPower, kPower - 1, ..., 0 to a sum, and each sum on the way to `sums`.
template <bool kReal, int kPower, typename V>
[[gnu::always_inline]] inline EvaluationOf<V> add_terms(const Coefficients& c, int i,
                                                        const Powers<V>& powers, ComplexOf<V> sum,
                                                        ComplexOf<V> sums) {
  if constexpr (kPower == 0) {
    sum = add_constant<kReal>(c, i, sum);
    return {sum, sums + sum};
  } else {
    sum = add_term<kReal>(c, i, powers.of[kPower], sum);
    return add_terms<kReal, kPower - 1>(c, i + 1, powers, sum, sums + sum);
  }
}

// g(z) = c_0 + c_1 z + ... and the sum of (k + 1) c_k z^k over kCount coefficients, from the i-th
// on, the highest first. The second is the sum of the sums that g is made of: no product more.
template <bool kReal, int kCount, typename V>
[[gnu::always_inline]] inline EvaluationOf<V> evaluate_group(const Coefficients& c, int i,
                                                             const Powers<V>& powers) {
  if constexpr (kCount == 1) {
    return {coefficient<V>(c, i), coefficient<V>(c, i)};
  } else {
    const ComplexOf<V> sum = term<kReal>(c, i, powers.of[kCount - 1]);
    return add_terms<kReal, kCount - 2>(c, i + 1, powers, sum, sum);
  }
}

// With p = a_0 + z g: g by groups of coefficients, whose products with z, z^2, ... do not wait for
// each other (Paterson and Stockmeyer, SIAM J. Comput. 2, 1973), and Horner's rule over the groups.
// p', the sum of (k + 1) a_(k+1) z^k, takes sums where Horner's rule takes products (after Shaw and
// Traub, J. ACM 21, 1974). A real coefficient costs half of a complex one. The first group has
// kLead coefficients.
template <bool kReal, int kLead, typename V>
[[gnu::always_inline]] inline EvaluationOf<V> evaluate_groups(const Task& task, ComplexOf<V> z) {
  Powers<V> powers;
  powers.of[1] = z;
  powers.of[2] = square(z);
  powers.of[3] = multiply(powers.of[2], z);
  powers.of[4] = square(powers.of[2]);
  const ComplexOf<V> w = powers.of[kGroup];
  EvaluationOf<V> g = evaluate_group<kReal, kLead>(task.value, 0, powers);
  for (int i = kLead; i < task.terms; i += kGroup) {
    const EvaluationOf<V> next = evaluate_group<kReal, kGroup>(task.value, i, powers);
    const V shift = V::broadcast(kGroup);
    const ComplexOf<V> d{multiply_add(shift, g.p.re, g.d.re), multiply_add(shift, g.p.im, g.d.im)};
    g = {multiply_add(g.p, w, next.p), multiply_add(d, w, next.d)};
  }
  return {multiply_add(g.p, z, coefficient<V>(task.value, task.terms)), g.d};
}

// Vector by vector: the groups keep the arithmetic units busy, and their powers fill the registers.
template <bool kReal, int kLead, typename V>
[[gnu::always_inline]] inline EvaluationOf<Pair<V>> evaluate_groups(const Task& task,
                                                                    ComplexOf<Pair<V>> z) {
  const EvaluationOf<V> low = evaluate_groups<kReal, kLead>(task, ComplexOf<V>{z.re.low, z.im.low});
  const EvaluationOf<V> high =
      evaluate_groups<kReal, kLead>(task, ComplexOf<V>{z.re.high, z.im.high});
  return {{{low.p.re, high.p.re}, {low.p.im, high.p.im}},
          {{low.d.re, high.d.re}, {low.d.im, high.d.im}}};
}

// Horner's rule over the terms that are there: with m the lowest exponent above 0, the sums
// c_j z^(e_j - m) and e_j c_j z^(e_j - m) give p and p' by one more power of z.
[[gnu::always_inline]] inline Evaluation evaluate_sparse(const Task& task, Complex z) {
  Complex p = coefficient(task.value, 0);
  Complex d = coefficient(task.first.coefficients, 0);
  for (int j = 1; j < task.terms; ++j) {
    const Complex w = power(z, task.gap[j]);
    p = multiply_add(p, w, coefficient(task.value, j));
    d = multiply_add(d, w, coefficient(task.first.coefficients, j));
  }
  if (task.lowest > 1) {
    const Complex w = power(z, task.lowest - 1);
    if (task.terms == 1 && task.real) {
      p = task.value.re[0] == 1.0 ? w : w * p.re;
      d = w * d.re;
    } else {
      p = multiply(p, w);
      d = multiply(d, w);
    }
  }
  return {multiply_add(p, z, coefficient(task.value, task.terms)), d};
}

// Ways to evaluate p and p'.

struct Sparse {
  [[gnu::always_inline]] static Evaluation evaluate(const Task& task, Complex z) {
    return evaluate_sparse(task, z);
  }
};

struct Horner {
  [[gnu::always_inline]] static Evaluation evaluate(const Task& task, Complex z) {
    return evaluate_horner(task, z);
  }
};

template <bool kReal, int kLead>
struct Groups {
  [[gnu::always_inline]] static Evaluation evaluate(const Task& task, Complex z) {
    return evaluate_groups<kReal, kLead>(task, z);
  }
};

// Calls the function with the way to evaluate the task's polynomial.
template <typename Function>
[[gnu::always_inline]] inline void with_evaluator(const Task& task, Function function) {
  if (!task.dense) {
    function(Sparse{});
  } else if (!task.grouped) {
    function(Horner{});
  } else {
    switch ((task.terms - 1) % kGroup + (task.real ? kGroup : 0)) {
      case 0:
        return function(Groups<false, 1>{});
      case 1:
        return function(Groups<false, 2>{});
      case 2:
        return function(Groups<false, 3>{});
      case 3:
        return function(Groups<false, 4>{});
      case 4:
        return function(Groups<true, 1>{});
      case 5:
        return function(Groups<true, 2>{});
      case 6:
        return function(Groups<true, 3>{});
      default:
        return function(Groups<true, 4>{});
    }
  }
}

// Horner's rule over the leading terms of a derivative, those that it does not take to zero.
[[gnu::always_inline]] inline Complex evaluate_terms(const Task& task, const Derivative& derivative,
                                                     Complex z) {
  if (derivative.terms == 0) {
    return broadcast(0.0, 0.0);
  }
  Complex sum = coefficient(derivative.coefficients, 0);
  if (task.dense) {
    for (int j = 1; j < derivative.terms; ++j) {
      sum = multiply_add(sum, z, coefficient(derivative.coefficients, j));
    }
    return sum;
  }
  for (int j = 1; j < derivative.terms; ++j) {
    sum = multiply_add(sum, power(z, task.gap[j]), coefficient(derivative.coefficients, j));
  }
  if (derivative.power == 0) {
    return sum;
  }
  const Complex w = power(z, derivative.power);
  return derivative.terms == 1 && task.real ? w * sum.re : multiply(sum, w);
}

// Not inlined, because every method uses these: the call costs little beside the work.

[[gnu::noinline]] void evaluate_both(const Task& task, const Complex& z, Evaluation& at) {
  with_evaluator(
      task, [&](auto way) __attribute__((always_inline)) { at = way.evaluate(task, z); });
}

[[gnu::noinline]] void evaluate_value(const Task& task, const Complex& z, Complex& p) {
  with_evaluator(
      task, [&](auto way) __attribute__((always_inline)) { p = way.evaluate(task, z).p; });
}

[[gnu::always_inline]] inline void evaluate_slope(const Task& task, const Complex& z, Complex& d) {
  d = evaluate_terms(task, task.first, z);
}

// Sets p and its derivatives up to the order.
template <int kOrder>
[[gnu::always_inline]] inline void evaluate_jet(const Task& task, Jet& jet) {
  const Complex z = jet.z;
  if constexpr (kOrder == 0) {
    evaluate_value(task, z, jet.p);
    return;
  }
  Evaluation at;
  evaluate_both(task, z, at);
  jet.p = at.p;
  jet.d = at.d;
  if (kOrder >= 2) {
    jet.d2 = evaluate_terms(task, task.second, z);
  }
  if (kOrder >= 3) {
    jet.d3 = evaluate_terms(task, task.third, z);
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
