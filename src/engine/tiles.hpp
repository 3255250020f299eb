#pragma once

#include <cstdint>

#include "engine/symmetry.hpp"
#include "kernel/kernel.hpp"
#include "nb_cpp/window.hpp"

namespace nb_cpp {

// Consecutive pixels of a sheet, row by row; as many as a tile holds, or what is left.
struct Piece {
  const Sheet& sheet;
  std::int64_t first;
  int count;
  bool mirrored;  // its mirror images are pixels, too
};

// The part of a row that a piece holds from some pixel on, as far as columns follow each other.
struct Stretch {
  std::int64_t row, column;
  int count;
};

Stretch stretch_at(const Piece& piece, int pixel);

// Pieces of all sheets; find_piece counts through the sheets in order.
std::int64_t count_pieces(const Symmetry& symmetry);
Piece find_piece(const Symmetry& symmetry, std::int64_t item);

// Makes the piece's points the tile's active ones, and its only ones.
void load_points(const Window& window, const Piece& piece, kernel::Tile& tile);

}  // namespace nb_cpp
