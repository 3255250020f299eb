#pragma once

#include <cstdint>

#include "engine/engine.hpp"
#include "engine/symmetry.hpp"
#include "engine/tiles.hpp"
#include "nb_cpp/basins.hpp"

namespace nb_cpp {

// Hands the results of a piece to the sink, and those of its mirror images. Returns the number of
// pixels handed on.
std::int64_t write_results(const Symmetry& symmetry, const Piece& piece, const Results& results,
                           const Sink& sink);

}  // namespace nb_cpp
