#pragma once

// What long numbers are made of, and the products of their limbs.

#include <cstddef>
#include <cstdint>

namespace nb_cpp::numbers {

#ifdef __SIZEOF_INT128__
using Limb = std::uint64_t;
__extension__ using DoubleLimb = unsigned __int128;
#else
using Limb = std::uint32_t;
using DoubleLimb = std::uint64_t;
#endif
constexpr int kLimbBits = static_cast<int>(8 * sizeof(Limb));

// product += a * b over m limbs of a and n of b; the m + n limbs of product are zero before.
inline void multiply_limbs(const Limb* a, std::size_t m, const Limb* b, std::size_t n,
                           Limb* product) noexcept {
  for (std::size_t i = 0; i < m; ++i) {
    if (a[i] == 0) continue;
    DoubleLimb carry = 0;
    for (std::size_t j = 0; j < n; ++j) {
      carry += static_cast<DoubleLimb>(a[i]) * b[j] + product[i + j];
      product[i + j] = static_cast<Limb>(carry);
      carry >>= kLimbBits;
    }
    product[i + n] = static_cast<Limb>(carry);
  }
}

// The same for n limbs of each, without the columns that are too low to matter: product is too
// small by less than n times the weight of its limb n - 1.
inline void multiply_high_limbs(const Limb* a, const Limb* b, std::size_t n,
                                Limb* product) noexcept {
  for (std::size_t i = 0; i < n; ++i) {
    if (a[i] == 0) continue;
    DoubleLimb carry = 0;
    for (std::size_t j = i + 2 < n ? n - 2 - i : 0; j < n; ++j) {
      carry += static_cast<DoubleLimb>(a[i]) * b[j] + product[i + j];
      product[i + j] = static_cast<Limb>(carry);
      carry >>= kLimbBits;
    }
    product[i + n] = static_cast<Limb>(carry);
  }
}

}  // namespace nb_cpp::numbers
