#include "pictures/transfer.hpp"

#include <algorithm>
#include <cmath>

#include "pictures/colour.hpp"

namespace nb_cpp::pictures {
namespace {

Transfer made_transfer() {
  Transfer made;
  for (int i = 0; i < kTransferSteps + 2; ++i) {
    const double x = std::min(static_cast<double>(i) / kTransferSteps, 1.0);
    made.linear[i] =
        static_cast<float>(x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4));
    const double light = x * x;
    made.srgb[i] = static_cast<float>(
        light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055);
  }
  for (int i = 0; i <= kByteSteps; ++i) {
    const float root = static_cast<float>(i) / static_cast<float>(kByteSteps);
    made.bytes[i] = static_cast<std::uint8_t>(255.0F * encoded(made, root * root) + kHalf);
  }
  return made;
}

}  // namespace

const Transfer& transfer() {
  static const Transfer made = made_transfer();
  return made;
}

}  // namespace nb_cpp::pictures
