#pragma once

#include "kernel/kernel.hpp"

namespace nb_cpp {

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
