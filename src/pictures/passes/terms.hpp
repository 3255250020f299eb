#pragma once

// What a look adds to a block's u or to its ink, kind by kind.

#include "pictures/passes/block.hpp"

namespace nb_cpp::pictures {
namespace {

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

// How much of a point's square is covered by a line that crosses the slope, or follows it. All
// lengths are times the slope, which spares a division.
class Cover {
 public:
  Cover(const Block& block, int i) : points_(block.points), slope_(block.slope[i] + kLeast) {
    const float x = __builtin_fabsf(block.across[i]);
    const float y = __builtin_fabsf(block.up[i]);
    // The direction; a little askew at least, for the sake of the division.
    const float high = most(most(x, y), 0.7F * slope_);
    const float low = most(least(x, y), 0.02F * slope_);
    outer_ = 0.5F * (high + low);
    inner_ = 0.5F * (high - low);
    per_area_ = 0.5F / (high * low);
  }

  // Of that width in pixels, its middle so many counts away. What is narrower than the square, and
  // has both edges in it, is as faint as that instead.
  float of(float counts, float width) const {
    const float squares = width * points_;
    const float edge = counts * points_ - 0.5F * most(squares, 1.0F) * slope_;
    const float away = __builtin_fabsf(edge);
    const float outer = most(outer_ - away, 0.0F);
    const float inner = most(inner_ - away, 0.0F);
    const float beyond = (outer * outer - inner * inner) * per_area_;
    return (edge < 0.0F ? 1.0F - beyond : beyond) * least(squares, 1.0F);
  }

 private:
  float points_;  // of a pixel's side
  float slope_;
  float outer_;  // from here on the edge is outside of the square
  float inner_;  // up to here it goes through opposite sides
  float per_area_;
};

inline void add_darkness(const Look& look, Block& block) {
  const int n = whole(block);
  const float scale = 1.0F / look.span;
  const float start = look.start;
  const float range = look.end - start;
  if (look.linear) {
    for (int i = 0; i < n; ++i) {
      block.u[i] = start + range * clamped(block.depth[i] * scale);
    }
    return;
  }
  for (int i = 0; i < n; ++i) {
    block.u[i] = start + range * smoothstep(block.depth[i] * scale);
  }
}

inline void add_light(const Drawing& drawing, Block& block) {
  const int n = whole(block);
  const Look look = *drawing.look;  // which no store into the block can change
  const float narrow = 1.0F / (look.fine - look.coarse);
  alignas(64) float calms[kBlock];
  alignas(64) float waves_of[kBlock];
  take(drawing, block, &Basin::calm, calms);
  take(drawing, block, &Basin::waves, waves_of);
  for (int i = 0; i < n; ++i) {
    const float towards =
        (block.across[i] * look.lamp_x + block.up[i] * look.lamp_y) / (block.slope[i] + kLeast);
    const float slope = block.slope[i] * waves_of[i];
    const float steep = block.steep[i] * waves_of[i];
    const float waves = block.depth[i] * waves_of[i];
    const float part = waves - ((waves + kRounder) - kRounder);
    const float fade = fading(steep, look.coarse, narrow);
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
  const int n = whole(block);
  const Look look = given;
  for (int i = 0; i < n; ++i) {
    const float near = look.glow_width / (look.glow_width + block.distance[i]);
    const float wide = look.haze_width / (look.haze_width + block.distance[i]);
    block.u[i] += look.glow * near * near + look.haze * wide * wide;
  }
}

inline void add_lines(const Look& given, Block& block) {
  const int n = whole(block);
  const Look look = given;
  for (int i = 0; i < n; ++i) {
    const Cover cover(block, i);
    const float slope = block.slope[i] + kLeast;
    const float part = block.part[i];
    const float whole = cover.of(__builtin_fabsf(part), look.line_width);
    // Parts of quarters lie between -1/8 and 1/8.
    const float quarters = 4.0F * part;
    const float nearest = quarters - ((quarters + kRounder) - kRounder);
    const float fourth = cover.of(0.25F * __builtin_fabsf(nearest), 0.7F * look.line_width);
    const float ink = most(look.line * whole * fading(slope, 0.06F, 1.0F / 0.14F),
                           look.quarter * fourth * fading(slope, 0.02F, 1.0F / 0.04F));
    block.ink[i] = most(block.ink[i], ink);
  }
}

inline void add_edges(const Look& given, Block& block) {
  const int n = whole(block);
  const Look look = given;
  const float narrow = 1.0F / (look.edge_outer - look.edge_inner);
  for (int i = 0; i < n; ++i) {
    const float ink = look.edge * fading(block.distance[i], look.edge_inner, narrow);
    block.ink[i] = most(block.ink[i], ink);
  }
}

}  // namespace
}  // namespace nb_cpp::pictures
