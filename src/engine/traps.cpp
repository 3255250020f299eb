#include "engine/traps.hpp"

#include <algorithm>
#include <cmath>

#include "engine/points.hpp"

namespace nb_cpp {
namespace {

// By squares where the radius' is in range, as near 1: what leaves it on the left is then decided.
bool holds(const Trap& trap, double x, double y) {
  const double radius = trap.radius * trap.radius;
  return 0x1p-900 <= radius && radius <= 0x1p900 ? x * x + y * y <= radius
                                                 : std::hypot(x, y) <= trap.radius;
}

}  // namespace

void spring_traps(const std::vector<Trap>& traps, kernel::Tile& tile) {
  keep_points(tile.active, [&](int i) {
    const kernel::Points& points = tile.active;
    const auto trap = std::find_if(traps.begin(), traps.end(), [&](const Trap& t) {
      return holds(t, points.x[i] - t.centre.real(), points.y[i] - t.centre.imag());
    });
    if (trap == traps.end()) {
      return true;
    }
    tile.labels[pixel_of(points.pixel[i])] = static_cast<std::int16_t>(-2 - trap->cycle);
    return tile.entries != nullptr && !is_noted(points.pixel[i]);
  });
}

}  // namespace nb_cpp
