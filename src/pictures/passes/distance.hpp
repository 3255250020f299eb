#pragma once

// How far a basin's boundary is, from the smooth counts of a pixel and its neighbours.
//
// Near the boundary it is 1 / |s'|, where s is the smooth count times the basin's rate. But about a
// root, and about what comes to it in some steps, s has a well in which 1 / |s'| tends to 0 again.
// How s bends along its slope tells of it: let g be 1 - s'' / s'^2. Where a step takes the
// coordinate w to a power, s is -log(-log |w|), and the distance sinh(-log |w|) / |s' log |w||, to
// a factor of 2; in a disc about the root -log |w| is g. Where it takes w to a multiple, s is log
// |w|, a boundary so far beyond the root makes it log(r / (far - r)) at r from it, and far - r is
// 2 / (2 - g) / |s'|.

#include "pictures/passes/block.hpp"

namespace nb_cpp::pictures {
namespace {

constexpr float kDeepest = 8.0F;    // of g
constexpr float kFlattest = 0.05F;  // of 2 - g

// About sinh x / x, from x^2: to a hundredth up to x = 4, to a quarter up to 8.
inline float sinh_ratio(float y) {
  const float rest = 1.0F + y * (1.0F / 42.0F) * (1.0F + y * (1.0F / 72.0F));
  return 1.0F + y * (1.0F / 6.0F) * (1.0F + y * (1.0F / 20.0F) * rest);
}

// g of the points from `first` on, which have eight neighbours: 0 where one is of another basin.
[[gnu::noinline]] void find_depths(const Block& block, const double* smooth,
                                   const std::int16_t* labels, std::int64_t stride, int first,
                                   int last, float* g) {
  for (int i = first; i < last; ++i) {
    const std::int16_t* const here = labels + i;
    const std::int16_t* const above = here - stride;
    const std::int16_t* const below = here + stride;
    const int x = *here;
    const int other = (above[-1] ^ x) | (above[0] ^ x) | (above[1] ^ x) | (here[-1] ^ x) |
                      (here[1] ^ x) | (below[-1] ^ x) | (below[0] ^ x) | (below[1] ^ x);
    g[i] = other == 0 ? kDeepest : 0.0F;  // the most that it can be
  }
  alignas(64) float xx[kBlock];
  alignas(64) float yy[kBlock];
  alignas(64) float xy[kBlock];
  for (int i = first; i < last; ++i) {
    const double* const here = smooth + i;
    const double* const above = here - stride;
    const double* const below = here + stride;
    const double twice = here[0] + here[0];
    xx[i] = static_cast<float>(here[-1] - twice + here[1]);
    yy[i] = static_cast<float>(above[0] - twice + below[0]);
    xy[i] = static_cast<float>((above[1] - above[-1]) - (below[1] - below[-1]));
  }
  const float points = block.points * block.points;
  for (int i = first; i < last; ++i) {
    const float x = block.across[i];
    const float y = block.up[i];
    const float bend = (x * x * xx[i] + 0.5F * x * y * xy[i] + y * y * yy[i]) * points;
    const float square = x * x + y * y;
    const float depth = 1.0F - bend / (block.rate[i] * square * square + 1e-30F);
    // Where s is resolved, its Laplacian is s'^2 or 0: more is a well between the neighbours.
    const bool is_well = (xx[i] + yy[i]) * points > 4.0F * block.rate[i] * square;
    g[i] = is_well ? g[i] : least(most(0.0F, depth), g[i]);
  }
}

// The points along a square's sides have no such neighbours: those of the next points.
inline void extend(int side, float* g) {
  for (std::ptrdiff_t row = 1; row < side - 1; ++row) {
    float* const line = g + row * side;
    line[0] = line[1];
    line[side - 1] = line[side - 2];
  }
  for (int i = 0; i < side; ++i) {
    g[i] = g[side + i];
    g[(side - 1) * side + i] = g[(side - 2) * side + i];
  }
}

// Right up to `reach`; beyond it they may be shorter.
inline void find_distances(const Drawing& drawing, const Place& place, float reach, Block& block) {
  const Field& field = place.field;
  const int n = block.count;
  int is_near = 0;
  for (int i = 0; i < n; ++i) {
    block.distance[i] = 1.0F / (block.rate[i] * block.slope[i] + kLeast);
    is_near |= block.distance[i] < reach ? 1 : 0;
  }
  if (is_near == 0) return;
  const double* const smooth = field.smooth + first_of(place);
  const std::int16_t* const labels = field.labels + first_of(place);
  alignas(64) float g[kBlock];
  fill(g, n, 0.0F);
  if (place.side > 2) {
    find_depths(block, smooth, labels, place.side, place.side + 1, n - place.side - 1, g);
    for (int i = 0; i < n; i += place.side * place.side) extend(place.side, g + i);
  } else if (place.side == 0 && place.row > 0 && place.row < field.rows - 1) {
    const int first = place.column > 0 ? 0 : 1;
    const int last = place.column + n < field.columns ? n : n - 1;
    find_depths(block, smooth, labels, field.columns, first, last, g);
  }
  const bool are_powers = drawing.basins[block.least_row].growth != 0.0F;
  if (are_powers && is_common(drawing, block, &Basin::growth)) {
    for (int i = 0; i < n; ++i) block.distance[i] *= sinh_ratio(g[i] * g[i]);
    return;
  }
  alignas(64) float growth[kBlock];
  take(drawing, block, &Basin::growth, growth);
  for (int i = 0; i < n; ++i) {
    const float of_multiple = 2.0F / most(2.0F - g[i], kFlattest);
    block.distance[i] *= growth[i] != 0.0F ? sinh_ratio(g[i] * g[i]) : of_multiple;
  }
}

}  // namespace
}  // namespace nb_cpp::pictures
