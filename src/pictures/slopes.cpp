// Rows, depths and slopes of a block, from the field.

#include <algorithm>
#include <cmath>

#include "pictures/block.hpp"

namespace nb_cpp::pictures {
namespace {

constexpr double kRounder = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to whole numbers
constexpr float kSteep = 1e3F;                   // where no neighbour tells

// Differences between neighbours, and whether both are of one basin: 1, or 0, as the difference is.
struct Differences {
  alignas(64) float value[Block::kSize + Block::kLongestSide];
  alignas(64) int same[Block::kSize + Block::kLongestSide];

  // From `first` on, those of `after` and `before`.
  [[gnu::noinline]] void subtract(int first, int count, const double* before, const double* after,
                                  const std::int16_t* label_before,
                                  const std::int16_t* label_after) {
    float* const difference = value + first;
    int* const of_one = same + first;
    for (int i = 0; i < count; ++i) {
      of_one[i] = (label_before[i] == label_after[i]) & (label_before[i] != -1) ? 1 : 0;
    }
    for (int i = 0; i < count; ++i) {
      difference[i] = static_cast<float>(after[i] - before[i]);
    }
    for (int i = 0; i < count; ++i) {
      difference[i] = of_one[i] != 0 ? difference[i] : 0.0F;
    }
  }

  void clear(int first, int count) {
    std::fill_n(value + first, count, 0.0F);
    std::fill_n(same + first, count, 0);
  }
};

// The slope from the differences to two opposite neighbours, of number i of each.
void add_up(const Differences& a, const Differences& b, int shift_of_b, int count, float points,
            float* slope, int* pairs) {
  const float* const value_b = b.value + shift_of_b;
  const int* const same_b = b.same + shift_of_b;
  for (int i = 0; i < count; ++i) {
    const float share = 1.0F - 0.5F * static_cast<float>(a.same[i] & same_b[i]);
    slope[i] = share * (a.value[i] + value_b[i]) * points;
    pairs[i] += a.same[i] + same_b[i];
  }
}

}  // namespace

void find_rows(const Place& place, const Ramps& ramps, Block& block) {
  const std::int16_t* const labels = place.field.labels + place.first();
  const auto roots = static_cast<int>(ramps.roots);
  for (int i = 0; i < block.count; ++i) {
    const int label = labels[i];
    block.row[i] = label < 0 ? roots - 1 - label : label < roots ? label : -1;
  }
}

void find_depth(const Place& place, const Look& look, const Ramps& ramps, Block& block) {
  const std::int64_t first = place.first();
  if (look.counts) {
    const std::int32_t* const counts = place.field.iterations + first;
    for (int i = 0; i < block.count; ++i) {
      block.depth[i] = static_cast<float>(counts[i] - 1);
    }
    return;
  }
  const double* const smooth = place.field.smooth + first;
  for (int i = 0; i < block.count; ++i) {
    block.depth[i] = static_cast<float>(smooth[i]);
  }
  for_runs(ramps, block, [&](int first_of_run, int last, const Shade& basin) {
    for (int i = first_of_run; i < last; ++i) block.depth[i] -= basin.offset;
    std::fill(block.calm + first_of_run, block.calm + last, basin.calm);
    std::fill(block.waves + first_of_run, block.waves + last, basin.waves);
  });
}

void find_rates(const Ramps& ramps, Block& block) {
  for_runs(ramps, block, [&](int first, int last, const Shade& basin) {
    std::fill(block.rate + first, block.rate + last, basin.rate);
  });
}

void find_parts(const Place& place, Block& block) {
  const double* const smooth = place.field.smooth + place.first();
  for (int i = 0; i < block.count; ++i) {
    const double x = smooth[i];
    block.part[i] = static_cast<float>(x - ((x + kRounder) - kRounder));
  }
}

void find_slopes(const Place& place, Block& block) {
  const Field& field = place.field;
  const int n = block.count;
  const double* const smooth = field.smooth + place.first();
  const std::int16_t* const labels = field.labels + place.first();
  Differences across;  // number i is that of points i - 1 and i
  Differences above;
  Differences below;
  int pairs[Block::kSize] = {};

  const bool has_left = place.side == 0 && place.column > 0;
  const bool has_right = place.side == 0 && place.column + n < field.columns;
  across.clear(0, 1);
  across.clear(n, 1);
  const int left = has_left ? 0 : 1;
  const int right = has_right ? n + 1 : n;
  across.subtract(left, right - left, smooth + left - 1, smooth + left, labels + left - 1,
                  labels + left);
  if (place.side > 0) {
    for (int i = 0; i < n; i += place.side) across.clear(i, 1);
  }
  add_up(across, across, 1, n, block.points, block.across, pairs);

  if (place.side > 0) {
    // Number i is that of point i and the one above.
    above.subtract(place.side, n - place.side, smooth + place.side, smooth, labels + place.side,
                   labels);
    for (int i = 0; i <= n; i += place.side * place.side) above.clear(i, place.side);
    add_up(above, above, place.side, n, block.points, block.up, pairs);
  } else {
    above.clear(0, n);
    below.clear(0, n);
    const std::int64_t columns = field.columns;
    if (place.row > 0) above.subtract(0, n, smooth, smooth - columns, labels, labels - columns);
    if (place.row < field.rows - 1) {
      below.subtract(0, n, smooth + columns, smooth, labels + columns, labels);
    }
    add_up(above, below, 0, n, block.points, block.up, pairs);
  }
  for (int i = 0; i < n; ++i) {
    const float steepest = std::sqrt(block.across[i] * block.across[i] + block.up[i] * block.up[i]);
    block.slope[i] = pairs[i] != 0 ? steepest : kSteep;
  }
}

}  // namespace nb_cpp::pictures
