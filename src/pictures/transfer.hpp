#pragma once

#include <cstdint>

namespace nb_cpp::pictures {

constexpr int kTransferSteps = 2048;
constexpr int kByteSteps = 8192;  // of which a byte has 20 or more

// sRGB's encoding of linear light, 0 to 1, as tables: right to 1e-6. Those from light go by its
// square root, which sRGB resembles.
struct Transfer {
  float linear[kTransferSteps + 2];  // by sRGB
  float srgb[kTransferSteps + 2];
  std::uint8_t bytes[kByteSteps + 1];
};

// Made when first used.
const Transfer& transfer();

// Passes are compiled for several instruction sets, and share no function.
namespace {

inline float look_up(const float (&table)[kTransferSteps + 2], float x) {
  constexpr auto kSteps = static_cast<float>(kTransferSteps);
  const float place = x < 0.0F ? 0.0F : x > 1.0F ? kSteps : x * kSteps;
  const int i = static_cast<int>(place);
  return table[i] + (place - static_cast<float>(i)) * (table[i + 1] - table[i]);
}

inline float decoded(const Transfer& transfer, float srgb) {
  return look_up(transfer.linear, srgb);
}
inline float encoded(const Transfer& transfer, float linear) {
  return look_up(transfer.srgb, __builtin_sqrtf(linear));
}

}  // namespace
}  // namespace nb_cpp::pictures
