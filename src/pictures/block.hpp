#pragma once

#include <cstddef>

#include "nb_cpp/shade.hpp"

namespace nb_cpp::pictures {

// Points that follow each other in a field and are drawn together, each step a loop over all of
// them.
struct Block {
  static constexpr int kSize = 256;
  static constexpr int kLongestSide = 16;  // of a square: one is in one block

  int count;
  float points = 1.0F;              // of a pixel's side
  alignas(64) int row[kSize];       // of the ramps
  alignas(64) float rate[kSize];    // of the basin
  alignas(64) float depth[kSize];   // smooth count, or count, past the basin's offset
  alignas(64) float calm[kSize];    // counts below which there is no light
  alignas(64) float waves[kSize];   // of light for a count
  alignas(64) float part[kSize];    // the smooth count less the nearest whole number
  alignas(64) float across[kSize];  // its slope to the right, in counts a pixel
  alignas(64) float up[kSize];      // and upwards
  alignas(64) float slope[kSize];   // and the steepest
  alignas(64) float u[kSize];       // the place on the ramp
  alignas(64) float ink[kSize];     // 0 to 1
};

// Where a block begins. A field that is cut into squares, each of `side` rows of so many columns,
// one below the other, has pixels that are squares; else, where `side` is 0, that are points.
struct Place {
  const Field& field;
  std::int64_t row;
  std::int64_t column;
  int side = 0;

  std::int64_t first() const { return row * field.columns + column; }
};

// run(first, last, shade) for neighbours of one basin.
template <typename Run>
void for_runs(const Ramps& ramps, const Block& block, const Run& run) {
  for (int first = 0; first < block.count;) {
    int last = first + 1;
    while (last < block.count && block.row[last] == block.row[first]) ++last;
    run(first, last, ramps.shades[static_cast<std::size_t>(block.row[first])]);
    first = last;
  }
}

// Each finds one of the block's lines from the field or from other lines.
void find_rows(const Place& place, const Ramps& ramps, Block& block);
void find_depth(const Place& place, const Look& look, const Ramps& ramps, Block& block);
void find_parts(const Place& place, Block& block);
void find_rates(const Ramps& ramps, Block& block);
// In counts a pixel, from the neighbours of the same basin, those of a square from the square's.
void find_slopes(const Place& place, Block& block);

// Each adds what a look has of its kind to u or to the ink.
void add_darkness(const Look& look, Block& block);
void add_light(const Look& look, Block& block);
void add_glow(const Look& look, Block& block);
void add_lines(const Look& look, Block& block);
void add_edges(const Look& look, Block& block);
void add_cells(const Place& place, const Look& look, const Ramps& ramps, Block& block);

}  // namespace nb_cpp::pictures
