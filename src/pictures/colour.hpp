#pragma once

#include <cstdint>

#include "pictures/transfer.hpp"

namespace nb_cpp::pictures {

struct Colour {
  float red, green, blue;
};

// Passes are compiled for several instruction sets, and share no function.
namespace {

constexpr float kHalf = 0.5F;  // what is added before a number above 0 is cut to a whole one

// Between two neighbours of a ramp.
inline Colour mixed(const float* c, float between) {
  return {c[0] + between * (c[4] - c[0]), c[1] + between * (c[5] - c[1]),
          c[2] + between * (c[6] - c[2])};
}

inline Colour encoded(const Transfer& transfer, const Colour& c) {
  return {encoded(transfer, c.red), encoded(transfer, c.green), encoded(transfer, c.blue)};
}

// Each number is from 0 to 1.
template <typename Number>
inline void store(const Colour& colour, Number* rgb) {
  constexpr auto kWhite = static_cast<float>(static_cast<Number>(-1));
  rgb[0] = static_cast<Number>(static_cast<int>(colour.red * kWhite + kHalf));
  rgb[1] = static_cast<Number>(static_cast<int>(colour.green * kWhite + kHalf));
  rgb[2] = static_cast<Number>(static_cast<int>(colour.blue * kWhite + kHalf));
}

}  // namespace
}  // namespace nb_cpp::pictures
