#pragma once

// What a look adds to a block's u or to its ink, kind by kind.

#include "pictures/passes/block.hpp"

namespace nb_cpp::pictures {
namespace {

constexpr float kLeast = 1e-6F;
constexpr float kRounder = 12582912.0F;  // 1.5 * 2^23, as kRounderOfDoubles

// 0 to 1, with a slope of 0 at both.
inline float smoothstep(float x) {
  const float t = clamped(x);
  return t * t * (3.0F - 2.0F * t);
}

// 1 up to `from`, 0 from 1 / narrow further on.
inline float fading(float x, float from, float narrow) {
  return 1.0F - smoothstep((x - from) * narrow);
}

// cos(2 pi x) for |x| <= 1/2, to 1e-4.
inline float wave(float x) {
  const float t = x * x;
  return 1.0F +
         t * (-19.739209F +
              t * (64.939394F +
                   t * (-85.456817F + t * (60.244641F + t * (-26.426257F + t * 7.9035364F)))));
}

// How much of a square a line of that width covers, so far from its middle; `points` of those
// squares are as long as what distance and width are in.
inline float covered(float distance, float width, float points) {
  return clamped((0.5F * width - distance) * points + 0.5F);
}

inline void add_darkness(const Look& look, Block& block) {
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

inline void add_light(const Drawing& drawing, Block& block) {
  const Look look = *drawing.look;  // which no store into the block can change
  const float narrow = 1.0F / (look.fine - look.coarse);
  alignas(64) float calms[kBlock];
  alignas(64) float waves_of[kBlock];
  take(drawing, block, &Basin::calm, calms);
  take(drawing, block, &Basin::waves, waves_of);
  for (int i = 0; i < block.count; ++i) {
    const float towards =
        (block.across[i] * look.lamp_x + block.up[i] * look.lamp_y) / (block.slope[i] + kLeast);
    const float slope = block.slope[i] * waves_of[i];
    const float waves = block.depth[i] * waves_of[i];
    const float part = waves - ((waves + kRounder) - kRounder);
    const float fade = fading(slope, look.coarse, narrow);
    // A root's own middle, where all directions meet, is left in peace.
    const float calm = smoothstep((block.depth[i] + calms[i]) * 0.7F);
    const float strength = calm * fade * slope / (slope + look.flat);
    const float lit =
        (look.dome + look.ripple * wave(part)) * towards + look.sheen * (towards * towards - 0.5F);
    const float light = lit * strength;
    const float highlight = most(light, 0.0F);
    const float square = highlight * highlight;
    block.u[i] += light + look.gloss * square * square;
  }
}

inline void add_glow(const Look& given, Block& block) {
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

inline void add_lines(const Look& given, Block& block) {
  const Look look = given;
  const float points = block.points;
  for (int i = 0; i < block.count; ++i) {
    const float slope = block.slope[i] + kLeast;
    const float length = 1.0F / slope;  // of a count
    const float part = block.part[i];
    const float whole = covered(__builtin_fabsf(part) * length, look.line_width, points);
    // Parts of quarters lie between -1/8 and 1/8.
    const float quarters = 4.0F * part;
    const float nearest = quarters - ((quarters + kRounder) - kRounder);
    const float fourth =
        covered(0.25F * __builtin_fabsf(nearest) * length, 0.7F * look.line_width, points);
    const float ink = most(look.line * whole * fading(slope, 0.06F, 1.0F / 0.14F),
                           look.quarter * fourth * fading(slope, 0.02F, 1.0F / 0.04F));
    block.ink[i] = most(block.ink[i], ink);
  }
}

inline void add_edges(const Look& given, Block& block) {
  const Look look = given;
  const float narrow = 1.0F / (look.edge_outer - look.edge_inner);
  for (int i = 0; i < block.count; ++i) {
    const float distance = 1.0F / (block.rate[i] * block.slope[i] + kLeast);
    const float ink = look.edge * fading(distance, look.edge_inner, narrow);
    block.ink[i] = most(block.ink[i], ink);
  }
}

}  // namespace
}  // namespace nb_cpp::pictures
