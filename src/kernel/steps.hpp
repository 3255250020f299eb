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
[[gnu::noinline, gnu::cold]] void guarded_newton(const Jet& at, Complex& next) {
  const Reciprocal r = guarded_reciprocal(at.d, squared_modulus(at.d));
  next = at.z - multiply_conjugate(at.p * r.scale, r.inverse);
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
  Complex next;
  if (view.relaxed) {
    next = subtract_product(at.z, parameter(view, 0), divide(at.p, at.d));
  } else {
    const Block d_norm = squared_modulus(at.d);
    const BlockMask holds = is_plain(squared_modulus(at.p), d_norm);
    next = plain_newton(at.z, at.p, at.d, d_norm);
    if (!all(holds)) {
      const Jet here = at;  // a copy, so that the jet stays in registers
      Complex guarded;
      guarded_newton(here, guarded);
      next = select(holds, next, guarded);
    }
  }
  return next;
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

// Of Laguerre's two denominators g + root and g - root the larger one.
struct Denominator {
  Complex value;
  Complex root;  // with its sign

  Denominator(Complex g, Complex principal_root) {
    const Complex plus = g + principal_root;
    const Complex minus = g - principal_root;
    const BlockMask larger = squared_modulus(plus) < squared_modulus(minus);
    value = select(larger, minus, plus);
    root = select(larger, broadcast(0.0, 0.0) - principal_root, principal_root);
  }
};

// What is left far from all roots, where n / z is most of p'/p: with g = p'/p, or z times that,
// (n - 1)^2 g^2 - n (n - 1) p''/p, or z^2 times that, and z g - n, or minus p times that.
struct FarOut {
  Complex g, radicand, rest;
};

// With p as a form in x and y the radicand is minus its Hessian over p^2, and z p'/p - n is
// -p_y / p: neither of them cancels.
[[gnu::noinline, gnu::cold]] void far_out_by_form(const FunctionView& function, const Jet& at,
                                                  FarOut& far) {
  const Divisor value(at.p);
  const FormView& form = function.form;
  const Complex xy = value.divide(evaluate_plain(form.xy, form.terms - 1, at.z));
  const Complex yy = value.divide(evaluate_plain(form.yy, form.terms - 1, at.z));
  far.rest = value.divide(evaluate_plain(form.y, form.terms, at.z));
  far.radicand = subtract_product(square(xy), value.divide(at.d2), yy);
  far.g = value.divide(at.d);
}

// (reach / z)^symmetry; below 2^-400, where its direction alone counts, times a power of two.
inline Complex inverse_power(const FactorsView& view, Complex z) {
  const Complex base = divide(broadcast(view.reach, 0.0), z);
  Complex power = base;
  for (int bit = highest_bit(view.symmetry) / 2; bit > 0; bit /= 2) {
    power = square(power);
    if ((view.symmetry & bit) != 0) {
      power = multiply(power, base);
    }
    for (int times = 0; times < 2; ++times) {
      const BlockMask small = squared_modulus(power) < Block::broadcast(0x1p-800);
      power = power * select(small, Block::broadcast(0x1p300), Block::broadcast(1.0));
    }
  }
  return power;
}

// The sum over all roots of t = r / (z - r), or, with a symmetry k above 1, of r^k / (z^k - r^k);
// given a mean, that of the squares of t - mean. By twos, so that conjugate roots change places
// where z does.
[[gnu::noinline, gnu::cold]] void sum_over_roots(const FactorsView& view, const Complex& z,
                                                 const Complex& power, const Complex* mean,
                                                 Complex& sum) {
  const Complex zero = broadcast(0.0, 0.0);
  Complex two = zero;
  sum = zero;
  for (int i = 0; i < view.roots; ++i) {
    const Complex root = coefficient(view.root, i);
    const Complex above = view.symmetry == 1 ? root : multiply(root, power);
    const Complex t = divide(above, view.symmetry == 1 ? z - root : 1.0 - above);
    two = two + view.multiplicity[i] * (mean == nullptr ? t : square(t - *mean));
    if (i % 2 != 0 || i + 1 == view.roots) {
      sum = sum + two;
      two = zero;
    }
  }
}

// The same from the roots. With t = r / (z - r) and its mean over all n roots, z p'/p = n + n mean,
// and z^2 times the radicand is n (n - 1) times the sum of (t - mean)^2. Where rotations by 1/k of
// a turn leave the roots alone, the powers of r / z below the k-th cancel in both: with
// u = r^k / (z^k - r^k) they are n + the sum of u, and
// (k - 1) (1 + mean of u) (sum of u) + k sum of (u - mean)^2.
[[gnu::noinline, gnu::cold]] void far_out_by_roots(const FunctionView& function, const Jet& at,
                                                   FarOut& far) {
  const double n = function.degree;
  const FactorsView& view = function.factors;
  const double k = view.symmetry;
  const Complex power = inverse_power(view, at.z);
  Complex sum;
  Complex squares;
  sum_over_roots(view, at.z, power, nullptr, sum);
  const Complex mean = (1.0 / n) * sum;
  sum_over_roots(view, at.z, power, &mean, squares);
  far.rest = sum;
  far.radicand = (n * (n - 1.0)) * (k * squares + (k - 1.0) * multiply(sum, 1.0 + mean));
  far.g = n + sum;
}

inline void far_out(const FunctionView& function, const Jet& at, FarOut& far) {
  if (function.factors.empty()) {
    far_out_by_form(function, at, far);
  } else {
    far_out_by_roots(function, at, far);
  }
}

// Laguerre's step where its radicand is a small difference, and most of the step cancels, too.
inline Complex laguerre_far_out(const FunctionView& function, const Jet& at) {
  FarOut far;
  far_out(function, at, far);
  const Denominator below(far.g, sqrt(far.radicand));
  return function.factors.empty() ? divide(multiply(at.z, below.root) - far.rest, below.value)
                                  : multiply(at.z, divide(far.rest + below.root, below.value));
}

// So near to the cut of its square root that rounding may have put it on the other side.
inline BlockMask is_beside_cut(Complex a) {
  const Block close = Block::broadcast(0x1p-32) * a.re;
  return (a.re < Block::broadcast(0.0)) & (a.im * a.im < close * close);
}

// Euler's radicand 1 - 2 L is 2/n - 1 far from all roots, and on which side of the cut it is
// depends on what is left then.
[[gnu::noinline, gnu::cold]] void euler_far_out(const FunctionView& function, const Jet& at,
                                                Complex& radicand) {
  const double n = function.degree;
  FarOut far;
  far_out(function, at, far);
  const Complex left = (2.0 / (n * (n - 1.0))) * divide(far.radicand, square(far.g));
  radicand = select(is_beside_cut(radicand), (2.0 / n - 1.0) + left, radicand);
}

inline Complex euler(const FunctionView& function, const StepView&, const Jet& at) {
  const Quotients q = quotients(at);
  Complex radicand = 1.0 - 2.0 * q.l;
  if (any(is_beside_cut(radicand))) {
    const Jet here = at;  // as in newton
    Complex better = radicand;
    euler_far_out(function, here, better);
    radicand = better;
  }
  return at.z - divide(2.0 * q.u, 1.0 + sqrt(radicand));
}

// Numerator and denominator divided by p, so that a zero of p' does no harm.
inline Complex laguerre(const FunctionView& function, const StepView&, const Jet& at) {
  constexpr double kCancelled = 0x1p-16;
  const double n = function.degree;
  const Divisor value(at.p);
  const Complex g = value.divide(at.d);
  const Complex curvature = n * value.divide(at.d2);
  const Complex first = (n - 1.0) * square(g);
  const Complex radicand = (n - 1.0) * (first - curvature);
  const Denominator below(g, sqrt(radicand));
  Complex next = at.z - divide(broadcast(n, 0.0), below.value);
  const double least = kCancelled * (n - 1.0) * (n - 1.0);
  const BlockMask cancels =
      squared_modulus(radicand) < Block::broadcast(least) * squared_modulus(first);
  if (any(cancels)) {
    const Jet here = at;  // as in newton
    next = select(cancels, laguerre_far_out(function, here), next);
  }
  return next;
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
  const Complex slope = evaluate_slope(function, at, at.z - 0.5 * divide(at.p, at.d));
  return at.z - divide(at.p, slope);
}

inline Complex traub(const FunctionView& function, const StepView& view, const Jet& at) {
  const Divisor slope(at.d);
  const Complex y = at.z - slope.divide(at.p);
  Complex value;
  evaluate_value(function, at, y, value);
  return subtract_product(y, parameter(view, 0), slope.divide(value));
}

// From the roots, where u is a few units in the last place of z, p(z - u) is rounding alone and can
// make a denominator anything: there Newton's step is the step.
inline Complex unless_rounding(const FunctionView& function, Complex z, Complex u, Complex after) {
  if (function.factors.empty()) {
    return after;
  }
  const Block last_places = Block::broadcast(0x1p-96) * squared_modulus(z);
  return select(squared_modulus(u) <= last_places, z - u, after);
}

inline Complex ostrowski(const FunctionView& function, const StepView&, const Jet& at) {
  const Complex u = divide(at.p, at.d);
  Complex value;
  evaluate_value(function, at, at.z - u, value);
  const Complex ratio = divide(value - at.p, 2.0 * value - at.p);
  return unless_rounding(function, at.z, u, subtract_product(at.z, u, ratio));
}

inline Complex jarratt(const FunctionView& function, const StepView&, const Jet& at) {
  const Divisor divisor(at.d);
  const Complex u = divisor.divide(at.p);
  const Complex slope = evaluate_slope(function, at, at.z - (2.0 / 3.0) * u);
  const Complex triple = 3.0 * slope;
  return subtract_product(at.z, 0.5 * u, divide(triple + at.d, triple - at.d));
}

inline Complex inverse_free_jarratt(const FunctionView& function, const StepView&, const Jet& at) {
  const Divisor divisor(at.d);
  const Complex u = divisor.divide(at.p);
  const Complex slope = evaluate_slope(function, at, at.z - (2.0 / 3.0) * u);
  const Complex h = divisor.divide(slope - at.d);
  return multiply_add(multiply(0.75 * u, h), 1.0 - 1.5 * h, at.z - u);
}

inline Complex king(const FunctionView& function, const StepView& view, const Jet& at) {
  const Complex beta = parameter(view, 0);
  const Divisor slope(at.d);
  const Complex u = slope.divide(at.p);
  const Complex y = at.z - u;
  Complex value;
  evaluate_value(function, at, y, value);
  const Complex above = multiply_add(beta, value, at.p);
  const Complex below = above - 2.0 * value;
  const Complex after = subtract_product(y, slope.divide(value), divide(above, below));
  return unless_rounding(function, at.z, u, after);
}

// In the scaled problem p is in units of its own; value_scale turns it into a distance.
inline Complex steffensen(const FunctionView& function, const StepView&, const Jet& at) {
  Complex move;
  if (function.factors.empty()) {
    const Complex s = function.value_scale * at.p;  // whose power is 0
    Complex value;
    evaluate_by_coefficients(function, at.z + s, value);
    move = multiply(s, divide(at.p, value - at.p));
  } else {
    const Jet here = at;  // as in newton
    const Complex s = function.value_scale * unscaled(at.p, at.power);
    Complex difference;
    difference_by_factors(function, here, s, difference);
    move = divide(at.p, difference);
  }
  return at.z - move;
}

}  // namespace steps
}  // namespace
}  // namespace nb_cpp::kernel
