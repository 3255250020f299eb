#pragma once

#include <algorithm>
#include <cstdint>

#include "kernel/kernel.hpp"

namespace nb_cpp {

// What Points::pixel says of the pixel, and of steps; see kernel/points.hpp.
inline std::int64_t pixel_of(double code) {
  return static_cast<std::int64_t>(code) & (kernel::kTilePixels - 1);
}
inline std::int64_t steps_of(double code) {
  return (static_cast<std::int64_t>(code) & (static_cast<std::int64_t>(kernel::kNoted) - 1)) >>
         kernel::kTileBits;
}
inline bool is_noted(double code) { return code >= kernel::kNoted; }

// Puts the points of a list in place of another's.
inline void copy_points(const kernel::Points& from, kernel::Points& to) {
  std::copy_n(from.x, from.count, to.x);
  std::copy_n(from.y, from.count, to.y);
  std::copy_n(from.pixel, from.count, to.pixel);
  to.count = from.count;
}

inline void move_points(kernel::Points& from, kernel::Points& to) {
  copy_points(from, to);
  from.count = 0;
}

// Packs the points to the front for which keep(index) is true, in their order.
template <typename Keep>
void keep_points(kernel::Points& points, Keep keep) {
  int kept = 0;
  for (int i = 0; i < points.count; ++i) {
    if (keep(i)) {
      points.x[kept] = points.x[i];
      points.y[kept] = points.y[i];
      points.pixel[kept] = points.pixel[i];
      ++kept;
    }
  }
  points.count = kept;
}

}  // namespace nb_cpp
