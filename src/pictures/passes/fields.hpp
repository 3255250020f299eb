#pragma once

// A block's lines from the field: rows, depths, parts of counts, slopes.

#include "pictures/passes/block.hpp"

namespace nb_cpp::pictures {
namespace {

// Adding it and taking it away rounds to whole numbers, many at once: 1.5 * 2^52.
constexpr double kRounderOfDoubles = 6755399441055744.0;
constexpr float kSteep = 1e3F;  // where no neighbour tells

// False where a label has no row.
inline bool find_rows(const Drawing& drawing, const Place& place, Block& block) {
  const std::int16_t* const labels = place.field.labels + first_of(place);
  const auto roots = drawing.roots;
  for (int i = 0; i < block.count; ++i) {
    const int label = labels[i];
    block.row[i] = label < 0 ? roots - 1 - label : label < roots ? label : -1;
  }
  const int rest = (kGroup - block.count % kGroup) % kGroup;
  fill(block.row + block.count, rest, block.row[block.count - 1]);
  int lowest = block.row[0];
  int highest = lowest;
  for (int first = 0; first < block.count; first += kGroup) {
    int low = block.row[first];
    int high = low;
    for (int i = first; i < first + kGroup; ++i) {
      low = least(low, block.row[i]);
      high = most(high, block.row[i]);
    }
    block.lowest[first / kGroup] = low;
    block.highest[first / kGroup] = high;
    lowest = least(lowest, low);
    highest = most(highest, high);
  }
  block.least_row = lowest;
  block.most_row = highest;
  return lowest >= 0 && highest < drawing.rows;
}

inline void find_depth(const Drawing& drawing, const Place& place, Block& block) {
  const std::int64_t first = first_of(place);
  if (drawing.look->counts) {
    const std::int32_t* const counts = place.field.iterations + first;
    for (int i = 0; i < block.count; ++i) block.depth[i] = static_cast<float>(counts[i] - 1);
    return;
  }
  const double* const smooth = place.field.smooth + first;
  alignas(64) float offset[kBlock];
  take(drawing, block, &Basin::offset, offset);
  for (int i = 0; i < block.count; ++i) {
    block.depth[i] = static_cast<float>(smooth[i]) - offset[i];
  }
}

inline void find_parts(const Place& place, Block& block) {
  const double* const smooth = place.field.smooth + first_of(place);
  for (int i = 0; i < block.count; ++i) {
    const double x = smooth[i];
    block.part[i] = static_cast<float>(x - ((x + kRounderOfDoubles) - kRounderOfDoubles));
  }
}

// Differences between neighbours: no number where they are of two basins, or of none.
using Differences = float[kBlock + kLongestSide];

constexpr float kNone = __builtin_nanf("");

// From `first` on, those of `after` and `before`.
[[gnu::noinline]] void subtract(Differences& differences, int first, int count,
                                const double* before, const double* after,
                                const std::int16_t* label_before, const std::int16_t* label_after) {
  float* const difference = differences + first;
  for (int i = 0; i < count; ++i) {
    difference[i] = label_before[i] == label_after[i] ? 0.0F : kNone;
  }
  for (int i = 0; i < count; ++i) difference[i] += static_cast<float>(after[i] - before[i]);
}

// Of two differences, or the one that is there, or 0.
inline float mean(float a, float b) {
  const bool has_a = a == a;
  const bool has_b = b == b;
  const float one = has_a ? a : has_b ? b : 0.0F;
  return has_a && has_b ? 0.5F * (a + b) : one;
}

inline float larger(float a, float x) {
  const float size = __builtin_fabsf(x);
  return a < size ? size : a;
}

// From the differences to the neighbours of point i: numbers i and i + 1 across, i above and below.
[[gnu::noinline]] void add_up(const float* across, const float* above, const float* below,
                              Block& block) {
  const int n = whole(block);
  const float points = block.points;
  for (int i = 0; i < n; ++i) {
    const float left = across[i];
    const float right = across[i + 1];
    const float up = above[i];
    const float down = below[i];
    const float x = mean(left, right) * points;
    const float y = mean(up, down) * points;
    const bool any = (left == left) | (right == right) | (up == up) | (down == down);
    const float slope = any ? __builtin_sqrtf(x * x + y * y) : kSteep;
    const float steepest = larger(larger(larger(larger(0.0F, left), right), up), down);
    block.across[i] = x;
    block.up[i] = y;
    block.slope[i] = slope;
    block.steep[i] = most(slope, steepest * points);
  }
}

// In counts a pixel, from the neighbours of the same basin, those of a square from the square's.
inline void find_slopes(const Place& place, Block& block) {
  const Field& field = place.field;
  const int n = block.count;
  const double* const smooth = field.smooth + first_of(place);
  const std::int16_t* const labels = field.labels + first_of(place);
  alignas(64) Differences across;  // number i is that of points i - 1 and i
  alignas(64) Differences above;
  alignas(64) Differences below;
  const bool has_left = place.side == 0 && place.column > 0;
  const bool has_right = place.side == 0 && place.column + n < field.columns;
  across[0] = across[n] = kNone;
  const int left = has_left ? 0 : 1;
  const int right = has_right ? n + 1 : n;
  subtract(across, left, right - left, smooth + left - 1, smooth + left, labels + left - 1,
           labels + left);
  if (place.side > 0) {
    for (int i = 0; i < n; i += place.side) across[i] = kNone;
    // Number i is that of point i and the one above.
    subtract(above, place.side, n - place.side, smooth + place.side, smooth, labels + place.side,
             labels);
    for (int i = 0; i <= n; i += place.side * place.side) fill(above + i, place.side, kNone);
    add_up(across, above, above + place.side, block);
    return;
  }
  const std::int64_t columns = field.columns;
  if (place.row > 0) {
    subtract(above, 0, n, smooth, smooth - columns, labels, labels - columns);
  } else {
    fill(above, n, kNone);
  }
  if (place.row < field.rows - 1) {
    subtract(below, 0, n, smooth + columns, smooth, labels + columns, labels);
  } else {
    fill(below, n, kNone);
  }
  add_up(across, above, below, block);
}

}  // namespace
}  // namespace nb_cpp::pictures
