// Taylor coefficients in 128 bits beside Horner's rule in 2048, which is exact for these numbers.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "check.hpp"
#include "numbers/bigfloat.hpp"
#include "numbers/scaled.hpp"
#include "roots/taylor.hpp"

using nb_cpp::Complex;
using nb_cpp::numbers::BigComplex;
using nb_cpp::roots::Bounded;
using nb_cpp::roots::Expansion;

namespace {

using Exact = BigComplex<2048>;

// The first `count` of p^(j)(z) / j!.
std::vector<Exact> by_synthetic_division(const std::vector<Complex>& p, Complex z,
                                         std::size_t count) {
  std::vector<Exact> sums(count);
  for (const Complex coefficient : p) {
    for (std::size_t j = count; j-- > 0;) {
      sums[j] = sums[j] * Exact(z) + (j == 0 ? Exact(coefficient) : sums[j - 1]);
    }
  }
  return sums;
}

Expansion<128> expansion(const std::vector<Complex>& p) {
  Expansion<128> result;
  for (const Complex coefficient : p) {
    result.coefficients.emplace_back(coefficient);
    result.moduli.push_back(result.coefficients.back().scaled().modulus() * (1.0 + 0x1p-50));
  }
  return result;
}

void check(const std::vector<Complex>& p, Complex z, std::size_t count) {
  const std::vector<Exact> exact = by_synthetic_division(p, z, count);
  const std::vector<Bounded> found = expansion(p).at(BigComplex<128>(z), count);
  for (std::size_t j = 0; j < count; ++j) {
    const auto error = (exact[j] - Exact(found[j].value)).scaled().modulus();
    const auto rounding = exact[j].scaled().modulus() * 0x1p-50;
    CHECK(error <= found[j].error + rounding);
  }
  double size = 0.0;  // of all terms: the bound is to be worth having
  for (const Complex c : p) size = size * std::abs(z) + std::abs(c);
  CHECK(found[0].error.value() <= std::ldexp(size, 13 - 128));
}

void coefficients_are_within_their_bounds() {
  std::mt19937 random{1};
  std::uniform_int_distribution<int> digits(-1000000, 1000000);
  std::uniform_real_distribution<double> parts(-2.0, 2.0);
  for (std::size_t degree = 1; degree < 36; ++degree) {  // 36 * 53 bits
    for (int i = 0; i < 12; ++i) {
      std::vector<Complex> p(degree + 1);
      for (Complex& c : p) c = {1.0 * digits(random), i % 2 == 0 ? 0.0 : 1.0 * digits(random)};
      const Complex z{parts(random), i % 3 == 0 ? 0.0 : parts(random)};
      check(p, i == 11 ? Complex() : z, 1 + static_cast<std::size_t>(i) % 4);
    }
  }
}

// (z - 3/2)^20 at its root, and beside it: all cancels but for the last digits.
void cancellation_is_within_its_bounds() {
  std::vector<Complex> p{1.0};
  for (int k = 0; k < 20; ++k) {
    p.emplace_back(0.0);
    for (std::size_t i = p.size() - 1; i > 0; --i) p[i] -= 1.5 * p[i - 1];
  }
  for (const Complex z : {Complex(1.5), Complex(1.5, 0x1p-9), Complex(1.5 + 0x1p-20)}) {
    check(p, z, 4);
  }
}

}  // namespace

int main() {
  coefficients_are_within_their_bounds();
  cancellation_is_within_its_bounds();
  return check::status();
}
