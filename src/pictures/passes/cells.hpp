#pragma once

// Panes of stained glass: rings of them for each count. In several loops: in a single one a
// point's operations depend on each other for so long that few points are under way at once.

#include "pictures/passes/fields.hpp"
#include "pictures/passes/terms.hpp"

namespace nb_cpp::pictures {
namespace {

// exp(x) for 0 <= x <= 8, to 3e-5 of it.
inline float exponential(float x) {
  const float t = x * 0.0625F;
  float y =
      1.0F +
      t * (1.0F + t * (0.5F + t * (0.16666667F +
                                   t * (0.041666668F + t * (0.0083333338F + t * 0.0013888889F)))));
  y *= y;
  y *= y;
  y *= y;
  return y * y;
}

// Some number from 0 to 1 for each cell.
inline float tone(std::int32_t a, std::int32_t b, std::int32_t c) {
  auto h = static_cast<std::uint32_t>(a) * 0x9E3779B1U;
  h = (h ^ (h >> 15U) ^ static_cast<std::uint32_t>(b)) * 0x85EBCA77U;
  h = (h ^ (h >> 13U) ^ static_cast<std::uint32_t>(c)) * 0xC2B2AE3DU;
  return static_cast<float>(static_cast<std::int32_t>(h >> 8U)) * (1.0F / 16777216.0F);
}

constexpr float kFar = 1e9F;  // where there is no line

// How much of a cell of that size is shown.
inline float shown(float size) { return smoothstep((size - 3.0F) * 0.2F); }

// Where points lie among the cells of their counts.
struct Cells {
  alignas(64) int count[kBlock];
  alignas(64) float inwards[kBlock];  // from its outer border, in the logarithm of the coordinate
  alignas(64) float turn[kBlock];     // 0 to 1
  alignas(64) float rings[kBlock];    // of cells for a count
  alignas(64) float ring[kBlock];     // the place among these
  alignas(64) float size[kBlock];     // of a cell, in pixels
  alignas(64) float length[kBlock];   // of a ring, in counts
};

// Cells begin a little farther out than where the rule holds, which is no level of the coordinate:
// no count is beyond its cells'. Where it is before, the angle is taken a step later.
inline void find_counts(const Drawing& drawing, const Place& place, const Block& block,
                        Cells& cells) {
  constexpr float kPerTurn = 0.15915494F;  // 1 / (2 pi)
  const std::int32_t* const counts = place.field.iterations + first_of(place);
  const double* const smooth = place.field.smooth + first_of(place);
  const double* const angle = place.field.angle + first_of(place);
  const float raised = drawing.look->raised;
  alignas(64) float base[kBlock];
  take(drawing, block, &Basin::base, base);
  for (int i = 0; i < block.count; ++i) {
    cells.inwards[i] = static_cast<float>(counts[i] - smooth[i]) - raised;
  }
  for (int i = 0; i < block.count; ++i) {
    const bool is_later = cells.inwards[i] < 0.0F;
    const float turns = static_cast<float>(angle[i]) * (is_later ? base[i] * kPerTurn : kPerTurn);
    const float part = turns - ((turns + kRounder) - kRounder);
    cells.turn[i] = part < 0.0F ? part + 1.0F : part;
    cells.inwards[i] += is_later ? 1.0F : 0.0F;
    cells.count[i] = counts[i] + (is_later ? 1 : 0);
  }
}

inline void find_rings(const Drawing& drawing, const Block& block, Cells& cells) {
  const int n = whole(block);
  alignas(64) float growths[kBlock];
  alignas(64) float per_growths[kBlock];
  take(drawing, block, &Basin::growth, growths);
  take(drawing, block, &Basin::per_growth, per_growths);
  take(drawing, block, &Basin::rings, cells.rings);
  for (int i = 0; i < n; ++i) {
    const float per_growth = per_growths[i];
    const bool is_power = per_growth != 0.0F;
    const float left = clamped(cells.inwards[i]);
    const float grown = exponential(growths[i] * left);
    const float part = is_power ? (grown - 1.0F) * per_growth : left;
    // How much that changes with the smooth count.
    const float change = is_power ? growths[i] * grown * per_growth : 1.0F;
    const float rings = cells.rings[i] * change;
    cells.ring[i] = part * cells.rings[i];
    cells.size[i] = 1.0F / (block.slope[i] * rings + kLeast);
    cells.length[i] = block.slope[i] * cells.size[i];
    // A round cell is as large as it is from its border on, however steep the slope is in it.
    cells.size[i] *= 1.0F + 3.0F * rings * most(cells.inwards[i] - 1.0F, 0.0F);
  }
}

inline void add_cells(const Drawing& drawing, const Place& place, Block& block) {
  const int n = whole(block);
  const Look look = *drawing.look;
  Cells cells;
  find_counts(drawing, place, block, cells);
  find_rings(drawing, block, cells);
  alignas(64) float turns_of[kBlock];
  alignas(64) float per_aspects[kBlock];
  alignas(64) float borders[kBlock];  // counts to the next line between rings,
  alignas(64) float sides[kBlock];    // and, as the coordinate is conformal, to the next one across
  take(drawing, block, &Basin::turns, turns_of);
  take(drawing, block, &Basin::per_aspect, per_aspects);
  for (int i = 0; i < n; ++i) {
    const float turns = turns_of[i];
    const float length = cells.length[i];
    const float ring = cells.ring[i];
    const int number = static_cast<int>(least(ring, cells.rings[i] - 0.5F));
    const auto ring_number = static_cast<float>(number);
    const float turned = cells.turn[i] * turns + 0.5F * static_cast<float>(number & 1);
    const int cell = static_cast<int>(turned);
    const auto turn_number = static_cast<float>(cell);
    // Beyond the last count, about a root or what goes straight to it, there is one round cell.
    const float rest = cells.inwards[i] - 1.0F;
    const bool is_round = rest > 0.0F;
    const float border = least(ring - ring_number, ring_number + 1.0F - ring) * length;
    const float side =
        least(turned - turn_number, turn_number + 1.0F - turned) * length * per_aspects[i];
    borders[i] = is_round ? rest * (1.0F + 3.0F * rest) : border;
    sides[i] = is_round ? kFar : side;
    const int cell_of_turn = turned < turns ? cell : 0;
    const float shade = tone(cells.count[i], number, is_round ? -1 : cell_of_turn) - 0.5F;
    const float share = shown(cells.size[i]);
    block.u[i] += look.tones * shade * share;
    block.ink[i] = look.lead * share;
  }
  for (int i = 0; i < n; ++i) {
    const Cover cover(block, i);
    const float width = least(look.lead_width, 0.2F * cells.size[i]);
    const float bare = (1.0F - cover.of(borders[i], width)) * (1.0F - cover.of(sides[i], width));
    block.ink[i] *= 1.0F - bare;
  }
}

}  // namespace
}  // namespace nb_cpp::pictures
