#pragma once

#include <cstdint>
#include <vector>

#include "nb_cpp/monitor.hpp"

namespace nb_cpp {

// What a picture is made from, row by row. Channels that a look does not use may be null.
struct Field {
  const std::int16_t* labels = nullptr;
  const std::int32_t* iterations = nullptr;
  const double* smooth = nullptr;
  const double* angle = nullptr;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
};

// The rows and columns of a field that are drawn; the others serve as their neighbours only.
struct Region {
  std::int64_t row = 0;
  std::int64_t column = 0;
  std::int64_t rows = 0;
  std::int64_t columns = 0;
};

// What differs from basin to basin. Where a basin's coordinate is a power, w -> w^d, `rate` is
// log d; where it is w -> lambda w, -log |lambda|.
struct Shade {
  float offset = 0.0F;  // the smooth count at which the basin begins to darken
  float calm = 3.0F;    // so many counts below it there is no light
  float waves = 1.0F;   // of light for a count
  float rate = 0.6931472F;
  bool power = true;
  float rings = 1.0F;   // cells of a step, from the root outwards
  float turns = 3.0F;   // cells of a turn
  float aspect = 1.0F;  // how many times as long as wide a cell is
};

// How a style draws. A pixel's colour is a place u, 0 to 1, on the ramp of colours of its basin,
// under so much ink. Lengths are in pixels, slopes in counts a pixel. What is 0 is not drawn.
struct Look {
  bool counts = false;  // darkness goes by the count, else by the smooth count
  bool linear = false;  // darkness grows evenly, else slowly at first and at last
  float start = 1.0F;   // u where a basin is lightest
  float end = 1.0F;     // and where it is darkest,
  float span = 1.0F;    // so many counts further

  float lamp_x = 0.0F;  // where the light comes from
  float lamp_y = 0.0F;
  float dome = 0.0F;     // basins as domes
  float ripple = 0.0F;   // waves about the root
  float sheen = 0.0F;    // threads along the waves
  float gloss = 0.0F;    // highlights
  float flat = 0.0F;     // the slope where light is half as strong
  float coarse = 0.05F;  // the slope where light begins to fade
  float fine = 0.2F;     // and where it has gone

  float line = 0.0F;     // how dark a line at each count is
  float quarter = 0.0F;  // and lines at its quarters
  float line_width = 1.0F;
  float edge = 0.0F;        // how dark a boundary is
  float edge_inner = 0.0F;  // up to this distance wholly,
  float edge_outer = 1.0F;  // and from this one not at all

  float glow = 0.0F;  // light along the boundary, half as strong at
  float glow_width = 1.0F;
  float haze = 0.0F;  // and wider
  float haze_width = 1.0F;

  float tones = 0.0F;   // of how many u's length the cells differ
  float raised = 0.0F;  // so many counts beyond those of the rule they begin
  float lead = 0.0F;    // how dark the lines between cells are
  float lead_width = 1.0F;
};

// Colours of the basins as sRGB, 0 to 1, each with a fourth number that is not used: for each row
// `steps` + 1 and the ink's. The rows are those of the roots, of what did not converge, and of the
// cycles.
struct Ramps {
  const float* colours = nullptr;
  std::int64_t rows = 0;
  std::int64_t steps = 1;
  std::int64_t roots = 0;
  std::vector<Shade> shades;  // one for each row
};

// Throw std::invalid_argument where a channel is missing that the look uses, where a label has no
// row, or where a region is not in its field. `threads` may be used; results do not depend on it.

// A pixel of the region after the other, row by row: three numbers, sRGB, of 8 or 16 bits, or four,
// the last of which is the largest.
void shade(const Field& field, const Region& region, const Look& look, const Ramps& ramps,
           int threads, const Monitor& monitor, std::uint8_t* rgb, int numbers = 3);
void shade(const Field& field, const Region& region, const Look& look, const Ramps& ramps,
           int threads, const Monitor& monitor, std::uint16_t* rgb, int numbers = 3);

// The same of pixels that are squares of side x side points, side at most 16: the field has `side`
// columns and `side` rows for each, one pixel below the other. Each is the mean of its points'
// linear light.
void shade_squares(const Field& field, std::int64_t side, const Look& look, const Ramps& ramps,
                   int threads, const Monitor& monitor, std::uint8_t* rgb);
void shade_squares(const Field& field, std::int64_t side, const Look& look, const Ramps& ramps,
                   int threads, const Monitor& monitor, std::uint16_t* rgb);

// Pixels with a neighbour, of the eight, that has another label, or a smooth count (where there is
// one) or count that differs by more than `step`: 1, else 0, for each of the region.
void find_edges(const Field& field, const Region& region, double step, int threads,
                std::uint8_t* edges);

}  // namespace nb_cpp
