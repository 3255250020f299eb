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
  float points;                      // of a pixel's side
  alignas(64) int row[kBlock];       // of the ramps
  bool is_mixed[kBlock / kGroup];    // whether the rows of a group differ
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

// The number of each point's basin.
[[gnu::noinline]] void take(const Drawing& drawing, const Block& block, float Basin::*number,
                            float* line) {
  for (int first = 0; first < block.count; first += kGroup) {
    const int* const row = block.row + first;
    const int count = least(kGroup, block.count - first);
    if (block.is_mixed[first / kGroup]) {
      for (int i = 0; i < count; ++i) line[first + i] = drawing.basins[row[i]].*number;
    } else {
      fill(line + first, count, drawing.basins[row[0]].*number);
    }
  }
}

}  // namespace
}  // namespace nb_cpp::pictures
