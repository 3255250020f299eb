#pragma once

#include <algorithm>
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

// A part of a row in which columns follow each other: `count` of the piece's pixels, from the
// `first` on.
struct Stretch {
  std::int64_t row, column;
  int first, count;
};

// Calls body(stretch) for each of the piece's stretches, in order.
template <typename Body>
void for_each_stretch(const Piece& piece, Body body) {
  const Sheet& sheet = piece.sheet;
  std::int64_t row = piece.first / sheet.columns.count;
  std::int64_t column = piece.first % sheet.columns.count;
  for (int k = 0; k < piece.count;) {
    const std::int64_t end = sheet.end_of_stretch(column);
    const auto count = static_cast<int>(std::min<std::int64_t>(piece.count - k, end - column));
    body(Stretch{sheet.rows[row], sheet.columns[column], k, count});
    k += count;
    column = end == sheet.columns.count ? 0 : end;
    row += column == 0 ? 1 : 0;
  }
}

// Pieces of all sheets; find_piece counts through the sheets in order.
std::int64_t count_pieces(const Symmetry& symmetry);
Piece find_piece(const Symmetry& symmetry, std::int64_t item);

// Makes the piece's points the tile's active ones, and its only ones; of a window with a start, in
// the window's coordinate.
void load_points(const Window& window, const Piece& piece, kernel::Tile& tile);

}  // namespace nb_cpp
