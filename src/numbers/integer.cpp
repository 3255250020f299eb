#include "nb_cpp/integer.hpp"

#include <algorithm>
#include <utility>

namespace nb_cpp {
namespace {

using Words = std::vector<std::uint32_t>;

constexpr int kWordBits = 32;

bool smaller(const Words& a, const Words& b) noexcept {
  if (a.size() != b.size()) return a.size() < b.size();
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

// a + b, where a has at least as many words.
Words sum(const Words& a, const Words& b) {
  Words result(a.size() + 1);
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    carry += static_cast<std::uint64_t>(a[i]) + (i < b.size() ? b[i] : 0U);
    result[i] = static_cast<std::uint32_t>(carry);
    carry >>= kWordBits;
  }
  result[a.size()] = static_cast<std::uint32_t>(carry);
  return result;
}

// a - b, which is not negative.
Words difference(const Words& a, const Words& b) {
  Words result(a.size());
  std::int64_t borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    borrow += static_cast<std::int64_t>(a[i]) - (i < b.size() ? b[i] : 0U);
    result[i] = static_cast<std::uint32_t>(borrow);
    borrow >>= kWordBits;  // -1 or 0
  }
  return result;
}

}  // namespace

Integer::Integer(bool negative, Words words) : negative_(negative), words_(std::move(words)) {
  while (!words_.empty() && words_.back() == 0) words_.pop_back();
  negative_ = negative_ && !words_.empty();
}

Integer::Integer(std::int64_t x) {
  const auto bits = static_cast<std::uint64_t>(x);
  const std::uint64_t modulus = x < 0 ? ~bits + 1 : bits;
  *this = Integer(x < 0,
                  {static_cast<std::uint32_t>(modulus), static_cast<std::uint32_t>(modulus >> 32)});
}

Integer Integer::from_bytes(const std::string& bytes) {
  const bool negative = !bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0;
  Words words((bytes.size() + 3) / 4);
  for (std::size_t i = 0; i < 4 * words.size(); ++i) {
    const std::uint32_t fill = negative ? 0xFFU : 0U;
    const std::uint32_t byte = i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : fill;
    words[i / 4] |= byte << (8 * (i % 4));
  }
  if (!negative) return {false, std::move(words)};
  for (std::uint32_t& word : words) word = ~word;
  return Integer(true, std::move(words)) - Integer(1);
}

std::int64_t Integer::bit_length() const noexcept {
  if (is_zero()) return 0;
  auto bits = static_cast<std::int64_t>(words_.size() - 1) * kWordBits;
  for (std::uint32_t top = words_.back(); top != 0; top >>= 1) ++bits;
  return bits;
}

std::int64_t Integer::trailing_zeros() const noexcept {
  std::size_t i = 0;
  while (words_[i] == 0) ++i;
  auto zeros = static_cast<std::int64_t>(i) * kWordBits;
  for (std::uint32_t word = words_[i]; (word & 1U) == 0; word >>= 1) ++zeros;
  return zeros;
}

std::uint32_t Integer::modulo(std::uint32_t divisor) const noexcept {
  std::uint64_t rest = 0;
  for (auto word = words_.rbegin(); word != words_.rend(); ++word) {
    rest = ((rest << kWordBits) | *word) % divisor;
  }
  return static_cast<std::uint32_t>(negative_ && rest != 0 ? divisor - rest : rest);
}

Integer Integer::operator-() const { return {!negative_, words_}; }

Integer Integer::operator<<(std::int64_t bits) const {
  const auto whole = static_cast<std::size_t>(bits / kWordBits);
  const auto part = static_cast<int>(bits % kWordBits);
  Words result(words_.size() + whole + 1);
  for (std::size_t i = 0; i < words_.size(); ++i) {
    const std::uint64_t moved = static_cast<std::uint64_t>(words_[i]) << part;
    result[i + whole] |= static_cast<std::uint32_t>(moved);
    result[i + whole + 1] = static_cast<std::uint32_t>(moved >> kWordBits);
  }
  return {negative_, std::move(result)};
}

Integer Integer::operator>>(std::int64_t bits) const {
  const auto whole = static_cast<std::size_t>(bits / kWordBits);
  const auto part = static_cast<int>(bits % kWordBits);
  if (whole >= words_.size()) return {};
  Words result(words_.size() - whole);
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::uint64_t above = i + whole + 1 < words_.size() ? words_[i + whole + 1] : 0U;
    const std::uint64_t pair = (above << kWordBits) | words_[i + whole];
    result[i] = static_cast<std::uint32_t>(pair >> part);
  }
  return {negative_, std::move(result)};
}

Integer operator+(const Integer& a, const Integer& b) {
  if (smaller(a.words_, b.words_)) return b + a;
  if (a.negative_ == b.negative_) return {a.negative_, sum(a.words_, b.words_)};
  return {a.negative_, difference(a.words_, b.words_)};
}

Integer operator*(const Integer& a, const Integer& b) {
  Words result(a.words_.size() + b.words_.size());
  for (std::size_t i = 0; i < a.words_.size(); ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < b.words_.size(); ++j) {
      carry += static_cast<std::uint64_t>(a.words_[i]) * b.words_[j] + result[i + j];
      result[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= kWordBits;
    }
    result[i + b.words_.size()] = static_cast<std::uint32_t>(carry);
  }
  return {a.negative_ != b.negative_, std::move(result)};
}

}  // namespace nb_cpp
