#pragma once

// Pixels that differ from a neighbour.

#include "pictures/passes/block.hpp"

namespace nb_cpp::pictures {
namespace {

// Of each pixel and its neighbours the least and the most. What is no number is neither: not taken
// where it comes second.
template <typename T>
struct Extremes {
  alignas(64) T low[kBlock];
  alignas(64) T high[kBlock];
};

template <typename T>
inline void find_extremes(const T* channel, const Stretch& stretch, T lowest, T highest,
                          Extremes<T>& extremes) {
  // Of three rows, with a neighbour on each side.
  alignas(64) T low[kBlock + 2];
  alignas(64) T high[kBlock + 2];
  const int n = stretch.count;
  low[0] = low[n + 1] = highest;
  high[0] = high[n + 1] = lowest;
  const int first = stretch.is_first ? 1 : 0;
  const int last = n + (stretch.is_last ? 1 : 2);
  const std::int64_t column = stretch.column - 1 + first;
  const T* const above = channel + (stretch.above + column);
  const T* const here = channel + (stretch.here + column);
  const T* const below = channel + (stretch.below + column);
  for (int i = 0; i < last - first; ++i) {
    low[first + i] = least(least(least(highest, above[i]), here[i]), below[i]);
    high[first + i] = most(most(most(lowest, above[i]), here[i]), below[i]);
  }
  for (int i = 0; i < n; ++i) {
    extremes.low[i] = least(least(low[i], low[i + 1]), low[i + 2]);
    extremes.high[i] = most(most(high[i], high[i + 1]), high[i + 2]);
  }
}

// Where a neighbour's number is farther away than `step`. None is from what is no number.
template <typename T>
inline void add_far(const T* channel, const Stretch& stretch, T lowest, T highest, double step,
                    int* edges) {
  Extremes<T> extremes;
  find_extremes(channel, stretch, lowest, highest, extremes);
  const T* const here = channel + stretch.here + stretch.column;
  for (int i = 0; i < stretch.count; ++i) {
    const auto x = static_cast<double>(here[i]);
    const int is_above = static_cast<double>(extremes.high[i]) - x > step ? 1 : 0;
    const int is_below = x - static_cast<double>(extremes.low[i]) > step ? 1 : 0;
    edges[i] |= is_above | is_below;
  }
}

void find_edges(const Field& field, const Stretch& stretch, double step,
                std::uint8_t* edges) noexcept {
  alignas(64) int found[kBlock];
  Extremes<std::int16_t> labels;
  find_extremes<std::int16_t>(field.labels, stretch, INT16_MIN, INT16_MAX, labels);
  for (int i = 0; i < stretch.count; ++i) found[i] = labels.low[i] != labels.high[i] ? 1 : 0;
  if (field.smooth != nullptr) {
    add_far(field.smooth, stretch, -__builtin_inf(), __builtin_inf(), step, found);
  } else if (field.iterations != nullptr) {
    add_far<std::int32_t>(field.iterations, stretch, INT32_MIN, INT32_MAX, step, found);
  }
  for (int i = 0; i < stretch.count; ++i) edges[i] = static_cast<std::uint8_t>(found[i]);
}

}  // namespace
}  // namespace nb_cpp::pictures
