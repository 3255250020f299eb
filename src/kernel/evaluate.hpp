#pragma once

// A polynomial and its derivatives at a block of points: Horner's rule over all powers, or over the
// terms that are not zero.

#include "kernel/complex.hpp"
#include "kernel/kernel.hpp"

namespace nb_cpp::kernel {
namespace {

// p and p' at the same points.
struct Evaluation {
  Complex p, d;
};

// Points with p, p', and, as far as a method wants them, p'' and p''' there.
struct Jet {
  Complex z, p, d, d2, d3;
};

inline Complex coefficient(const Coefficients& c, int i) { return broadcast(c.re[i], c.im[i]); }

// Horner's rule for p and p' in one pass.
[[gnu::always_inline]] inline Evaluation evaluate_dense(const Task& task, Complex z) {
  Complex d = coefficient(task.value, 0);
  Complex p = multiply_add(d, z, coefficient(task.value, 1));
  for (int i = 2; i <= task.terms; ++i) {
    d = multiply_add(d, z, p);
    p = multiply_add(p, z, coefficient(task.value, i));
  }
  return {p, d};
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

template <bool kDense>
inline Evaluation evaluate(const Task& task, Complex z) {
  return kDense ? evaluate_dense(task, z) : evaluate_sparse(task, z);
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

[[gnu::noinline]] void evaluate_value(const Task& task, const Complex& z, Complex& p) {
  if (task.dense) {
    p = coefficient(task.value, 0);
    for (int i = 1; i <= task.terms; ++i) {
      p = multiply_add(p, z, coefficient(task.value, i));
    }
  } else {
    p = evaluate_sparse(task, z).p;
  }
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
  const Evaluation at = task.dense ? evaluate_dense(task, z) : evaluate_sparse(task, z);
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
