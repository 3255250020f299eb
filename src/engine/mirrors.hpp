#pragma once

#include <cstdint>

#include "engine/engine.hpp"
#include "engine/symmetry.hpp"
#include "engine/tiles.hpp"
#include "nb_cpp/basins.hpp"

namespace nb_cpp {

// Hands the results of a piece that the engine ran on to the sink, and those of its mirror images.
// Returns the number of pixels handed on. The engine's results are the same afterwards.
std::int64_t write_results(const Symmetry& symmetry, const Piece& piece, Engine& engine,
                           const Sink& sink);

}  // namespace nb_cpp
