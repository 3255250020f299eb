#pragma once

#include <vector>

#include "engine/framed_tiles.hpp"
#include "plan/plan.hpp"

namespace nb_cpp {

// The channels that go beyond labels and counts: both of as many points as a tile has, or of none.
struct SmoothChannels {
  std::vector<double> smooth, angle;
};

// Fills the channels for the first `count` points from what the tiles have noted, by their labels
// and counts. Without an entry, the smooth count is the count.
void fill_channels(const Plan& plan, const kernel::Kernel& kernel, FramedTiles& tiles, int count,
                   SmoothChannels& channels);

}  // namespace nb_cpp
