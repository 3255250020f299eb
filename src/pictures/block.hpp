#pragma once

#include <cstddef>

#include "nb_cpp/shade.hpp"

namespace nb_cpp::pictures {

// Neighbouring pixels of a row, which are drawn together, each step a loop over all of them.
struct Block {
  static constexpr int kSize = 256;

  int count;
  float side = 1.0F;                // of what a colour stands for, in pixels
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

// Where a block's pixels stand: their row of the field, its neighbours above and below (null where
// there are none) and the columns before and after.
struct Place {
  const Field& field;
  std::int64_t row;
  std::int64_t column;
  std::int64_t first_row, last_row;  // of the neighbours that count
  std::int64_t first_column, last_column;
  float pixels;  // of so many field points is a pixel wide
};

// Each finds one of the block's lines from the field or from other lines.
void find_rows(const Place& place, const Look& look, const Ramps& ramps, Block& block);
void find_depth(const Place& place, const Look& look, const Ramps& ramps, Block& block);
void find_parts(const Place& place, Block& block);
void find_rates(const Ramps& ramps, Block& block);
void find_slopes(const Place& place, Block& block);

// Each adds what a look has of its kind to u or to the ink.
void add_darkness(const Look& look, Block& block);
void add_light(const Look& look, Block& block);
void add_glow(const Look& look, Block& block);
void add_lines(const Look& look, Block& block);
void add_edges(const Look& look, Block& block);
void add_cells(const Place& place, const Look& look, const Ramps& ramps, Block& block);

}  // namespace nb_cpp::pictures
