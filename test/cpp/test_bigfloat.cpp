// Long numbers beside integers of any length, by schoolbook arithmetic in base 2^16.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "check.hpp"
#include "numbers/mpcomplex.hpp"
#include "numbers/mpfloat.hpp"

using nb_cpp::Complex;
using nb_cpp::numbers::kLimbBits;
using nb_cpp::numbers::MpComplex;
using nb_cpp::numbers::MpFloat;

namespace {

// Least significant digit first, without zeros above.
using Integer = std::vector<std::uint32_t>;

Integer trimmed(Integer a) {
  while (!a.empty() && a.back() == 0) a.pop_back();
  return a;
}

Integer operator*(const Integer& a, const Integer& b) {
  std::vector<std::uint64_t> sums(a.size() + b.size() + 1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) sums[i + j] += std::uint64_t{a[i]} * b[j];
  }
  Integer result(sums.size());
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    carry += sums[i];
    result[i] = static_cast<std::uint32_t>(carry & 0xffff);
    carry >>= 16;
  }
  return trimmed(result);
}

// a + sign * b; the result is not negative.
Integer combine(const Integer& a, const Integer& b, int sign) {
  Integer result(std::max(a.size(), b.size()) + 1);
  std::int64_t carry = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    carry += i < a.size() ? a[i] : 0;
    carry += sign * static_cast<std::int64_t>(i < b.size() ? b[i] : 0);
    result[i] = static_cast<std::uint32_t>(carry & 0xffff);
    carry >>= 16;
  }
  return trimmed(result);
}

bool smaller(const Integer& a, const Integer& b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

Integer shifted(const Integer& a, std::int64_t bits) {
  Integer result(static_cast<std::size_t>(bits / 16));
  result.insert(result.end(), a.begin(), a.end());
  return result * Integer{std::uint32_t{1} << (bits % 16)};
}

// |x| * 2^offset, for an offset that makes it an integer.
Integer integer(const MpFloat& x, std::int64_t offset) {
  if (x.is_zero()) return {};
  Integer digits;
  for (std::size_t i = 0; i < x.limbs().size(); ++i) {
    for (int bit = 0; bit < kLimbBits; bit += 16) {
      digits.push_back(static_cast<std::uint32_t>((x.limbs()[i] >> bit) & 0xffff));
    }
  }
  return shifted(trimmed(digits), offset + x.exponent() - x.bits());
}

// |a - b| <= 2^-bits * scale
bool near(const Integer& a, const Integer& b, const Integer& scale, int bits) {
  const Integer difference = smaller(a, b) ? combine(b, a, -1) : combine(a, b, -1);
  return !smaller(scale, shifted(difference, bits));
}

class Numbers {
 public:
  // Limbs of random bits, or long runs of ones and zeros, on which carries go far.
  MpFloat next(int bits, int spread) {
    MpFloat sum(0.0, 0, bits);
    const bool runs = random_() % 3 == 0;
    for (int low = 0; low < bits; low += 32) {
      const double word = runs ? (random_() % 2 == 0 ? 0.0 : 4294967295.0)
                               : static_cast<double>(random_() & 0xffffffffU);
      sum = sum + MpFloat(word, -32 - low, bits);
    }
    if (sum.is_zero()) sum = MpFloat(1.0, 0, bits);
    const auto shift = static_cast<std::int64_t>(random_() % static_cast<unsigned>(2 * spread + 1));
    const MpFloat result = sum.times_power_of_two(shift - spread);
    return random_() % 2 == 0 ? result : -result;
  }
  int bits() {
    const int choices[] = {64, 64, 128, 192, 320, 512, 576, 1152};
    return choices[random_() % 8];
  }

 private:
  std::mt19937 random_{1};
};

constexpr std::int64_t kOffset = 4000;

void sums_are_right(Numbers& numbers) {
  for (int i = 0; i < 3000; ++i) {
    const MpFloat a = numbers.next(numbers.bits(), i % 3 == 0 ? 2 : 700);
    const MpFloat b = numbers.next(numbers.bits(), i % 3 == 0 ? 2 : 700);
    const MpFloat sum = a + b;
    CHECK(sum.bits() == std::max(a.bits(), b.bits()));
    const Integer x = integer(a, kOffset);
    const Integer y = integer(b, kOffset);
    const bool same = a.is_negative() == b.is_negative();
    const bool less = smaller(x, y);
    const Integer exact = same ? combine(x, y, 1) : less ? combine(y, x, -1) : combine(x, y, -1);
    CHECK(near(integer(sum, kOffset), exact, exact, sum.bits() - 2));
    CHECK(sum.is_zero() || sum.is_negative() == (less ? b : a).is_negative());
    CHECK((a - b) == (a + (-b)));
    CHECK((a < b) == (a.is_negative() ? !b.is_negative() || smaller(y, x)
                                      : !b.is_negative() && smaller(x, y)));
  }
}

void products_and_quotients_are_right(Numbers& numbers) {
  for (int i = 0; i < 1500; ++i) {
    const MpFloat a = numbers.next(numbers.bits(), 300);
    const MpFloat b = numbers.next(numbers.bits(), 300);
    const MpFloat product = a * b;
    const MpFloat quotient = a / b;
    const bool negative = a.is_negative() != b.is_negative();
    CHECK(product.is_negative() == negative && quotient.is_negative() == negative);
    const Integer x = integer(a, kOffset);
    const Integer y = integer(b, kOffset);
    const Integer exact = x * y;
    CHECK(near(integer(product, 2 * kOffset), exact, exact, product.bits() - 1));
    // Both truncate.
    CHECK(!smaller(exact, integer(product, 2 * kOffset)));
    const Integer back = integer(quotient, kOffset) * y;
    const Integer whole = integer(a, 2 * kOffset);
    CHECK(near(back, whole, whole, quotient.bits() - 1) && !smaller(whole, back));
  }
}

void roots_are_right(Numbers& numbers) {
  for (int i = 0; i < 500; ++i) {
    const MpFloat any = numbers.next(numbers.bits(), 300);
    const MpFloat a = any.is_negative() ? -any : any;
    const MpFloat root = sqrt(a);
    CHECK(root.bits() == a.bits() && !root.is_negative());
    const Integer square = integer(root, kOffset) * integer(root, kOffset);
    const Integer whole = integer(a, 2 * kOffset);
    CHECK(near(square, whole, whole, root.bits() - 3));
  }
  CHECK(sqrt(MpFloat(9.0, 2, 640)) == 6.0);
  CHECK(sqrt(MpFloat(0.0)).is_zero());
}

void doubles_are_exact() {
  for (const double x :
       {0.0, 1.0, -0.75, 0x1.fffffffffffffp1023, 0x1p-1074, -0x1.23456789abcdep-300}) {
    for (const int bits : {64, 200, 1000}) CHECK(MpFloat(x, 0, bits).value() == x);
  }
  CHECK(MpFloat(1.0, 0, 65).bits() == 128);
  const MpFloat deep(0.75, -(std::int64_t{1} << 40), 128);
  CHECK((deep * deep).exponent() == -(std::int64_t{1} << 41));
  CHECK((deep * deep).fraction() == 0.5625);
  CHECK(deep.value() == 0.0 && (MpFloat(1.0) / deep).value() == HUGE_VAL);
  CHECK((MpFloat(1.0, 0, 256) + deep) == 1.0);
  // Rounded to nearest, not truncated.
  CHECK((MpFloat(1.0, 0, 128) - MpFloat(1.0, -100)).value() == 1.0);
  CHECK(MpFloat(1.0, 0, 128).with_bits(64) == 1.0);
}

double modulus(const MpComplex& z) { return std::abs(scaled(z).value()); }

void complex_numbers_are_right(Numbers& numbers) {
  for (int i = 0; i < 300; ++i) {
    const int bits = numbers.bits();
    const MpComplex a{numbers.next(bits, 3), numbers.next(bits, 3)};
    const MpComplex b{numbers.next(bits, 3), numbers.next(bits, 3)};
    const double unit = std::ldexp(1.0, std::max(5 - bits, -1000));
    CHECK(modulus((a / b) * b - a) <= 3 * unit * modulus(a));
    const MpComplex root = sqrt(a);
    CHECK(modulus(root * root - a) <= 3 * unit * modulus(a));
    CHECK(!root.real.is_negative());
    const Complex x = scaled(a).value();
    const Complex y = scaled(b).value();
    CHECK(std::abs(scaled(a * b).value() - x * y) <= 1e-15 * std::abs(x * y));
    CHECK(std::abs(scaled(root).value() - std::sqrt(x)) <= 1e-15 * std::sqrt(std::abs(x)));
  }
  const MpComplex below{MpFloat(-4.0), MpFloat(0.0)};
  CHECK(scaled(sqrt(below)).value() == Complex(0.0, 2.0));
}

}  // namespace

int main() {
  Numbers numbers;
  sums_are_right(numbers);
  products_and_quotients_are_right(numbers);
  roots_are_right(numbers);
  doubles_are_exact();
  complex_numbers_are_right(numbers);
  return check::status();
}
