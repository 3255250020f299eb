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
  int lowest = 0;
  int highest = 0;
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
  return lowest == 0 && highest < drawing.rows;
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

// Differences between neighbours, and whether both are of one basin: 1, or 0, as the difference is.
struct Differences {
  alignas(64) float value[kBlock + kLongestSide];
  alignas(64) int same[kBlock + kLongestSide];
};

inline void clear(Differences& differences, int first, int count) {
  fill(differences.value + first, count, 0.0F);
  fill(differences.same + first, count, 0);
}

// From `first` on, those of `after` and `before`.
[[gnu::noinline]] void subtract(Differences& differences, int first, int count,
                                const double* before, const double* after,
                                const std::int16_t* label_before, const std::int16_t* label_after) {
  float* const difference = differences.value + first;
  int* const of_one = differences.same + first;
  for (int i = 0; i < count; ++i) {
    const bool is_one = label_before[i] == label_after[i];
    of_one[i] = is_one && label_before[i] != -1 ? 1 : 0;
  }
  for (int i = 0; i < count; ++i) {
    const auto whole = static_cast<float>(after[i] - before[i]);
    difference[i] = of_one[i] != 0 ? whole : 0.0F;
  }
}

// The slope from the differences to two opposite neighbours, of number i of each.
inline void add_up(const Differences& a, const Differences& b, int shift_of_b, int count,
                   float points, float* slope, int* pairs) {
  const float* const value_b = b.value + shift_of_b;
  const int* const same_b = b.same + shift_of_b;
  for (int i = 0; i < count; ++i) {
    const float share = 1.0F - 0.5F * static_cast<float>(a.same[i] & same_b[i]);
    slope[i] = share * (a.value[i] + value_b[i]) * points;
    pairs[i] += a.same[i] + same_b[i];
  }
}

// In counts a pixel, from the neighbours of the same basin, those of a square from the square's.
inline void find_slopes(const Place& place, Block& block) {
  const Field& field = place.field;
  const int n = block.count;
  const double* const smooth = field.smooth + first_of(place);
  const std::int16_t* const labels = field.labels + first_of(place);
  Differences across;  // number i is that of points i - 1 and i
  Differences above;
  Differences below;
  alignas(64) int pairs[kBlock];
  fill(pairs, n, 0);

  const bool has_left = place.side == 0 && place.column > 0;
  const bool has_right = place.side == 0 && place.column + n < field.columns;
  clear(across, 0, 1);
  clear(across, n, 1);
  const int left = has_left ? 0 : 1;
  const int right = has_right ? n + 1 : n;
  subtract(across, left, right - left, smooth + left - 1, smooth + left, labels + left - 1,
           labels + left);
  if (place.side > 0) {
    for (int i = 0; i < n; i += place.side) clear(across, i, 1);
  }
  add_up(across, across, 1, n, block.points, block.across, pairs);

  if (place.side > 0) {
    // Number i is that of point i and the one above.
    subtract(above, place.side, n - place.side, smooth + place.side, smooth, labels + place.side,
             labels);
    for (int i = 0; i <= n; i += place.side * place.side) clear(above, i, place.side);
    add_up(above, above, place.side, n, block.points, block.up, pairs);
  } else {
    clear(above, 0, n);
    clear(below, 0, n);
    const std::int64_t columns = field.columns;
    if (place.row > 0) subtract(above, 0, n, smooth, smooth - columns, labels, labels - columns);
    if (place.row < field.rows - 1) {
      subtract(below, 0, n, smooth + columns, smooth, labels + columns, labels);
    }
    add_up(above, below, 0, n, block.points, block.up, pairs);
  }
  for (int i = 0; i < n; ++i) {
    const float steepest =
        __builtin_sqrtf(block.across[i] * block.across[i] + block.up[i] * block.up[i]);
    block.slope[i] = pairs[i] != 0 ? steepest : kSteep;
  }
}

}  // namespace
}  // namespace nb_cpp::pictures
