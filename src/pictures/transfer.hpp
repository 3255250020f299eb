#pragma once

#include <array>
#include <cmath>

namespace nb_cpp::pictures {

// sRGB's encoding of linear light, 0 to 1, from tables: right to 1e-6.
class Transfer {
 public:
  Transfer() noexcept;

  float decoded(float srgb) const noexcept { return look_up(linear_, srgb); }
  // The table goes by the square root, which sRGB resembles.
  float encoded(float linear) const noexcept { return look_up(srgb_, std::sqrt(linear)); }

 private:
  static constexpr int kSteps = 2048;
  using Table = std::array<float, kSteps + 2>;

  static float look_up(const Table& table, float x) noexcept {
    const float place = x < 0.0F ? 0.0F : x > 1.0F ? float{kSteps} : x * float{kSteps};
    const int i = static_cast<int>(place);
    const auto at = static_cast<std::size_t>(i);
    return table[at] + (place - static_cast<float>(i)) * (table[at + 1] - table[at]);
  }

  Table linear_;
  Table srgb_;
};

// Made when first used.
const Transfer& transfer();

}  // namespace nb_cpp::pictures
