#pragma once

#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/problem.hpp"

namespace nb_cpp {

// Labels the active points that are in a trap; the others stay active, as do those whose entry is
// asked for and has not been noted.
void spring_traps(const std::vector<Trap>& traps, kernel::Tile& tile);

}  // namespace nb_cpp
