#pragma once

// Points that follow each other in a field and are drawn together, each step a loop over all of
// them. No templates of the standard library: what a pass includes, it compiles for its own
// instruction set, and the linker could take it for the rest of the program.

#include "pictures/passes.hpp"

namespace nb_cpp::pictures {
namespace {

constexpr int kGroup = 32;  // neighbours that are mostly of one basin

// A line has as many numbers as the block has points.
struct Block {
  int count;
  float points;                 // of a pixel's side
  alignas(64) int row[kBlock];  // of the ramps; to the end of the last group
  int lowest[kBlock / kGroup];  // of the rows of a group
  int highest[kBlock / kGroup];
  alignas(64) float depth[kBlock];   // smooth count, or count, past the basin's offset
  alignas(64) float rate[kBlock];    // of the basin
  alignas(64) float part[kBlock];    // the smooth count less the nearest whole number
  alignas(64) float across[kBlock];  // its slope to the right, in counts a pixel
  alignas(64) float up[kBlock];      // and upwards
  alignas(64) float slope[kBlock];   // and the steepest
  alignas(64) float u[kBlock];       // the place on the ramp
  alignas(64) float ink[kBlock];     // 0 to 1
};

inline std::int64_t first_of(const Place& place) {
  return place.row * place.field.columns + place.column;
}

// The first, where one of them is no number.
template <typename T>
inline T least(T a, T b) {
  return b < a ? b : a;
}
template <typename T>
inline T most(T a, T b) {
  return a < b ? b : a;
}
inline float clamped(float x) { return least(most(x, 0.0F), 1.0F); }

template <typename T>
inline void fill(T* line, int count, T value) {
  for (int i = 0; i < count; ++i) line[i] = value;
}

// The number of each point's basin, up to the end of the last group. A few basins are told apart in
// all points of a group at once.
[[gnu::noinline]] void take(const Drawing& drawing, const Block& block, float Basin::*number,
                            float* line) {
  constexpr int kFew = 8;
  for (int first = 0; first < block.count; first += kGroup) {
    const int* const row = block.row + first;
    float* const to = line + first;
    const int lowest = block.lowest[first / kGroup];
    const int highest = block.highest[first / kGroup];
    if (highest - lowest > kFew) {
      for (int i = 0; i < kGroup; ++i) to[i] = drawing.basins[row[i]].*number;
      continue;
    }
    fill(to, kGroup, drawing.basins[lowest].*number);
    for (int other = lowest + 1; other <= highest; ++other) {
      const float its = drawing.basins[other].*number;
      for (int i = 0; i < kGroup; ++i) to[i] = row[i] == other ? its : to[i];
    }
  }
}

}  // namespace
}  // namespace nb_cpp::pictures
