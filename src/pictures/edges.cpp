#include <algorithm>
#include <cstddef>
#include <limits>
#include <stdexcept>

#include "nb_cpp/shade.hpp"
#include "numbers/environment.hpp"
#include "pictures/stretches.hpp"

namespace nb_cpp {
namespace {

constexpr int kBlock = 256;
constexpr int kHalo = 1;

// Neighbouring pixels of a row, as columns of a field, and the rows above and below.
struct Stretch {
  std::int64_t column;
  int count;
  std::int64_t above, here, below;  // where their rows begin in the channels
  bool is_first, is_last;           // there is no column before it, or after it
};

// Of each pixel and its neighbours the least and the most. What is no number is neither.
template <typename T>
struct Extremes {
  T least[kBlock];
  T most[kBlock];

  Extremes(const T* channel, const Stretch& stretch) {
    constexpr bool kHasInfinity = std::numeric_limits<T>::has_infinity;
    constexpr T kMost =
        kHasInfinity ? std::numeric_limits<T>::infinity() : std::numeric_limits<T>::max();
    constexpr T kLeast = kHasInfinity ? -kMost : std::numeric_limits<T>::min();
    // Of three rows.
    T low[kBlock + 2 * kHalo];
    T high[kBlock + 2 * kHalo];
    std::fill(std::begin(low), std::end(low), kMost);
    std::fill(std::begin(high), std::end(high), kLeast);
    const int first = stretch.is_first ? 1 : 0;
    const int last = stretch.count + (stretch.is_last ? 1 : 2);
    for (const std::int64_t row : {stretch.above, stretch.here, stretch.below}) {
      const T* const x = channel + row + stretch.column + first - kHalo;
      for (int i = first; i < last; ++i) {
        const T value = x[i - first];
        low[i] = value < low[i] ? value : low[i];
        high[i] = high[i] < value ? value : high[i];
      }
    }
    for (int i = 0; i < stretch.count; ++i) {
      least[i] = std::min(std::min(low[i], low[i + 1]), low[i + 2]);
      most[i] = std::max(std::max(high[i], high[i + 1]), high[i + 2]);
    }
  }
};

// Adds where a neighbour's number is farther away than `step`. None is from what is no number.
template <typename T>
void add_far(const T* channel, const Stretch& stretch, double step, std::uint8_t* edges) {
  const Extremes<T> extremes(channel, stretch);
  const T* const here = channel + stretch.here + stretch.column;
  for (int i = 0; i < stretch.count; ++i) {
    const auto x = static_cast<double>(here[i]);
    const int higher = static_cast<double>(extremes.most[i]) - x > step ? 1 : 0;
    const int lower = x - static_cast<double>(extremes.least[i]) > step ? 1 : 0;
    edges[i] = static_cast<std::uint8_t>(edges[i] | higher | lower);
  }
}

void find_in_stretch(const Field& field, const Stretch& stretch, double step, std::uint8_t* edges) {
  const Extremes<std::int16_t> labels(field.labels, stretch);
  for (int i = 0; i < stretch.count; ++i) {
    edges[i] = labels.least[i] != labels.most[i] ? 1 : 0;
  }
  if (field.smooth != nullptr) {
    add_far(field.smooth, stretch, step, edges);
  } else if (field.iterations != nullptr) {
    add_far(field.iterations, stretch, step, edges);
  }
}

}  // namespace

void find_edges(const Field& field, const Region& region, double step, int threads,
                std::uint8_t* edges) {
  const numbers::StandardEnvironment environment;
  if (field.labels == nullptr || region.row < 0 || region.column < 0 || region.rows < 0 ||
      region.columns < 0 || region.row + region.rows > field.rows ||
      region.column + region.columns > field.columns) {
    throw std::invalid_argument("a region must lie in its field");
  }
  pictures::for_stretches(
      region, kBlock, threads, {}, [&](std::int64_t r, std::int64_t c, int count) {
        const std::int64_t row = region.row + r;
        const std::int64_t column = region.column + c;
        const Stretch stretch{column,
                              count,
                              std::max<std::int64_t>(row - 1, 0) * field.columns,
                              row * field.columns,
                              std::min(row + 1, field.rows - 1) * field.columns,
                              column == 0,
                              column + count == field.columns};
        find_in_stretch(field, stretch, step, edges + r * region.columns + c);
      });
}

}  // namespace nb_cpp
