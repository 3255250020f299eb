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
  int least_row, most_row;             // of all
  alignas(64) float depth[kBlock];     // smooth count, or count, past the basin's offset
  alignas(64) float rate[kBlock];      // of the basin
  alignas(64) float part[kBlock];      // the smooth count less the nearest whole number
  alignas(64) float across[kBlock];    // its slope to the right, in counts a pixel
  alignas(64) float up[kBlock];        // and upwards
  alignas(64) float slope[kBlock];     // and the steepest
  alignas(64) float steep[kBlock];     // or that to one of the neighbours, where it is steeper
  alignas(64) float distance[kBlock];  // to the boundary, in pixels
  alignas(64) float u[kBlock];         // the place on the ramp
  alignas(64) float ink[kBlock];       // 0 to 1
};

// Lines are filled to the end of a group where no channel is read: loops of whole vectors need no
// loop for the rest.
inline int whole(const Block& block) { return (block.count + kGroup - 1) & -kGroup; }

inline std::int64_t first_of(const Place& place) {
  return place.row * place.field.columns + place.column;
}

constexpr float kLeast = 1e-6F;  // of what is divided by

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

constexpr int kFew = 8;  // basins that are told apart in all points of a group at once

// Whether it is that of all basins of the block.
inline bool is_common(const Drawing& drawing, const Block& block, float Basin::*number) {
  if (block.most_row - block.least_row > kFew) return false;
  const float one = drawing.basins[block.least_row].*number;
  bool is_one = true;
  for (int row = block.least_row + 1; row <= block.most_row; ++row) {
    is_one = is_one && drawing.basins[row].*number == one;
  }
  return is_one;
}

// The number of each point's basin, up to the end of the last group.
[[gnu::noinline]] void take(const Drawing& drawing, const Block& block, float Basin::*number,
                            float* line) {
  if (is_common(drawing, block, number)) {
    const float common = drawing.basins[block.least_row].*number;
    for (int first = 0; first < kBlock; first += kGroup) fill(line + first, kGroup, common);
    return;
  }
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
