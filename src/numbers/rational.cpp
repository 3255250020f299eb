#include "numbers/rational.hpp"

#include <cstdint>
#include <vector>

namespace nb_cpp::numbers {
namespace {

MpFloat truncated(const Integer& x, int bits) {
  const std::vector<std::uint32_t>& words = x.words();
  MpFloat sum(0.0, 0, bits);
  for (std::size_t i = words.size(); i-- > 0;) {
    const auto below = static_cast<std::int64_t>(32 * i);
    if (x.bit_length() - below > bits + 32) break;
    sum = sum + MpFloat(static_cast<double>(words[i]), below);
  }
  return x.is_negative() ? -sum : sum;
}

}  // namespace

MpFloat quotient(const Integer& a, const Integer& b, int bits) {
  return truncated(a, bits) / truncated(b, bits);
}

}  // namespace nb_cpp::numbers
