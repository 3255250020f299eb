#include "engine/tiles.hpp"

#include <algorithm>
#include <stdexcept>

namespace nb_cpp {
namespace {

using kernel::kTilePixels;

std::int64_t count_pieces_of(const Sheet& sheet) {
  return (sheet.pixels() + kTilePixels - 1) / kTilePixels;
}

}  // namespace

std::int64_t count_pieces(const Symmetry& symmetry) {
  std::int64_t pieces = 0;
  for (const Sheet& sheet : symmetry.sheets) {
    pieces += count_pieces_of(sheet);
  }
  return pieces;
}

Piece find_piece(const Symmetry& symmetry, std::int64_t item) {
  bool first_sheet = true;
  for (const Sheet& sheet : symmetry.sheets) {
    const std::int64_t pieces = count_pieces_of(sheet);
    if (item < pieces) {
      const std::int64_t first = item * kTilePixels;
      const auto count = std::min<std::int64_t>(kTilePixels, sheet.pixels() - first);
      return {sheet, first, static_cast<int>(count), first_sheet};
    }
    item -= pieces;
    first_sheet = false;
  }
  throw std::logic_error("no such piece");
}

void load_points(const Window& window, const Piece& piece, kernel::Tile& tile) {
  kernel::Points& points = tile.active;
  for_each_stretch(piece, [&](const Stretch& stretch) {
    double* const x = points.x + stretch.first;
    double* const y = points.y + stretch.first;
    if (window.list) {
      const Complex* const listed = window.list->points + stretch.column;
      for (std::int64_t k = 0; k < stretch.count; ++k) {
        x[k] = listed[k].real();
        y[k] = listed[k].imag();
      }
    } else {
      std::copy_n(window.x.data() + stretch.column, stretch.count, x);
      std::fill_n(y, stretch.count, window.y[static_cast<std::size_t>(stretch.row)]);
    }
  });
  for (int k = 0; k < piece.count; ++k) {
    points.pixel[k] = k;
  }
  points.count = piece.count;
}

}  // namespace nb_cpp
