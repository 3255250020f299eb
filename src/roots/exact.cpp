#include "roots/exact.hpp"

#include <cmath>
#include <cstdint>

#include "nb_cpp/exact_polynomial.hpp"
#include "roots/modular.hpp"

namespace nb_cpp::roots {
namespace {

GaussianInteger operator*(const GaussianInteger& a, const GaussianInteger& b) {
  if (a.imag.is_zero() && b.imag.is_zero()) return {a.real * b.real, {}};
  return {a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

// z = numerator / denominator, a power of two.
struct Fraction {
  GaussianInteger numerator;
  Integer denominator;
};

Fraction fraction(Complex z) {
  // 1 - z x is a polynomial with z's denominator before 1.
  const ExactPolynomial linear(Polynomial({1.0, z}));
  return {linear.coefficients()[1], linear.coefficients()[0].real};
}

bool is_zero_modulo(const std::vector<GaussianInteger>& coefficients, const Fraction& z,
                    const PrimeField& field) {
  const Residue unit = imaginary_unit(field);
  const auto image = [&](const GaussianInteger& c) {
    return field.add(c.real.modulo(field.prime()),
                     field.multiply(c.imag.modulo(field.prime()), unit));
  };
  const Residue point =
      field.multiply(image(z.numerator), field.inverse(z.denominator.modulo(field.prime())));
  Residue sum = 0;
  for (const GaussianInteger& c : coefficients)
    sum = field.add(field.multiply(sum, point), image(c));
  return sum == 0;
}

}  // namespace

bool is_root(const std::vector<GaussianInteger>& coefficients, Complex z) {
  if (!std::isfinite(z.real()) || !std::isfinite(z.imag())) return false;
  const Fraction point = fraction(z);
  if (!is_zero_modulo(coefficients, point, PrimeField(prime_below(1U << 31U)))) return false;
  GaussianInteger sum;
  Integer scale = 1;
  for (const GaussianInteger& c : coefficients) {
    const GaussianInteger next = sum * point.numerator;
    sum = {next.real + c.real * scale, next.imag + c.imag * scale};
    scale = scale * point.denominator;
  }
  return sum.is_zero();
}

}  // namespace nb_cpp::roots
