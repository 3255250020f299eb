#include "numbers/mpcomplex.hpp"

#include <algorithm>

namespace nb_cpp::numbers {

ScaledComplex scaled(const MpComplex& z) noexcept {
  if (is_zero(z)) return {};
  const std::int64_t top = z.real.is_zero()   ? z.imag.exponent()
                           : z.imag.is_zero() ? z.real.exponent()
                                              : std::max(z.real.exponent(), z.imag.exponent());
  return ScaledComplex({shift_exponent(z.real.fraction(), z.real.exponent() - top),
                        shift_exponent(z.imag.fraction(), z.imag.exponent() - top)},
                       top);
}

MpComplex operator+(const MpComplex& a, const MpComplex& b) {
  return {a.real + b.real, a.imag + b.imag};
}

MpComplex operator-(const MpComplex& a, const MpComplex& b) {
  return {a.real - b.real, a.imag - b.imag};
}

MpComplex operator*(const MpComplex& a, const MpComplex& b) {
  return {a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

MpComplex operator*(double a, const MpComplex& b) { return {a * b.real, a * b.imag}; }

MpComplex operator/(const MpComplex& a, const MpComplex& b) {
  const MpFloat norm = b.real * b.real + b.imag * b.imag;
  const MpComplex product = a * MpComplex{b.real, -b.imag};
  return {product.real / norm, product.imag / norm};
}

// Of (|z| + |Re z|) / 2, where nothing cancels; the other part is Im z over twice of it.
MpComplex sqrt(const MpComplex& z) {
  if (is_zero(z)) return z;
  const MpFloat modulus = sqrt(z.real * z.real + z.imag * z.imag);
  const bool left = z.real.is_negative();
  const MpFloat larger = sqrt((modulus + (left ? -z.real : z.real)).times_power_of_two(-1));
  const MpFloat smaller = z.imag / larger.times_power_of_two(1);
  if (!left) return {larger, smaller};
  return smaller.is_negative() ? MpComplex{-smaller, -larger} : MpComplex{smaller, larger};
}

}  // namespace nb_cpp::numbers
