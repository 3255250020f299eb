#include "pictures/transfer.hpp"

#include <algorithm>
#include <cstddef>

namespace nb_cpp::pictures {

Transfer::Transfer() noexcept {
  for (std::size_t i = 0; i < linear_.size(); ++i) {
    const double x = std::min(static_cast<double>(i) / kSteps, 1.0);
    linear_[i] = static_cast<float>(x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4));
    const double light = x * x;
    srgb_[i] = static_cast<float>(light <= 0.0031308 ? 12.92 * light
                                                     : 1.055 * std::pow(light, 1 / 2.4) - 0.055);
  }
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    const float root = static_cast<float>(i) / float{kByteSteps};
    bytes_[i] = static_cast<std::uint8_t>(255.0F * encoded(root * root) + kHalf);
  }
}

const Transfer& transfer() {
  static const Transfer made;
  return made;
}

}  // namespace nb_cpp::pictures
