#pragma once

// The loops over points that pictures are drawn by, compiled for several instruction sets. What is
// drawn has the same bits with each of them.

#include <cstdint>

#include "nb_cpp/shade.hpp"
#include "pictures/colour.hpp"

namespace nb_cpp::pictures {

constexpr int kBlock = 256;       // points that are drawn together, at most
constexpr int kLongestSide = 16;  // of a square: one is in one block

// A colour; four bytes are as soon copied as three.
struct Bytes {
  std::uint8_t rgb[4];
};

// What differs from basin to basin, and what a point would have to compute from it.
struct Basin {
  float offset, calm, waves, rate, rings, turns;
  float per_aspect;  // 1 / aspect
  float base;        // exp(rate) where the coordinate is a power, else 1
  float growth;      // rate there, else 0
  float per_growth;  // 1 / (base - 1) there, else 0
};

// What blocks are drawn from. Tables that a drawing does not use may be null.
struct Drawing {
  const Look* look;
  const Basin* basins;   // one for each row of the ramps
  const float* colours;  // of the ramps
  const float* light;    // the same decoded, for ink and for means
  const Bytes* bytes;    // for each row so many steps, one more, and the ink
  int rows, roots, steps, byte_steps;
  int numbers;  // of a pixel: 3, or 4, the last of which is the largest
  bool inked;   // there may be ink
  const Transfer* transfer;
};

// Where a block begins. A field that is cut into squares, each of `side` rows of so many columns,
// one below the other, has pixels that are squares; else, where `side` is 0, that are points.
struct Place {
  const Field& field;
  std::int64_t row;
  std::int64_t column;
  int side;
};

// Neighbouring pixels of a row, as columns of a field, and the rows above and below.
struct Stretch {
  std::int64_t column;
  int count;
  std::int64_t above, here, below;  // where their rows begin in the channels
  bool is_first, is_last;           // there is no column before it, or after it
};

struct Passes {
  // The colours of `count` points, or the mean light of each of their squares. False where a label
  // has no row.
  bool (*draw_bytes)(const Drawing&, const Place&, int count, std::uint8_t* rgb) noexcept;
  bool (*draw_words)(const Drawing&, const Place&, int count, std::uint16_t* rgb) noexcept;
  bool (*draw_means)(const Drawing&, const Place&, int count, Colour* means) noexcept;
  // As nb_cpp::find_edges, of at most kBlock pixels.
  void (*find_edges)(const Field&, const Stretch&, double step, std::uint8_t* edges) noexcept;
};

const Passes& baseline_passes() noexcept;
const Passes& avx2_passes() noexcept;  // not in every build

// Those for the active target. Throws as active_target.
const Passes& passes();

}  // namespace nb_cpp::pictures
