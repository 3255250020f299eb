#pragma once

#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/problem.hpp"

namespace nb_cpp {

// Labels the active points that are in a trap; the others stay active. Where there are traps there
// are no known endings and no second run, so that a point's code is its pixel.
void spring_traps(const std::vector<Trap>& traps, kernel::Tile& tile);

}  // namespace nb_cpp
