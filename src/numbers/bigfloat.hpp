#pragma once

// Binary floating point with a fixed number of bits and an exponent that never overflows, for the
// roots that double precision cannot resolve. Results are truncated: relative error < 2^(2 - bits).

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "nb_cpp/complex.hpp"
#include "nb_cpp/integer.hpp"
#include "numbers/limbs.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::numbers {

// (-1)^negative * 0.limbs * 2^exponent, least significant limb first; the top bit of the last limb
// is set unless the number is zero.
template <int Bits>
struct BigFloat {
  static constexpr std::size_t kLimbs = static_cast<std::size_t>(Bits / kLimbBits);

  bool negative = false;
  std::int64_t exponent = 0;
  std::array<Limb, kLimbs> limbs{};

  BigFloat() = default;

  // x * 2^e, exactly.
  explicit BigFloat(double x, std::int64_t e = 0) noexcept {
    if (x == 0.0) return;
    int shift = 0;
    const double fraction = std::frexp(std::fabs(x), &shift);
    negative = std::signbit(x);
    exponent = e + shift;
    const auto bits = static_cast<std::uint64_t>(std::ldexp(fraction, 64));
    for (int taken = 0, i = static_cast<int>(kLimbs) - 1; taken < 64; taken += kLimbBits, --i) {
      limbs[static_cast<std::size_t>(i)] = static_cast<Limb>(bits >> (64 - kLimbBits - taken));
    }
  }

  // An integer, truncated: relative error < 2^(1 - bits).
  explicit BigFloat(const Integer& x) : negative(x.is_negative()), exponent(x.bit_length()) {
    if (x.is_zero()) return;
    const Integer top = exponent > Bits ? x >> (exponent - Bits) : x << (Bits - exponent);
    constexpr std::size_t kWords = kLimbBits / 32;
    for (std::size_t i = 0; i < top.words().size(); ++i) {
      limbs[i / kWords] |= static_cast<Limb>(top.words()[i]) << (32 * (i % kWords));
    }
  }

  // A number of fewer bits, exactly.
  template <int Fewer>
  explicit BigFloat(const BigFloat<Fewer>& x) noexcept
      : negative(x.negative), exponent(x.exponent) {
    static_assert(Fewer <= Bits);
    std::copy(x.limbs.begin(), x.limbs.end(), limbs.end() - x.limbs.size());
  }

  bool is_zero() const noexcept { return limbs[kLimbs - 1] == 0; }

  // The fraction to the nearest double, with its sign; in [1/2, 1].
  double fraction() const noexcept {
    std::uint64_t top = 0;
    for (int taken = 0, i = static_cast<int>(kLimbs) - 1; taken < 64; taken += kLimbBits, --i) {
      top |= static_cast<std::uint64_t>(limbs[static_cast<std::size_t>(i)])
             << (64 - kLimbBits - taken);
    }
    const double size = std::ldexp(static_cast<double>(top), -64);
    return negative ? -size : size;
  }

  double value() const noexcept { return shift_exponent(fraction(), exponent); }

  BigFloat operator-() const noexcept {
    BigFloat result = *this;
    result.negative = !negative;
    return result;
  }
};

template <int Bits>
BigFloat<Bits> operator*(const BigFloat<Bits>& a, const BigFloat<Bits>& b) noexcept {
  constexpr std::size_t n = BigFloat<Bits>::kLimbs;
  BigFloat<Bits> result;
  if (a.is_zero() || b.is_zero()) return result;
  std::array<Limb, 2 * n> product{};
  multiply_high_limbs(a.limbs.data(), b.limbs.data(), n, product.data());
  result.negative = a.negative != b.negative;
  result.exponent = a.exponent + b.exponent;
  if ((product[2 * n - 1] >> (kLimbBits - 1)) != 0) {
    std::copy(product.begin() + n, product.end(), result.limbs.begin());
    return result;
  }
  --result.exponent;
  for (std::size_t i = 0; i < n; ++i) {
    result.limbs[i] =
        static_cast<Limb>((product[n + i] << 1) | (product[n + i - 1] >> (kLimbBits - 1)));
  }
  return result;
}

namespace detail {

// The limbs of x below a guard limb, shifted right by `shift` bits.
template <int Bits>
auto shifted_right(const BigFloat<Bits>& x, std::size_t shift) noexcept {
  constexpr std::size_t n = BigFloat<Bits>::kLimbs;
  std::array<Limb, n + 1> result{};
  const std::size_t whole = shift / kLimbBits;
  const auto part = static_cast<int>(shift % kLimbBits);
  const auto limb = [&](std::size_t i) { return i >= 1 && i <= n ? x.limbs[i - 1] : Limb{0}; };
  for (std::size_t i = 0; i + whole <= n; ++i) {
    const Limb low = limb(i + whole);
    const Limb high = limb(i + whole + 1);
    result[i] = part == 0 ? low : static_cast<Limb>((low >> part) | (high << (kLimbBits - part)));
  }
  return result;
}

// The sum of moduli of a and b, where a has the larger exponent; sign of a.
template <int Bits, std::size_t M>
BigFloat<Bits> add_moduli(const BigFloat<Bits>& a, const std::array<Limb, M>& low) noexcept {
  BigFloat<Bits> result = a;
  DoubleLimb carry = 0;
  for (std::size_t i = 0; i + 1 < M; ++i) {
    carry += static_cast<DoubleLimb>(a.limbs[i]) + low[i + 1];
    result.limbs[i] = static_cast<Limb>(carry);
    carry >>= kLimbBits;
  }
  if (carry == 0) return result;
  ++result.exponent;
  Limb above = 1;
  for (std::size_t i = M - 1; i-- > 0;) {
    const Limb here = result.limbs[i];
    result.limbs[i] = static_cast<Limb>((here >> 1) | (above << (kLimbBits - 1)));
    above = here;
  }
  return result;
}

// |a| - |b| for |a| >= |b|, with b given shifted; sign of a.
template <int Bits, std::size_t M>
BigFloat<Bits> subtract_moduli(const BigFloat<Bits>& a, const std::array<Limb, M>& low) noexcept {
  constexpr std::size_t n = M - 1;
  std::array<Limb, M> difference{};
  Limb borrow = 0;
  for (std::size_t i = 0; i < M; ++i) {
    const Limb minuend = i == 0 ? Limb{0} : a.limbs[i - 1];
    const Limb partial = static_cast<Limb>(minuend - low[i]);
    difference[i] = static_cast<Limb>(partial - borrow);
    borrow = static_cast<Limb>((minuend < low[i]) | (partial < borrow));
  }
  std::size_t whole = 0;
  while (whole <= n && difference[n - whole] == 0) ++whole;
  if (whole > n) return {};
  int part = 0;
  while (((difference[n - whole] << part) >> (kLimbBits - 1)) == 0) ++part;
  BigFloat<Bits> result;
  result.negative = a.negative;
  result.exponent = a.exponent - static_cast<std::int64_t>(whole) * kLimbBits - part;
  const auto limb = [&](std::size_t i) { return i >= whole ? difference[i - whole] : Limb{0}; };
  for (std::size_t i = 1; i <= n; ++i) {
    const Limb below = part == 0 ? Limb{0} : static_cast<Limb>(limb(i - 1) >> (kLimbBits - part));
    result.limbs[i - 1] = static_cast<Limb>((limb(i) << part) | below);
  }
  return result;
}

template <int Bits>
bool smaller_modulus(const BigFloat<Bits>& a, const BigFloat<Bits>& b) noexcept {
  if (a.exponent != b.exponent) return a.exponent < b.exponent;
  return std::lexicographical_compare(a.limbs.rbegin(), a.limbs.rend(), b.limbs.rbegin(),
                                      b.limbs.rend());
}

}  // namespace detail

template <int Bits>
BigFloat<Bits> operator+(const BigFloat<Bits>& a, const BigFloat<Bits>& b) noexcept {
  if (a.is_zero()) return b;
  if (b.is_zero()) return a;
  if (detail::smaller_modulus(a, b)) return b + a;
  const std::int64_t shift = a.exponent - b.exponent;
  if (shift > Bits + kLimbBits) return a;
  const auto low = detail::shifted_right(b, static_cast<std::size_t>(shift));
  return a.negative == b.negative ? detail::add_moduli(a, low) : detail::subtract_moduli(a, low);
}

template <int Bits>
BigFloat<Bits> operator-(const BigFloat<Bits>& a, const BigFloat<Bits>& b) noexcept {
  return a + (-b);
}

// The loops of the root finder, compiled for speed in bigfloat.cpp.
#define NB_CPP_BIGFLOAT_OPERATIONS(prefix, bits)                                                   \
  prefix template BigFloat<bits> operator*(const BigFloat<bits>&, const BigFloat<bits>&) noexcept; \
  prefix template BigFloat<bits> operator+(const BigFloat<bits>&, const BigFloat<bits>&) noexcept;

NB_CPP_BIGFLOAT_OPERATIONS(extern, 128)
NB_CPP_BIGFLOAT_OPERATIONS(extern, 256)
NB_CPP_BIGFLOAT_OPERATIONS(extern, 512)
NB_CPP_BIGFLOAT_OPERATIONS(extern, 1024)
NB_CPP_BIGFLOAT_OPERATIONS(extern, 2048)

template <int Bits>
struct BigComplex {
  BigFloat<Bits> real;
  BigFloat<Bits> imag;

  BigComplex() = default;
  BigComplex(const BigFloat<Bits>& x, const BigFloat<Bits>& y) noexcept : real(x), imag(y) {}
  explicit BigComplex(Complex z, std::int64_t e = 0) noexcept
      : real(z.real(), e), imag(z.imag(), e) {}
  explicit BigComplex(const GaussianInteger& z) : real(z.real), imag(z.imag) {}
  explicit BigComplex(const ScaledComplex& z) noexcept : BigComplex(z.mantissa, z.exponent) {}
  template <int Fewer>
  explicit BigComplex(const BigComplex<Fewer>& z) noexcept : real(z.real), imag(z.imag) {}

  bool is_zero() const noexcept { return real.is_zero() && imag.is_zero(); }

  // To double precision: the larger component is within 2^-53 of exact, relatively.
  ScaledComplex scaled() const noexcept {
    if (is_zero()) return {};
    const std::int64_t top = real.is_zero()   ? imag.exponent
                             : imag.is_zero() ? real.exponent
                                              : std::max(real.exponent, imag.exponent);
    return ScaledComplex({shift_exponent(real.fraction(), real.exponent - top),
                          shift_exponent(imag.fraction(), imag.exponent - top)},
                         top);
  }
};

template <int Bits>
BigComplex<Bits> operator+(const BigComplex<Bits>& a, const BigComplex<Bits>& b) noexcept {
  return {a.real + b.real, a.imag + b.imag};
}
template <int Bits>
BigComplex<Bits> operator-(const BigComplex<Bits>& a, const BigComplex<Bits>& b) noexcept {
  return {a.real - b.real, a.imag - b.imag};
}
template <int Bits>
BigComplex<Bits> operator*(const BigComplex<Bits>& a, const BigComplex<Bits>& b) noexcept {
  return {a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

template <int Bits>
BigComplex<Bits> square(const BigComplex<Bits>& z) noexcept {
  BigComplex<Bits> result{(z.real + z.imag) * (z.real - z.imag), z.real * z.imag};
  if (!result.imag.is_zero()) ++result.imag.exponent;
  return result;
}

}  // namespace nb_cpp::numbers
