// What a look adds to a block, kind by kind.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "pictures/block.hpp"

namespace nb_cpp::pictures {
namespace {

constexpr float kLeast = 1e-6F;
constexpr float kRounder = 12582912.0F;  // 1.5 * 2^23: adding it rounds to whole numbers

float clamped(float x) { return std::min(std::max(x, 0.0F), 1.0F); }

// 0 to 1, with a slope of 0 at both.
float smoothstep(float x) {
  const float t = clamped(x);
  return t * t * (3.0F - 2.0F * t);
}

// 1 up to `from`, 0 from `to` on.
float fading(float x, float from, float to) { return 1.0F - smoothstep((x - from) / (to - from)); }

// cos(2 pi x) for |x| <= 1/2, to 1e-4.
float wave(float x) {
  const float t = x * x;
  return 1.0F +
         t * (-19.739209F +
              t * (64.939394F +
                   t * (-85.456817F + t * (60.244641F + t * (-26.426257F + t * 7.9035364F)))));
}

// How much of a square of that side a line of that width covers, so far from its middle.
float covered(float distance, float width, float side) {
  return clamped((0.5F * width - distance) / side + 0.5F);
}

// Some number from 0 to 1 for each cell.
float tone(std::int32_t a, std::int32_t b, std::int32_t c) {
  auto h = static_cast<std::uint32_t>(a) * 0x9E3779B1U;
  h = (h ^ (h >> 15U) ^ static_cast<std::uint32_t>(b)) * 0x85EBCA77U;
  h = (h ^ (h >> 13U) ^ static_cast<std::uint32_t>(c)) * 0xC2B2AE3DU;
  return static_cast<float>(h >> 8U) * (1.0F / 16777216.0F);
}

}  // namespace

void add_darkness(const Look& look, Block& block) {
  const float scale = 1.0F / look.span;
  const float range = look.end - look.start;
  if (look.linear) {
    for (int i = 0; i < block.count; ++i) {
      block.u[i] = look.start + range * clamped(block.depth[i] * scale);
    }
    return;
  }
  for (int i = 0; i < block.count; ++i) {
    block.u[i] = look.start + range * smoothstep(block.depth[i] * scale);
  }
}

void add_light(const Look& look, Block& block) {
  const float narrow = 1.0F / (look.fine - look.coarse);
  for (int i = 0; i < block.count; ++i) {
    const float towards =
        (block.across[i] * look.lamp_x + block.up[i] * look.lamp_y) / (block.slope[i] + kLeast);
    const float slope = block.slope[i] * block.waves[i];
    const float waves = block.depth[i] * block.waves[i];
    const float part = waves - ((waves + kRounder) - kRounder);
    const float fade = 1.0F - smoothstep((slope - look.coarse) * narrow);
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

void add_glow(const Look& look, Block& block) {
  for (int i = 0; i < block.count; ++i) {
    const float distance = 1.0F / (block.rate[i] * block.slope[i] + kLeast);
    const float near = look.glow_width / (look.glow_width + distance);
    const float wide = look.haze_width / (look.haze_width + distance);
    block.u[i] += look.glow * near * near + look.haze * wide * wide;
  }
}

void add_lines(const Look& look, Block& block) {
  for (int i = 0; i < block.count; ++i) {
    const float slope = block.slope[i] + kLeast;
    const float part = block.part[i];
    const float whole = covered(std::abs(part) / slope, look.line_width, block.side);
    // Parts of quarters lie between -1/8 and 1/8.
    const float quarters = 4.0F * part;
    const float nearest =
        quarters -
        static_cast<float>(static_cast<int>(quarters + (quarters < 0.0F ? -0.5F : 0.5F)));
    const float fourth =
        covered(std::abs(nearest) / (4.0F * slope), 0.7F * look.line_width, block.side);
    const float ink = std::max(look.line * whole * fading(slope, 0.06F, 0.2F),
                               look.quarter * fourth * fading(slope, 0.02F, 0.06F));
    block.ink[i] = std::max(block.ink[i], ink);
  }
}

void add_edges(const Look& look, Block& block) {
  for (int i = 0; i < block.count; ++i) {
    const float distance = 1.0F / (block.rate[i] * block.slope[i] + kLeast);
    const float ink = look.edge * fading(distance, look.edge_inner, look.edge_outer);
    block.ink[i] = std::max(block.ink[i], ink);
  }
}

void add_cells(const Place& place, const Look& look, const Ramps& ramps, Block& block) {
  constexpr double kTurn = 6.283185307179586;
  const std::int64_t first = place.row * place.field.columns + place.column;
  const std::int16_t* const labels = place.field.labels + first;
  const std::int32_t* const counts = place.field.iterations + first;
  const double* const smooth = place.field.smooth + first;
  const double* const angle = place.field.angle + first;
  for (int i = 0; i < block.count; ++i) {
    if (labels[i] == -1) continue;
    const Shade& basin = ramps.shades[static_cast<std::size_t>(block.row[i])];
    // How far the point lies from the outer border of its count, in the logarithm of its
    // coordinate: 0 to 1, and how much that changes with the smooth count.
    // Panes begin a little farther out than where the rule holds, which is no level of w: no count
    // is beyond its pane's. Where it is before, the angle is taken a step later.
    const double level = smooth[i] + look.raised;
    const double count = std::max<double>(counts[i], std::ceil(level));
    const bool later = count > counts[i];
    const auto inwards = static_cast<float>(count - level);
    const float left = clamped(inwards);
    const float growth = basin.power ? std::exp(basin.rate) - 1.0F : 1.0F;
    const float part = basin.power ? (std::exp(basin.rate * left) - 1.0F) / growth : left;
    const float change = basin.power ? basin.rate * (part * growth + 1.0F) / growth : 1.0F;
    const float ring = part * basin.rings;
    const float ring_number = std::min(std::floor(ring), basin.rings - 1.0F);
    const double step = later && basin.power ? std::exp(basin.rate) : 1.0;
    const double turns_of = step * angle[i] / kTurn;
    const auto turn = static_cast<float>(turns_of - std::floor(turns_of)) * basin.turns;
    const float shift = 0.5F * (static_cast<float>(static_cast<int>(ring_number) & 1));
    const float turned = turn + shift;
    const float turn_number = std::floor(turned);
    const float ring_slope = block.slope[i] * change * basin.rings + kLeast;
    // Beyond the last count, about a root or what goes straight to it, there is one round cell.
    const bool round = inwards > 1.0F;
    const float ring_edge =
        round ? (inwards - 1.0F) / (block.slope[i] + kLeast)
              : std::min(ring - ring_number, ring_number + 1.0F - ring) / ring_slope;
    // Modulus and argument have one slope, as the coordinate is conformal.
    const float turn_edge =
        std::min(turned - turn_number, turn_number + 1.0F - turned) / (ring_slope * basin.aspect);
    const float edge = round ? ring_edge : std::min(ring_edge, turn_edge);
    const float size = 1.0F / ring_slope;
    const float shown = smoothstep((size - 1.5F) * 0.25F);
    const int turns = static_cast<int>(basin.turns);
    const int cell = round ? -1 : (static_cast<int>(turn_number) + 2 * turns) % turns;
    const float shade = tone(static_cast<int>(count), static_cast<int>(ring_number), cell) - 0.5F;
    block.u[i] += look.tones * shade * shown;
    const float width = std::min(look.lead_width, 0.2F * size);
    const float lead = covered(edge, width, block.side);
    block.ink[i] = std::max(block.ink[i], look.lead * lead * shown);
  }
}

}  // namespace nb_cpp::pictures
