#include "engine/smooth.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "engine/points.hpp"
#include "numbers/doubles.hpp"

namespace nb_cpp {
namespace {

using numbers::kNaN;
using numbers::kPi;

// Below it lie points so near a root, or one of its preimages, that their coordinate is about 0.
constexpr double kLowest = 2.0 - 0x1p-10;  // less than the count
constexpr double kMostPower = 0x1p40;      // beyond it nothing is left of an argument

double wrapped(double angle) {
  // To the nearest integer, by rounding.
  constexpr double kRounding = 0x1.8p52;
  const double turns = (angle * (0.5 / kPi) + kRounding) - kRounding;
  const double rest = angle - 2.0 * kPi * turns;
  return rest > kPi ? rest - 2.0 * kPi : rest <= -kPi ? rest + 2.0 * kPi : rest;
}

// The argument of the coordinate so many steps later.
double turned(double argument, const Coordinates::Turn& turn, std::int64_t steps) {
  double power = 1.0;
  for (std::int64_t k = 0; k < steps && power < kMostPower && turn.power != 1.0; ++k) {
    power *= turn.power;
  }
  return wrapped(power * argument + static_cast<double>(steps) * turn.angle);
}

// Without an entry, the smooth count is the count.
void fill_smooth(const kernel::Tile& results, int count, bool cycles, double most_beyond,
                 std::vector<double>& smooth) {
  const double* const located = results.entries->smooth;
  for (int k = 0; k < count; ++k) {
    const double iterations = results.iterations[k];
    const double least = iterations - kLowest;
    const double raised = located[k] < least ? least : located[k];
    const double most = iterations + most_beyond;
    const double bounded = most < raised ? most : raised;
    smooth[k] = located[k] == located[k] ? bounded : iterations;
  }
  for (int k = 0; cycles && k < count; ++k) {
    smooth[k] = results.labels[k] < -1 && !std::isnan(located[k]) ? located[k] : smooth[k];
  }
  if (*std::min_element(results.labels, results.labels + count) < 0) {
    for (int k = 0; k < count; ++k) {
      smooth[k] = results.labels[k] == -1 ? kNaN : smooth[k];
    }
  }
}

void fill_angle(const Plan& plan, FramedTiles& tiles, int count, std::vector<double>& angle) {
  const kernel::Tile& results = *tiles.parts().front().tile;
  for (int k = 0; k < count; ++k) {
    angle[k] = results.labels[k] != -1 ? 0.0 : kNaN;
  }
  for (std::size_t i = 0; i < tiles.parts().size(); ++i) {
    const kernel::Entries& entries = *tiles.parts()[i].tile->entries;
    const std::vector<Coordinates::Turn>& turns = plan.coordinates()[i].turns();
    for (int k = 0; k < count; ++k) {
      const int label = results.labels[k];
      if (!std::isnan(entries.smooth[k]) && label != -1) {
        // By a wide tolerance an orbit may end before it enters.
        const std::int32_t entry = entries.entry[k];
        const auto steps = static_cast<std::int32_t>(entries.steps[entry]);
        const std::int32_t later = label >= 0 ? results.iterations[k] - steps : 0;
        const auto about = static_cast<std::size_t>(entries.attractor[entry]);
        angle[k] = turned(entries.argument[k], turns[about], std::max(later, 0));
      }
    }
  }
}

}  // namespace

void fill_channels(const Plan& plan, const kernel::Kernel& kernel, FramedTiles& tiles, int count,
                   SmoothChannels& channels) {
  for (const FramedTiles::Part& part : tiles.parts()) {
    kernel.locate(part.task, *part.tile);
  }
  if (!channels.angle.empty()) {
    fill_angle(plan, tiles, count, channels.angle);
  }
  if (!channels.smooth.empty()) {
    const kernel::Tile& results = *tiles.parts().front().tile;
    double* const located = results.entries->smooth;
    for (const FramedTiles::Part& part : tiles.parts()) {
      const double* const others = part.tile->entries->smooth;
      for (int k = 0; others != located && k < count; ++k) {
        located[k] = std::isnan(others[k]) ? located[k] : others[k];
      }
    }
    fill_smooth(results, count, !plan.problem().traps.empty(),
                plan.coordinates().front().most_beyond(), channels.smooth);
  }
}

}  // namespace nb_cpp
