#pragma once

// One step of each iteration, as include/nb_cpp/methods.def lists them: from a point z where p is
// not zero to the next one. A result that is not finite says that the step cannot be taken.
// Quotients are formed before products where that keeps numbers in range: u = p/p', L = u p''/p'.

#include "kernel/polynomial.hpp"

namespace nb_cpp::kernel {
namespace {
namespace steps {

struct Quotients {
  Complex u, l;
};

inline Quotients quotients(const Jet& at) {
  const Divisor slope(at.d);
  const Complex u = slope.divide(at.p);
  return {u, multiply(u, slope.divide(at.d2))};
}

inline Complex parameter(const StepView& view, int i) {
  return broadcast(view.parameter_re[i], view.parameter_im[i]);
}

// z - p/d where a square in the plain formula is not ordinary.
[[gnu::noinline, gnu::cold]] Complex guarded_newton(Complex z, Complex p, Complex d, Block d_norm) {
  const Reciprocal r = guarded_reciprocal(d, d_norm);
  return z - multiply_conjugate(p * r.scale, r.inverse);
}

// Where the plain step below holds, by the squared moduli of p and p'.
inline BlockMask is_plain(Block p_norm, Block d_norm) {
  return is_ordinary(d_norm) & (p_norm <= Block::broadcast(kLargestNorm));
}

// The plain quotient, fused with the subtraction.
inline Complex plain_newton(Complex z, Complex p, Complex d, Block d_norm) {
  const Complex numerator = multiply_conjugate(p, d);
  const Block inverse = Block::broadcast(1.0) / d_norm;
  return {subtract_product(z.re, numerator.re, inverse),
          subtract_product(z.im, numerator.im, inverse)};
}

inline Complex newton(const FunctionView&, const StepView& view, const Jet& at) {
  if (view.relaxed) {
    return subtract_product(at.z, parameter(view, 0), divide(at.p, at.d));
  }
  const Block d_norm = squared_modulus(at.d);
  const BlockMask holds = is_plain(squared_modulus(at.p), d_norm);
  const Complex plain = plain_newton(at.z, at.p, at.d, d_norm);
  return all(holds) ? plain : select(holds, plain, guarded_newton(at.z, at.p, at.d, d_norm));
}

inline Complex nova(const FunctionView&, const StepView& view, const Jet& at) {
  const Complex u = divide(at.p, at.d);
  return subtract_product(at.z, parameter(view, 0), u) + parameter(view, 1);
}

inline Complex schroeder(const FunctionView&, const StepView&, const Jet& at) {
  const Quotients q = quotients(at);
  return at.z - divide(q.u, 1.0 - q.l);
}

inline Complex halley(const FunctionView&, const StepView&, const Jet& at) {
  const Quotients q = quotients(at);
  return at.z - divide(2.0 * q.u, 2.0 - q.l);
}

inline Complex chebyshev(const FunctionView&, const StepView&, const Jet& at) {
  const Quotients q = quotients(at);
  return subtract_product(at.z, q.u, 1.0 + 0.5 * q.l);
}

inline Complex super_halley(const FunctionView&, const StepView&, const Jet& at) {
  const Quotients q = quotients(at);
  return subtract_product(at.z, q.u, 1.0 + divide(0.5 * q.l, 1.0 - q.l));
}

inline Complex whittaker(const FunctionView&, const StepView&, const Jet& at) {
  const Quotients q = quotients(at);
  return subtract_product(at.z, q.u, 1.0 - 0.5 * q.l);
}

inline Complex double_whittaker(const FunctionView&, const StepView&, const Jet& at) {
  const Quotients q = quotients(at);
  const Complex factor = 2.0 - q.l;
  const Complex quotient = divide(4.0 + 2.0 * q.l, 2.0 - multiply(q.l, factor));
  return subtract_product(at.z, 0.25 * q.u, factor + quotient);
}

inline Complex euler(const FunctionView&, const StepView&, const Jet& at) {
  const Quotients q = quotients(at);
  return at.z - divide(2.0 * q.u, 1.0 + sqrt(1.0 - 2.0 * q.l));
}

// Numerator and denominator divided by p, so that a zero of p' does no harm.
inline Complex laguerre(const FunctionView& function, const StepView&, const Jet& at) {
  const double n = function.degree;
  const Divisor value(at.p);
  const Complex g = value.divide(at.d);
  const Complex curvature = n * value.divide(at.d2);
  const Complex root = sqrt((n - 1.0) * ((n - 1.0) * square(g) - curvature));
  const Complex plus = g + root;
  const Complex minus = g - root;
  const BlockMask larger = squared_modulus(plus) < squared_modulus(minus);
  return at.z - divide(broadcast(n, 0.0), select(larger, minus, plus));
}

inline Complex householder3(const FunctionView&, const StepView&, const Jet& at) {
  const Divisor slope(at.d);
  const Complex u = slope.divide(at.p);
  const Complex l = multiply(u, slope.divide(at.d2));
  const Complex m = multiply(square(u), slope.divide(at.d3));
  const Complex numerator = multiply(u, 6.0 - 3.0 * l);
  return at.z - divide(numerator, 6.0 - 6.0 * l + m);
}

inline Complex midpoint(const FunctionView& function, const StepView&, const Jet& at) {
  Complex slope;
  evaluate_slope(function, at, at.z - 0.5 * divide(at.p, at.d), slope);
  return at.z - divide(at.p, slope);
}

inline Complex traub(const FunctionView& function, const StepView& view, const Jet& at) {
  const Divisor slope(at.d);
  const Complex y = at.z - slope.divide(at.p);
  Complex value;
  evaluate_value(function, at, y, value);
  return subtract_product(y, parameter(view, 0), slope.divide(value));
}

inline Complex ostrowski(const FunctionView& function, const StepView&, const Jet& at) {
  const Complex u = divide(at.p, at.d);
  Complex value;
  evaluate_value(function, at, at.z - u, value);
  return subtract_product(at.z, u, divide(value - at.p, 2.0 * value - at.p));
}

inline Complex jarratt(const FunctionView& function, const StepView&, const Jet& at) {
  const Divisor divisor(at.d);
  const Complex u = divisor.divide(at.p);
  Complex slope;
  evaluate_slope(function, at, at.z - (2.0 / 3.0) * u, slope);
  const Complex triple = 3.0 * slope;
  return subtract_product(at.z, 0.5 * u, divide(triple + at.d, triple - at.d));
}

inline Complex inverse_free_jarratt(const FunctionView& function, const StepView&, const Jet& at) {
  const Divisor divisor(at.d);
  const Complex u = divisor.divide(at.p);
  Complex slope;
  evaluate_slope(function, at, at.z - (2.0 / 3.0) * u, slope);
  const Complex h = divisor.divide(slope - at.d);
  return multiply_add(multiply(0.75 * u, h), 1.0 - 1.5 * h, at.z - u);
}

inline Complex king(const FunctionView& function, const StepView& view, const Jet& at) {
  const Complex beta = parameter(view, 0);
  const Divisor slope(at.d);
  const Complex y = at.z - slope.divide(at.p);
  Complex value;
  evaluate_value(function, at, y, value);
  const Complex above = multiply_add(beta, value, at.p);
  const Complex below = above - 2.0 * value;
  return subtract_product(y, slope.divide(value), divide(above, below));
}

// In the scaled problem p is in units of its own; value_scale turns it into a distance.
inline Complex steffensen(const FunctionView& function, const StepView&, const Jet& at) {
  const Complex step = function.value_scale * unscaled(at.p, at.power);
  Complex value;
  evaluate_value(function, at, at.z + step, value);
  return at.z - multiply(step, divide(at.p, value - at.p));
}

}  // namespace steps
}  // namespace
}  // namespace nb_cpp::kernel
