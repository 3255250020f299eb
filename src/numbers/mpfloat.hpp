#pragma once

// Binary floating point whose precision is chosen when a number is made, with an exponent that does
// not overflow: for points of windows far narrower than a double tells apart. BigFloat<Bits>, the
// root finder's, keeps its limbs in an array of fixed length, which the compiler unrolls; here they
// are as many as the number says.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "numbers/limbs.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::numbers {

// A number of limbs that is set once. Up to 512 bits they take no memory of their own.
class LimbArray {
 public:
  explicit LimbArray(std::size_t size);  // zeros
  LimbArray(const LimbArray& other);
  LimbArray(LimbArray&& other) noexcept = default;
  LimbArray& operator=(const LimbArray& other);
  LimbArray& operator=(LimbArray&& other) noexcept = default;
  ~LimbArray() = default;

  std::size_t size() const noexcept { return size_; }
  Limb* data() noexcept { return heap_ ? heap_.get() : here_.data(); }
  const Limb* data() const noexcept { return heap_ ? heap_.get() : here_.data(); }
  Limb operator[](std::size_t i) const noexcept { return data()[i]; }

 private:
  static constexpr std::size_t kHere = 512 / kLimbBits;

  std::size_t size_;
  std::array<Limb, kHere> here_{};
  std::unique_ptr<Limb[]> heap_;
};

// (-1)^negative * 0.limbs * 2^exponent, least significant limb first; the top bit of the last limb
// is set unless the number is zero. A result has the precision of the more precise operand, and
// each operation truncates: relative error < 2^(2 - bits).
class MpFloat {
 public:
  static constexpr int kLeastBits = 64;  // a double's are exact

  MpFloat() : MpFloat(0.0) {}

  // x * 2^e, exactly; x is finite. Bits are rounded up to a multiple of 64.
  // NOLINTNEXTLINE(google-explicit-constructor): numbers stand in formulas
  MpFloat(double x, std::int64_t e = 0, int bits = kLeastBits);

  // The same number with more bits, or truncated to fewer.
  MpFloat with_bits(int bits) const;

  int bits() const noexcept { return static_cast<int>(limbs_.size()) * kLimbBits; }
  const LimbArray& limbs() const noexcept { return limbs_; }
  bool is_zero() const noexcept { return limbs_[limbs_.size() - 1] == 0; }
  bool is_negative() const noexcept { return negative_; }

  // The modulus is in [2^(exponent - 1), 2^exponent); 0 of zero.
  std::int64_t exponent() const noexcept { return exponent_; }

  // The fraction to the nearest double, with its sign; in [1/2, 1], or 0.
  double fraction() const noexcept;

  // The nearest double; infinity or zero where it would leave the range.
  double value() const noexcept { return shift_exponent(fraction(), exponent_); }

  MpFloat operator-() const;
  MpFloat times_power_of_two(std::int64_t e) const;

  friend MpFloat operator+(const MpFloat& a, const MpFloat& b);
  friend MpFloat operator*(const MpFloat& a, const MpFloat& b);
  friend MpFloat operator/(const MpFloat& a, const MpFloat& b);  // b is not zero
  friend MpFloat sqrt(const MpFloat& a);                         // a is not negative
  friend bool operator<(const MpFloat& a, const MpFloat& b) noexcept;

 private:
  MpFloat(bool negative, std::int64_t exponent, LimbArray limbs);

  // 0.limbs * 2^exponent, of so many limbs whose top bit need not be set, to `size` limbs.
  static MpFloat truncated(bool negative, std::int64_t exponent, const Limb* from,
                           std::size_t limbs, std::size_t size);
  static int compare_moduli(const MpFloat& a, const MpFloat& b) noexcept;

  bool negative_ = false;
  std::int64_t exponent_ = 0;
  LimbArray limbs_;
};

inline MpFloat operator-(const MpFloat& a, const MpFloat& b) { return a + (-b); }
inline bool operator==(const MpFloat& a, const MpFloat& b) noexcept { return !(a < b) && !(b < a); }
inline bool operator!=(const MpFloat& a, const MpFloat& b) noexcept { return !(a == b); }

}  // namespace nb_cpp::numbers
