#pragma once

// Taylor coefficients of a polynomial in Bits bits, with bounds of their errors.

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "numbers/bigfloat.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::roots {

using namespace numbers;

// Powers of z below this one are kept: a coefficient is multiplied by one of them.
inline constexpr std::size_t kBlock = 16;

// A value in Bits bits, to double precision, with a bound of its error.
struct Bounded {
  ScaledComplex value;
  Scaled error;

  bool is_noise() const { return value.modulus() <= error * 2.0; }
  Scaled bound() const { return value.modulus() * (1.0 + 0x1p-50) + error; }
};

inline Scaled times(const Scaled& x, double integer) { return x * integer; }

template <int Bits>
BigComplex<Bits> times(const BigComplex<Bits>& z, double integer) noexcept {
  const BigFloat<Bits> factor(integer);
  return {factor * z.real, factor * z.imag};
}

// The first coefficients of a polynomial in u, times (1 + u)^kBlock.
template <typename T>
void times_block(std::vector<T>& sums) {
  for (std::size_t j = sums.size(); j-- > 1;) {
    double binomial = 1.0;
    for (std::size_t i = 1; i <= std::min(j, kBlock); ++i) {
      binomial *= static_cast<double>(kBlock + 1 - i) / static_cast<double>(i);
      sums[j] = sums[j] + times(sums[j - i], binomial);
    }
  }
}

// A polynomial in Bits bits, highest degree first.
template <int Bits>
struct Expansion {
  std::vector<BigComplex<Bits>> coefficients;
  std::vector<Scaled> moduli;

  // The first `count` of p^(j)(z) / j!. They are those of p(z (1 + u)) in u over z^j, which takes
  // additions only once the terms of p(z) are known (M. Shaw and J. F. Traub, J. ACM 21, 1974);
  // terms are multiplied by powers of z in blocks (M. S. Paterson and L. J. Stockmeyer, SIAM J.
  // Comput. 2, 1973). Each complex operation has relative error < 2^(5 - bits), a term of p(z)
  // takes at most 2 (n + kBlock) of them one after another.
  std::vector<Bounded> at(const BigComplex<Bits>& z, std::size_t count) const;
};

template <int Bits>
std::vector<Bounded> Expansion<Bits>::at(const BigComplex<Bits>& z, std::size_t count) const {
  std::array<BigComplex<Bits>, kBlock + 1> powers{BigComplex<Bits>(Complex(1.0)), z};
  std::array<Scaled, kBlock + 1> sizes{Scaled(1.0)};
  for (std::size_t k = 1; k <= kBlock; ++k) {
    if (k > 1) powers[k] = k % 2 == 0 ? square(powers[k / 2]) : powers[k - 1] * z;
    sizes[k] = powers[k].scaled().modulus() * (1.0 + 0x1p-50);
  }
  const std::size_t degree = coefficients.size() - 1;
  std::vector<BigComplex<Bits>> sums(count);
  std::vector<Scaled> magnitudes(count);
  std::vector<BigComplex<Bits>> part(count);
  std::vector<Scaled> part_magnitudes(count);
  for (std::size_t i = 0; i <= degree; ++i) {
    const std::size_t k = (degree - i) % kBlock;
    const BigComplex<Bits> term = coefficients[i] * powers[k];
    const Scaled size = moduli[i] * sizes[k];
    for (std::size_t j = count; j-- > 0;) {
      part[j] = part[j] + (j == 0 ? term : part[j - 1]);
      part_magnitudes[j] = part_magnitudes[j] + (j == 0 ? size : part_magnitudes[j - 1]);
    }
    if (k > 0) continue;
    times_block(sums);
    times_block(magnitudes);
    for (std::size_t j = 0; j < count; ++j) {
      sums[j] = sums[j] * powers[kBlock] + part[j];
      magnitudes[j] = magnitudes[j] * sizes[kBlock] + part_magnitudes[j];
      part[j] = {};
      part_magnitudes[j] = {};
    }
  }
  std::vector<Bounded> terms(count);
  ScaledComplex power(1.0);
  for (std::size_t j = 0; j < count; ++j) {
    const std::size_t operations = 2 * (degree + kBlock + j * (degree / kBlock + 2));
    const Scaled unit(1.01 * static_cast<double>(operations), 5 - Bits);
    if (!z.is_zero()) {
      terms[j] = {sums[j].scaled() / power, magnitudes[j] * unit / power.modulus()};
    } else if (j <= degree) {
      terms[j] = {coefficients[degree - j].scaled(), moduli[degree - j] * unit};
    }
    power = power * z.scaled();
  }
  return terms;
}

}  // namespace nb_cpp::roots
