#include "numbers/mpfloat.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace nb_cpp::numbers {
namespace {

std::size_t limbs_of(int bits) {
  const auto words = static_cast<std::size_t>((std::max(bits, MpFloat::kLeastBits) + 63) / 64);
  return words * (64 / kLimbBits);
}

// Zeros above the top bit that is set; x is not zero.
int leading_zeros(Limb x) noexcept {
  int zeros = 0;
  for (int step = kLimbBits / 2; step > 0; step /= 2) {
    if ((x >> (kLimbBits - step)) == 0) {
      zeros += step;
      x <<= step;
    }
  }
  return zeros;
}

// The limb `part` bits above the bottom of `low`, with `high` above it; 0 <= part < kLimbBits.
Limb joined(Limb high, Limb low, int part) noexcept {
  return part == 0 ? low : static_cast<Limb>((low >> part) | (high << (kLimbBits - part)));
}

// The top limbs of x, above as many zeros as `size` has room for, shifted right by `shift` bits.
LimbArray aligned(const LimbArray& x, std::size_t size, std::int64_t shift) {
  LimbArray result(size);
  if (shift >= static_cast<std::int64_t>(size) * kLimbBits) return result;
  const auto part = static_cast<int>(shift % kLimbBits);
  const auto skipped = static_cast<std::size_t>(shift / kLimbBits);
  std::size_t to = size - skipped;
  const Limb* from = x.data() + x.size();
  const std::size_t count = std::min(size - skipped, x.size());
  Limb above = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Limb here = *--from;
    result.data()[--to] = joined(above, here, part);
    above = here;
  }
  if (to > 0) result.data()[--to] = joined(above, 0, part);
  return result;
}

// a += b over n limbs; the carry out of them.
Limb add(Limb* a, const Limb* b, std::size_t n) noexcept {
  DoubleLimb carry = 0;
  for (std::size_t i = 0; i < n; ++i) {
    carry += static_cast<DoubleLimb>(a[i]) + b[i];
    a[i] = static_cast<Limb>(carry);
    carry >>= kLimbBits;
  }
  return static_cast<Limb>(carry);
}

// a -= b over n limbs; the borrow out of them.
Limb subtract(Limb* a, const Limb* b, std::size_t n) noexcept {
  Limb borrow = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const Limb partial = static_cast<Limb>(a[i] - b[i]);
    const bool below = a[i] < b[i];
    a[i] = static_cast<Limb>(partial - borrow);
    borrow = static_cast<Limb>(below || partial < borrow);
  }
  return borrow;
}

// a -= factor * b over n limbs; what is to be subtracted above them.
Limb subtract_product(Limb* a, Limb factor, const Limb* b, std::size_t n) noexcept {
  DoubleLimb carry = 0;
  for (std::size_t i = 0; i < n; ++i) {
    carry += static_cast<DoubleLimb>(factor) * b[i];
    const auto low = static_cast<Limb>(carry);
    carry >>= kLimbBits;
    carry += a[i] < low ? 1U : 0U;
    a[i] = static_cast<Limb>(a[i] - low);
  }
  return static_cast<Limb>(carry);
}

}  // namespace

LimbArray::LimbArray(std::size_t size) : size_(size) {
  if (size > kHere) heap_ = std::make_unique<Limb[]>(size);
}

LimbArray::LimbArray(const LimbArray& other) : size_(other.size_), here_(other.here_) {
  if (other.heap_) {
    heap_ = std::make_unique<Limb[]>(size_);
    std::copy_n(other.data(), size_, heap_.get());
  }
}

LimbArray& LimbArray::operator=(const LimbArray& other) {
  *this = LimbArray(other);
  return *this;
}

MpFloat::MpFloat(bool negative, std::int64_t exponent, LimbArray limbs)
    : negative_(negative), exponent_(exponent), limbs_(std::move(limbs)) {}

MpFloat::MpFloat(double x, std::int64_t e, int bits) : limbs_(limbs_of(bits)) {
  if (x == 0.0) return;
  int shift = 0;
  const double fraction = std::frexp(std::fabs(x), &shift);
  negative_ = std::signbit(x);
  exponent_ = e + shift;
  const auto top = static_cast<std::uint64_t>(std::ldexp(fraction, 64));
  std::size_t i = limbs_.size();
  for (int taken = 0; taken < 64; taken += kLimbBits) {
    limbs_.data()[--i] = static_cast<Limb>(top >> (64 - kLimbBits - taken));
  }
}

MpFloat MpFloat::truncated(bool negative, std::int64_t exponent, const Limb* from,
                           std::size_t limbs, std::size_t size) {
  MpFloat result(negative, 0, LimbArray(size));
  std::size_t top = limbs;
  while (top > 0 && from[top - 1] == 0) --top;
  if (top == 0) {
    result.negative_ = false;
    return result;
  }
  const int part = leading_zeros(from[top - 1]);
  result.exponent_ = exponent - static_cast<std::int64_t>(limbs - top) * kLimbBits - part;
  const std::size_t count = std::min(size, top);
  Limb* to = result.limbs_.data() + (size - count);
  from += top - count;
  if (part == 0) {
    std::copy_n(from, count, to);
    return result;
  }
  Limb below = top > count ? from[-1] : Limb{0};
  for (std::size_t i = 0; i < count; ++i) {
    to[i] = joined(from[i], below, kLimbBits - part);
    below = from[i];
  }
  return result;
}

MpFloat MpFloat::with_bits(int bits) const {
  return truncated(negative_, exponent_, limbs_.data(), limbs_.size(), limbs_of(bits));
}

double MpFloat::fraction() const noexcept {
  std::uint64_t top = 0;
  const Limb* limb = limbs_.data() + limbs_.size();
  for (int taken = 0; taken < 64; taken += kLimbBits) {
    top |= static_cast<std::uint64_t>(*--limb) << (64 - kLimbBits - taken);
  }
  const double size = std::ldexp(static_cast<double>(top), -64);
  return negative_ ? -size : size;
}

MpFloat MpFloat::operator-() const {
  MpFloat result = *this;
  result.negative_ = !negative_ && !is_zero();
  return result;
}

MpFloat MpFloat::times_power_of_two(std::int64_t e) const {
  MpFloat result = *this;
  result.exponent_ = is_zero() ? 0 : exponent_ + e;
  return result;
}

int MpFloat::compare_moduli(const MpFloat& a, const MpFloat& b) noexcept {
  if (a.is_zero() || b.is_zero())
    return static_cast<int>(b.is_zero()) - static_cast<int>(a.is_zero());
  if (a.exponent_ != b.exponent_) return a.exponent_ < b.exponent_ ? -1 : 1;
  const std::size_t m = a.limbs_.size();
  const std::size_t n = b.limbs_.size();
  for (std::size_t i = 1; i <= std::max(m, n); ++i) {
    const Limb x = i <= m ? a.limbs_[m - i] : Limb{0};
    const Limb y = i <= n ? b.limbs_[n - i] : Limb{0};
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

bool operator<(const MpFloat& a, const MpFloat& b) noexcept {
  if (a.negative_ != b.negative_) return a.negative_;
  const int order = MpFloat::compare_moduli(a, b);
  return a.negative_ ? order > 0 : order < 0;
}

// With a limb below the result's: what is shifted out of it is less than 2^-kLimbBits of the last
// bit, unless one bit of the larger operand or none is cancelled.
MpFloat operator+(const MpFloat& a, const MpFloat& b) {
  const std::size_t size = std::max(a.limbs_.size(), b.limbs_.size());
  const int bits = static_cast<int>(size) * kLimbBits;
  if (a.is_zero() || b.is_zero()) return (a.is_zero() ? b : a).with_bits(bits);
  if (a.exponent_ < b.exponent_) return b + a;
  const std::int64_t shift = a.exponent_ - b.exponent_;
  if (shift > bits + kLimbBits) return a.with_bits(bits);
  const std::size_t wider = size + 2;
  LimbArray sum = aligned(a.limbs_, wider, kLimbBits);
  LimbArray other = aligned(b.limbs_, wider, kLimbBits + shift);
  const std::int64_t exponent = a.exponent_ + kLimbBits;
  if (a.negative_ == b.negative_) {
    add(sum.data(), other.data(), wider);
  } else if (shift > 0 || MpFloat::compare_moduli(a, b) >= 0) {
    subtract(sum.data(), other.data(), wider);
  } else {
    subtract(other.data(), sum.data(), wider);
    return MpFloat::truncated(b.negative_, exponent, other.data(), wider, size);
  }
  return MpFloat::truncated(a.negative_, exponent, sum.data(), wider, size);
}

MpFloat operator*(const MpFloat& a, const MpFloat& b) {
  const std::size_t m = a.limbs_.size();
  const std::size_t n = b.limbs_.size();
  if (a.is_zero() || b.is_zero()) return {false, 0, LimbArray(std::max(m, n))};
  LimbArray product(m + n);
  if (m == n) {
    multiply_high_limbs(a.limbs_.data(), b.limbs_.data(), n, product.data());
  } else {
    multiply_limbs(a.limbs_.data(), m, b.limbs_.data(), n, product.data());
  }
  return MpFloat::truncated(a.negative_ != b.negative_, a.exponent_ + b.exponent_, product.data(),
                            m + n, std::max(m, n));
}

// Long division: D. E. Knuth, The Art of Computer Programming 2, section 4.3.1, algorithm D. The
// divisor's top bit is set, so that each limb of the quotient is guessed at most 2 too large.
MpFloat operator/(const MpFloat& a, const MpFloat& b) {
  const std::size_t size = std::max(a.limbs_.size(), b.limbs_.size());
  if (a.is_zero()) return {false, 0, LimbArray(size)};
  const LimbArray& divisor = b.limbs_;
  const std::size_t n = divisor.size();
  const std::size_t count = size + 1;  // limbs of the quotient; its first one may be zero
  // The dividend has one limb more above, which is zero.
  LimbArray rest = aligned(a.limbs_, n + count, kLimbBits);
  LimbArray quotient(count);
  const Limb top = divisor[n - 1];
  const Limb second = n > 1 ? divisor[n - 2] : Limb{0};
  constexpr DoubleLimb kLargest = std::numeric_limits<Limb>::max();
  for (std::size_t j = count; j-- > 0;) {
    Limb* part = rest.data() + j;
    const DoubleLimb head = (static_cast<DoubleLimb>(part[n]) << kLimbBits) | part[n - 1];
    DoubleLimb guess = std::min(head / top, kLargest);
    DoubleLimb left = head - guess * top;
    const Limb third = n > 1 ? part[n - 2] : Limb{0};
    while (left <= kLargest && guess * second > ((left << kLimbBits) | third)) {
      --guess;
      left += top;
    }
    const Limb above = subtract_product(part, static_cast<Limb>(guess), divisor.data(), n);
    const bool too_large = part[n] < above;
    part[n] = static_cast<Limb>(part[n] - above);
    if (too_large) {
      --guess;
      part[n] = static_cast<Limb>(part[n] + add(part, divisor.data(), n));
    }
    quotient.data()[j] = static_cast<Limb>(guess);
  }
  return MpFloat::truncated(a.negative_ != b.negative_, a.exponent_ - b.exponent_ + kLimbBits,
                            quotient.data(), count, size);
}

// Newton's iteration for the root, from its double, with a limb more than the result has.
MpFloat sqrt(const MpFloat& a) {
  if (a.is_zero()) return a;
  const std::int64_t half = (a.exponent_ - (a.exponent_ & 1)) / 2;
  const MpFloat fraction = a.times_power_of_two(-2 * half);
  MpFloat root = std::sqrt(fraction.value());
  const int wanted = a.bits() + 64;
  for (int bits = 50; bits < wanted;) {
    bits = std::min(2 * bits - 2, wanted);
    const MpFloat wider = root.with_bits(bits + 64);
    root = (wider + fraction.with_bits(bits + 64) / wider).times_power_of_two(-1);
  }
  return root.with_bits(a.bits()).times_power_of_two(half);
}

}  // namespace nb_cpp::numbers
