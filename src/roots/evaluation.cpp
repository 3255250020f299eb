#include "roots/evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "numbers/doubles.hpp"
#include "numbers/error_free.hpp"
#include "roots/pairs.hpp"
#include "roots/plain.hpp"

namespace nb_cpp::roots {
namespace {

using numbers::Exact;
using numbers::Factor;
using numbers::split;
using numbers::two_product;
using numbers::two_sum;
using plain::modulus;

// Brings values near the ends of the range to where their squares exist; ratios stay as they are.
Evaluation rescaled(const Evaluation& at) noexcept {
  const int shift = at.magnitude > 0.0 ? -std::ilogb(at.magnitude) : 0;
  const auto scale = [shift](Complex z) {
    return Complex(std::ldexp(z.real(), shift), std::ldexp(z.imag(), shift));
  };
  return {scale(at.value), scale(at.derivative), std::ldexp(at.magnitude, shift)};
}

// Where two points have come to.
struct Horner {
  Horner(const ScaledCoefficients& p, Complex a, Complex b) noexcept
      : w{Pair{a.real(), b.real()}, Pair{a.imag(), b.imag()}},
        size{modulus(a), modulus(b)},
        value(both(p.values[0])),
        derivative{},
        magnitude(both(p.moduli[0])) {}

  void step(const ComplexPair& coefficient, Pair coefficient_size) noexcept {
    derivative = derivative * w + value;
    value = value * w + coefficient;
    magnitude = magnitude * size + coefficient_size;
  }

  Evaluation result(int k) const noexcept {
    const Evaluation at{take(value, k), take(derivative, k), magnitude[k]};
    return at.magnitude < 0x1p400 && at.magnitude > 0x1p-400 ? at : rescaled(at);
  }

  ComplexPair w;
  Pair size;
  ComplexPair value;
  ComplexPair derivative;
  Pair magnitude;
};

// With the rounding errors of the value carried beside it. S. Graillat and V. Menissier-Morain,
// Compensated Horner scheme in complex floating point arithmetic, RNC 8 (2008).
struct CompensatedHorner : Horner {
  CompensatedHorner(const ScaledCoefficients& p, Complex a, Complex b) noexcept
      : Horner(p, a, b), x(split(w.real)), y(split(w.imag)), correction(both(p.rests[0])) {}

  void step(const ComplexPair& coefficient, Pair coefficient_size,
            const ComplexPair& rest) noexcept {
    derivative = derivative * w + value;
    const Factor<Pair> a = split(value.real);
    const Factor<Pair> b = split(value.imag);
    const Exact<Pair> ax = two_product(a, x);
    const Exact<Pair> by = two_product(b, y);
    const Exact<Pair> ay = two_product(a, y);
    const Exact<Pair> bx = two_product(b, x);
    const Exact<Pair> real = two_sum(ax.value, -by.value);
    const Exact<Pair> imag = two_sum(ay.value, bx.value);
    const Exact<Pair> next_real = two_sum(real.value, coefficient.real);
    const Exact<Pair> next_imag = two_sum(imag.value, coefficient.imag);
    const ComplexPair error{(ax.error - by.error) + (real.error + next_real.error),
                            (ay.error + bx.error) + (imag.error + next_imag.error)};
    correction = correction * w + error + rest;
    value = {next_real.value, next_imag.value};
    magnitude = magnitude * size + coefficient_size;
  }

  Factor<Pair> x;
  Factor<Pair> y;
  ComplexPair correction;
};

// Half of the work where there are no more than two points.
template <typename Rule, typename Run>
void in_pairs(const ScaledCoefficients& p, Batch& batch, Run run) noexcept {
  const auto& w = batch.points;
  Rule first(p, w[0], w[1]);
  if (batch.count <= 2) {
    run(first);
    batch.values = {first.result(0), first.result(1), {}, {}};
    return;
  }
  Rule second(p, w[2], w[3]);
  run(first, second);
  batch.values = {first.result(0), first.result(1), second.result(0), second.result(1)};
}

}  // namespace

ScaledCoefficients scale_coefficients(const Approximation& polynomial, int exponent) {
  const std::vector<Complex>& given = polynomial.values;
  const std::size_t count = given.size();
  const auto shift = [&](std::size_t i) {
    return exponent * static_cast<int>(count - 1 - i) + polynomial.exponents[i];
  };
  int top = std::numeric_limits<int>::min();
  for (std::size_t i = 0; i < count; ++i) {
    const double size = numbers::largest_part(given[i]);
    if (size != 0.0) top = std::max(top, std::ilogb(size) + shift(i));
  }
  ScaledCoefficients result{exponent, std::ldexp(1.0, exponent), given, polynomial.rests,
                            std::vector<double>(count)};
  for (std::size_t i = 0; i < count; ++i) {
    if (const int by = shift(i) - top; by != 0) {
      const auto scaled = [by](Complex c) {
        return Complex(std::ldexp(c.real(), by), std::ldexp(c.imag(), by));
      };
      result.values[i] = scaled(given[i]);
      result.rests[i] = scaled(polynomial.rests[i]);
    }
    result.moduli[i] = modulus(result.values[i]);
  }
  return result;
}

void horner(const ScaledCoefficients& p, Batch& batch) noexcept {
  in_pairs<Horner>(p, batch, [&p](auto&... pairs) {
    for (std::size_t i = 1; i < p.values.size(); ++i) {
      const ComplexPair coefficient = both(p.values[i]);
      const Pair size = both(p.moduli[i]);
      (pairs.step(coefficient, size), ...);
    }
  });
}

void compensated_horner(const ScaledCoefficients& p, Batch& batch) noexcept {
  in_pairs<CompensatedHorner>(p, batch, [&p](auto&... pairs) {
    for (std::size_t i = 1; i < p.values.size(); ++i) {
      const ComplexPair coefficient = both(p.values[i]);
      const Pair size = both(p.moduli[i]);
      const ComplexPair rest = both(p.rests[i]);
      (pairs.step(coefficient, size, rest), ...);
    }
    ((pairs.value = pairs.value + pairs.correction), ...);
  });
}

}  // namespace nb_cpp::roots
