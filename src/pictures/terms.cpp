// What a look adds to a block, kind by kind.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "pictures/block.hpp"

namespace nb_cpp::pictures {
namespace {

constexpr float kLeast = 1e-6F;
// Adding them and taking them away rounds to whole numbers, many at once: 1.5 * 2^23, 1.5 * 2^52.
constexpr float kRounder = 12582912.0F;
constexpr double kRounderOfDoubles = 6755399441055744.0;

float clamped(float x) { return std::min(std::max(x, 0.0F), 1.0F); }

// 0 to 1, with a slope of 0 at both.
float smoothstep(float x) {
  const float t = clamped(x);
  return t * t * (3.0F - 2.0F * t);
}

// 1 up to `from`, 0 from 1 / narrow further on.
float fading(float x, float from, float narrow) { return 1.0F - smoothstep((x - from) * narrow); }

double floored(double x) {
  const double nearest = (x + kRounderOfDoubles) - kRounderOfDoubles;
  return nearest - (nearest > x ? 1.0 : 0.0);
}

// exp(x) for 0 <= x <= 8, to 3e-5 of it.
float exponential(float x) {
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

// cos(2 pi x) for |x| <= 1/2, to 1e-4.
float wave(float x) {
  const float t = x * x;
  return 1.0F +
         t * (-19.739209F +
              t * (64.939394F +
                   t * (-85.456817F + t * (60.244641F + t * (-26.426257F + t * 7.9035364F)))));
}

// How much of a square a line of that width covers, so far from its middle; `points` of those
// squares are as long as what distance and width are in.
float covered(float distance, float width, float points) {
  return clamped((0.5F * width - distance) * points + 0.5F);
}

// Some number from 0 to 1 for each cell.
float tone(std::int32_t a, std::int32_t b, std::int32_t c) {
  auto h = static_cast<std::uint32_t>(a) * 0x9E3779B1U;
  h = (h ^ (h >> 15U) ^ static_cast<std::uint32_t>(b)) * 0x85EBCA77U;
  h = (h ^ (h >> 13U) ^ static_cast<std::uint32_t>(c)) * 0xC2B2AE3DU;
  return static_cast<float>(static_cast<std::int32_t>(h >> 8U)) * (1.0F / 16777216.0F);
}

}  // namespace

void add_darkness(const Look& look, Block& block) {
  const float scale = 1.0F / look.span;
  const float start = look.start;
  const float range = look.end - start;
  if (look.linear) {
    for (int i = 0; i < block.count; ++i) {
      block.u[i] = start + range * clamped(block.depth[i] * scale);
    }
    return;
  }
  for (int i = 0; i < block.count; ++i) {
    block.u[i] = start + range * smoothstep(block.depth[i] * scale);
  }
}

void add_light(const Look& given, Block& block) {
  const Look look = given;  // which no store into the block can change
  const float narrow = 1.0F / (look.fine - look.coarse);
  for (int i = 0; i < block.count; ++i) {
    const float towards =
        (block.across[i] * look.lamp_x + block.up[i] * look.lamp_y) / (block.slope[i] + kLeast);
    const float slope = block.slope[i] * block.waves[i];
    const float waves = block.depth[i] * block.waves[i];
    const float part = waves - ((waves + kRounder) - kRounder);
    const float fade = fading(slope, look.coarse, narrow);
    // A root's own middle, where all directions meet, is left in peace.
    const float calm = smoothstep((block.depth[i] + block.calm[i]) * 0.7F);
    const float strength = calm * fade * slope / (slope + look.flat);
    const float lit =
        (look.dome + look.ripple * wave(part)) * towards + look.sheen * (towards * towards - 0.5F);
    const float light = lit * strength;
    const float highlight = std::max(light, 0.0F);
    const float square = highlight * highlight;
    block.u[i] += light + look.gloss * square * square;
  }
}

void add_glow(const Look& given, Block& block) {
  const Look look = given;
  for (int i = 0; i < block.count; ++i) {
    const float nearness = block.rate[i] * block.slope[i] + kLeast;  // 1 / distance
    const float in_glow = look.glow_width * nearness;
    const float in_haze = look.haze_width * nearness;
    const float near = in_glow / (in_glow + 1.0F);
    const float wide = in_haze / (in_haze + 1.0F);
    block.u[i] += look.glow * near * near + look.haze * wide * wide;
  }
}

void add_lines(const Look& given, Block& block) {
  const Look look = given;
  const float points = block.points;
  for (int i = 0; i < block.count; ++i) {
    const float slope = block.slope[i] + kLeast;
    const float length = 1.0F / slope;  // of a count
    const float part = block.part[i];
    const float whole = covered(std::abs(part) * length, look.line_width, points);
    // Parts of quarters lie between -1/8 and 1/8.
    const float quarters = 4.0F * part;
    const float nearest = quarters - ((quarters + kRounder) - kRounder);
    const float fourth =
        covered(0.25F * std::abs(nearest) * length, 0.7F * look.line_width, points);
    const float ink = std::max(look.line * whole * fading(slope, 0.06F, 1.0F / 0.14F),
                               look.quarter * fourth * fading(slope, 0.02F, 1.0F / 0.04F));
    block.ink[i] = std::max(block.ink[i], ink);
  }
}

void add_edges(const Look& given, Block& block) {
  const Look look = given;
  const float narrow = 1.0F / (look.edge_outer - look.edge_inner);
  for (int i = 0; i < block.count; ++i) {
    const float distance = 1.0F / (block.rate[i] * block.slope[i] + kLeast);
    const float ink = look.edge * fading(distance, look.edge_inner, narrow);
    block.ink[i] = std::max(block.ink[i], ink);
  }
}

void add_cells(const Place& place, const Look& given, const Ramps& ramps, Block& block) {
  constexpr double kPerTurn = 0.15915494309189535;  // 1 / (2 pi)
  const Look look = given;
  const float points = block.points;
  const std::int32_t* const counts = place.field.iterations + place.first();
  const double* const smooth = place.field.smooth + place.first();
  const double* const angle = place.field.angle + place.first();
  float inwards[Block::kSize];
  float turn[Block::kSize];
  int count[Block::kSize];
  for_runs(ramps, block, [&](int first, int last, const Shade& basin) {
    if (block.row[first] == ramps.roots) return;  // reaches nothing
    const float base = basin.power ? std::exp(basin.rate) : 1.0F;
    // How far points lie from the outer border of their count, in the logarithm of the coordinate:
    // 0 to 1. Panes begin a little farther out than where the rule holds, which is no level of w:
    // no count is beyond its pane's. Where it is before, the angle is taken a step later.
    const double raised = look.raised;
    const double later = base * kPerTurn;
    for (int i = first; i < last; ++i) {
      const double level = smooth[i] + raised;
      const double least = -floored(-level);
      const double by_rule = counts[i];
      const bool is_later = least > by_rule;
      const double step = is_later ? least : by_rule;
      const double turns = angle[i] * (is_later ? later : kPerTurn);
      inwards[i] = static_cast<float>(step - level);
      turn[i] = static_cast<float>(turns - floored(turns));
      count[i] = static_cast<int>(step);
    }
    const float rate = basin.power ? basin.rate : 0.0F;
    const float per_growth = basin.power ? 1.0F / (base - 1.0F) : 0.0F;
    const float evenly = basin.power ? 0.0F : 1.0F;
    const float rings = basin.rings;
    const float turns = basin.turns;
    const float per_aspect = 1.0F / basin.aspect;
    for (int i = first; i < last; ++i) {
      const float left = clamped(inwards[i]);
      const float grown = exponential(rate * left);
      const float part = (grown - 1.0F) * per_growth + evenly * left;
      // How much that changes with the smooth count.
      const float change = rate * grown * per_growth + evenly;
      const float ring = part * rings;
      const float ring_number = std::min(static_cast<float>(static_cast<int>(ring)), rings - 1.0F);
      const int number = static_cast<int>(ring_number);
      const float turned = turn[i] * turns + 0.5F * static_cast<float>(number & 1);
      const auto turn_number = static_cast<float>(static_cast<int>(turned));
      const float size = 1.0F / (block.slope[i] * change * rings + kLeast);
      // Beyond the last count, about a root or what goes straight to it, there is one round cell.
      const bool round = inwards[i] > 1.0F;
      const float rest = (inwards[i] - 1.0F) / (block.slope[i] + kLeast);
      const float border = std::min(ring - ring_number, ring_number + 1.0F - ring) * size;
      // Modulus and argument have one slope, as the coordinate is conformal.
      const float side =
          std::min(turned - turn_number, turn_number + 1.0F - turned) * size * per_aspect;
      const float edge = round ? rest : std::min(border, side);
      const float shown = smoothstep((size - 1.5F) * 0.25F);
      const float cell = turn_number < turns ? turn_number : turn_number - turns;
      const float shade = tone(count[i], number, round ? -1 : static_cast<int>(cell)) - 0.5F;
      block.u[i] += look.tones * shade * shown;
      const float width = std::min(look.lead_width, 0.2F * size);
      const float lead = covered(edge, width, points);
      block.ink[i] = std::max(block.ink[i], look.lead * lead * shown);
    }
  });
}

}  // namespace nb_cpp::pictures
