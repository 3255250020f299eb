#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace nb_cpp {

// An integer of any length: what exact coefficients are made of.
class Integer {
 public:
  Integer() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): numbers stand in formulas
  Integer(std::int64_t x);

  // Two's complement, least significant byte first; 0 from no bytes.
  static Integer from_bytes(const std::string& bytes);

  bool is_zero() const noexcept { return words_.empty(); }
  bool is_negative() const noexcept { return negative_; }

  // The modulus in words of 32 bits, least significant first, without zeros at the top.
  const std::vector<std::uint32_t>& words() const noexcept { return words_; }

  // The modulus is below 2^bit_length(), and not below half of that unless it is 0.
  std::int64_t bit_length() const noexcept;

  // How often 2 divides it; it is not zero.
  std::int64_t trailing_zeros() const noexcept;

  // The remainder between 0 and divisor - 1.
  std::uint32_t modulo(std::uint32_t divisor) const noexcept;

  Integer operator-() const;
  Integer operator<<(std::int64_t bits) const;  // bits >= 0
  Integer operator>>(std::int64_t bits) const;  // bits >= 0; of the modulus

  friend Integer operator+(const Integer& a, const Integer& b);
  friend Integer operator*(const Integer& a, const Integer& b);

 private:
  Integer(bool negative, std::vector<std::uint32_t> words);

  bool negative_ = false;
  std::vector<std::uint32_t> words_;
};

inline Integer operator-(const Integer& a, const Integer& b) { return a + (-b); }

// real + imag i
struct GaussianInteger {
  Integer real;
  Integer imag;

  bool is_zero() const noexcept { return real.is_zero() && imag.is_zero(); }
};

}  // namespace nb_cpp
