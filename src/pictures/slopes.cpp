// Rows, depths and slopes of a block, from the field.

#include <algorithm>
#include <cmath>

#include "pictures/block.hpp"

namespace nb_cpp::pictures {
namespace {

constexpr double kRounder = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to whole numbers
constexpr float kSteep = 1e3F;                   // where no neighbour tells

// Differences of `after` and `before`, 0 unless both are of one basin, and whether they are.
void subtract(const double* before, const double* after, const std::int16_t* label_before,
              const std::int16_t* label_after, int count, float* difference, int* same) {
  for (int i = 0; i < count; ++i) {
    same[i] = (label_before[i] == label_after[i]) & (label_before[i] != -1) ? 1 : 0;
  }
  for (int i = 0; i < count; ++i) {
    difference[i] = static_cast<float>(after[i] - before[i]);
  }
  for (int i = 0; i < count; ++i) {
    difference[i] = same[i] != 0 ? difference[i] : 0.0F;
  }
}

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

}  // namespace

void find_rows(const Place& place, const Look& look, const Ramps& ramps, Block& block) {
  if (look.single) {
    std::fill_n(block.row, block.count, 0);
    return;
  }
  const std::int16_t* const labels =
      place.field.labels + place.row * place.field.columns + place.column;
  const auto roots = static_cast<int>(ramps.roots);
  for (int i = 0; i < block.count; ++i) {
    const int label = labels[i];
    block.row[i] = label < 0 ? roots - 1 - label : label < roots ? label : -1;
  }
}

void find_depth(const Place& place, const Look& look, const Ramps& ramps, Block& block) {
  const std::int64_t first = place.row * place.field.columns + place.column;
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
  const double* const smooth = place.field.smooth + place.row * place.field.columns + place.column;
  for (int i = 0; i < block.count; ++i) {
    const double x = smooth[i];
    block.part[i] = static_cast<float>(x - ((x + kRounder) - kRounder));
  }
}

void find_slopes(const Place& place, Block& block) {
  const Field& field = place.field;
  const int n = block.count;
  const std::int64_t at = place.row * field.columns + place.column;
  alignas(64) float difference[Block::kSize + 1];
  alignas(64) float other[Block::kSize];
  alignas(64) int same[Block::kSize + 1];
  alignas(64) int also[Block::kSize];
  const double* const smooth = field.smooth + at;
  const std::int16_t* const labels = field.labels + at;

  // difference[i] is that of points i - 1 and i.
  const int left = place.column > place.first_column ? 0 : 1;
  const int right = place.column + n <= place.last_column ? n + 1 : n;
  difference[0] = difference[n] = 0.0F;
  same[0] = same[n] = 0;
  subtract(smooth + left - 1, smooth + left, labels + left - 1, labels + left, right - left,
           difference + left, same + left);
  for (int i = 0; i < n; ++i) {
    const int pairs = same[i] + same[i + 1];
    const float sum = difference[i] + difference[i + 1];
    block.across[i] = (pairs == 2 ? 0.5F : 1.0F) * sum * place.pixels;
    also[i] = pairs;
  }

  std::fill_n(difference, n, 0.0F);
  std::fill_n(other, n, 0.0F);
  std::fill_n(same, n, 0);
  int below[Block::kSize];
  std::fill_n(below, n, 0);
  if (place.row > place.first_row) {
    subtract(smooth, smooth - field.columns, labels, labels - field.columns, n, difference, same);
  }
  if (place.row < place.last_row) {
    subtract(smooth + field.columns, smooth, labels + field.columns, labels, n, other, below);
  }
  for (int i = 0; i < n; ++i) {
    const int pairs = same[i] + below[i];
    const float sum = difference[i] + other[i];
    block.up[i] = (pairs == 2 ? 0.5F : 1.0F) * sum * place.pixels;
    also[i] += pairs;
  }
  for (int i = 0; i < n; ++i) {
    const float steepest = std::sqrt(block.across[i] * block.across[i] + block.up[i] * block.up[i]);
    block.slope[i] = also[i] != 0 ? steepest : kSteep;
  }
}

}  // namespace nb_cpp::pictures
