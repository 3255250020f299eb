#include "engine/smooth.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "engine/points.hpp"

namespace nb_cpp {
namespace {

constexpr double kPi = 0x1.921fb54442d18p+1;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
// Below it lie points so near a root, or one of its preimages, that their coordinate is about 0.
constexpr double kLowest = 2.0 - 0x1p-10;  // less than the count
constexpr double kMostPower = 0x1p40;      // beyond it nothing is left of an argument

double wrapped(double angle) {
  const double rest = std::remainder(angle, 2.0 * kPi);
  return rest <= -kPi ? kPi : rest;
}

// The argument of the coordinate so many steps later.
double turned(double argument, const Coordinates::Turn& turn, std::int64_t steps) {
  const auto later = static_cast<double>(steps);
  const double power = std::min(std::pow(turn.power, later), kMostPower);
  return wrapped(power * argument + later * turn.angle);
}

}  // namespace

void fill_channels(const Plan& plan, const kernel::Kernel& kernel, FramedTiles& tiles, int count,
                   SmoothChannels& channels) {
  const kernel::Tile& results = *tiles.parts().front().tile;
  const bool smooth = !channels.smooth.empty();
  const bool angle = !channels.angle.empty();
  for (int k = 0; k < count; ++k) {
    const bool labelled = results.labels[k] != -1;
    if (smooth) channels.smooth[k] = labelled ? results.iterations[k] : kNone;
    if (angle) channels.angle[k] = labelled ? 0.0 : kNone;
  }
  for (std::size_t i = 0; i < tiles.parts().size(); ++i) {
    const FramedTiles::Part& part = tiles.parts()[i];
    kernel.locate(part.task, *part.tile);
    const kernel::Entries& entries = *part.tile->entries;
    const std::vector<Coordinates::Turn>& turns = plan.coordinates()[i].turns();
    for (int j = 0; j < entries.points.count; ++j) {
      const std::int64_t pixel = pixel_of(entries.points.pixel[j]);
      const int label = results.labels[pixel];
      if (label == -1) {
        continue;
      }
      const std::int32_t iterations = results.iterations[pixel];
      const std::int64_t steps = steps_of(entries.points.pixel[j]);
      const double exact = static_cast<double>(steps) + entries.smooth[j];
      if (smooth && !std::isnan(exact)) {
        channels.smooth[pixel] = label >= 0 ? std::max(exact, iterations - kLowest) : exact;
      }
      if (angle) {
        const std::int64_t later = label >= 0 ? std::max<std::int64_t>(iterations - steps, 0) : 0;
        channels.angle[pixel] = turned(entries.argument[j], turns[entries.attractor[j]], later);
      }
    }
  }
}

}  // namespace nb_cpp
