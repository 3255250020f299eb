#include "engine/traps.hpp"

#include <algorithm>

#include "engine/points.hpp"

namespace nb_cpp {

void spring_traps(const std::vector<Trap>& traps, kernel::Tile& tile) {
  keep_points(tile.active, [&](int i) {
    const kernel::Points& points = tile.active;
    const auto trap = std::find_if(traps.begin(), traps.end(), [&](const Trap& t) {
      const double x = points.x[i] - t.centre.real();
      const double y = points.y[i] - t.centre.imag();
      return x * x + y * y <= t.radius * t.radius;
    });
    if (trap == traps.end()) {
      return true;
    }
    tile.labels[static_cast<int>(points.pixel[i])] = static_cast<std::int16_t>(-2 - trap->cycle);
    return false;
  });
}

}  // namespace nb_cpp
