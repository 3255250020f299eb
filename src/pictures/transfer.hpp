#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace nb_cpp::pictures {

// sRGB's encoding of linear light, 0 to 1, from tables: right to 1e-6.
class Transfer {
 public:
  Transfer() noexcept;

  float decoded(float srgb) const noexcept { return look_up(linear_, srgb); }
  // The table goes by the square root, which sRGB resembles.
  float encoded(float linear) const noexcept { return look_up(srgb_, std::sqrt(linear)); }

  // Three numbers as bytes; the fourth serves vectors only. All are from 0 to 1, or nearly.
  void encode(const float (&linear)[4], std::uint8_t* rgb) const noexcept {
    int place[4];
    for (int k = 0; k < 4; ++k) {
      const float x = linear[k] > 0.0F ? linear[k] : 0.0F;
      place[k] = static_cast<int>(std::sqrt(x < 1.0F ? x : 1.0F) * float{kByteSteps} + kHalf);
    }
    for (int k = 0; k < 3; ++k) rgb[k] = bytes_[static_cast<std::size_t>(place[k])];
  }

 private:
  static constexpr int kSteps = 2048;
  static constexpr float kHalf = 0.5F;     // added before a number above 0 is cut to a whole one
  static constexpr int kByteSteps = 8192;  // of which a byte has 20 or more
  using Table = std::array<float, kSteps + 2>;

  static float look_up(const Table& table, float x) noexcept {
    const float place = x < 0.0F ? 0.0F : x > 1.0F ? float{kSteps} : x * float{kSteps};
    const int i = static_cast<int>(place);
    const auto at = static_cast<std::size_t>(i);
    return table[at] + (place - static_cast<float>(i)) * (table[at + 1] - table[at]);
  }

  Table linear_;
  Table srgb_;
  std::array<std::uint8_t, kByteSteps + 1> bytes_;
};

// Made when first used.
const Transfer& transfer();

}  // namespace nb_cpp::pictures
