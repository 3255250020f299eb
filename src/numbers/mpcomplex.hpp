#pragma once

#include <cstdint>
#include <utility>

#include "nb_cpp/complex.hpp"
#include "numbers/mpfloat.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::numbers {

// Complex numbers of a precision chosen when they are made. Each operation is within 2^(5 - bits)
// of its result's modulus; a sum within 2^(2 - bits) of each of its components.
struct MpComplex {
  MpFloat real;
  MpFloat imag;

  MpComplex() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): numbers stand in formulas
  MpComplex(double x) : real(x) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  MpComplex(Complex z) : real(z.real()), imag(z.imag()) {}
  MpComplex(MpFloat x, MpFloat y) : real(std::move(x)), imag(std::move(y)) {}
  MpComplex(Complex z, std::int64_t e, int bits)
      : real(z.real(), e, bits), imag(z.imag(), e, bits) {}

  MpComplex with_bits(int bits) const { return {real.with_bits(bits), imag.with_bits(bits)}; }
  MpComplex times_power_of_two(std::int64_t e) const {
    return {real.times_power_of_two(e), imag.times_power_of_two(e)};
  }
  MpComplex operator-() const { return {-real, -imag}; }
};

inline bool is_zero(const MpComplex& z) noexcept { return z.real.is_zero() && z.imag.is_zero(); }

// To double precision, with an exponent: within 2^-53 of the larger component.
ScaledComplex scaled(const MpComplex& z) noexcept;

MpComplex operator+(const MpComplex& a, const MpComplex& b);
MpComplex operator-(const MpComplex& a, const MpComplex& b);
MpComplex operator*(const MpComplex& a, const MpComplex& b);
MpComplex operator*(double a, const MpComplex& b);
MpComplex operator/(const MpComplex& a, const MpComplex& b);  // b is not zero

// The principal square root: its real part is not negative, nor its imaginary part if that is 0.
MpComplex sqrt(const MpComplex& z);

}  // namespace nb_cpp::numbers
