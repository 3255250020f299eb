#pragma once

// From a block's lines to colours.

#include "pictures/look.hpp"
#include "pictures/passes/cells.hpp"
#include "pictures/passes/distance.hpp"

namespace nb_cpp::pictures {
namespace {

inline void add_inks(const Drawing& drawing, const Place& place, Block& block) {
  const int n = whole(block);
  const Look& look = *drawing.look;
  fill(block.ink, block.count, 0.0F);
  if (has_lines(look)) {
    find_parts(place, block);
    add_lines(look, block);
  }
  if (has_edges(look)) add_edges(look, block);
  if (has_cells(look)) add_cells(drawing, place, block);
  // What has reached nothing has no boundary to be drawn.
  const auto nothing = drawing.roots;
  for (int i = 0; i < n; ++i) {
    block.ink[i] = block.row[i] != nothing ? block.ink[i] : 0.0F;
  }
}

// What the next block reads of a channel comes while this one is drawn.
template <typename T>
inline void prefetch(const T* channel, std::int64_t first) {
  constexpr int kLines = 128 / sizeof(T);  // two, as processors fetch them
  for (int i = 0; i < kBlock; i += kLines) __builtin_prefetch(channel + first + kBlock + i);
}

// Everything of a block but colours. False where a label has no row.
[[gnu::noinline]] bool prepare(const Drawing& drawing, const Place& place, int count,
                               Block& block) {
  const Look& look = *drawing.look;
  block.count = count;
  block.points = static_cast<float>(most(place.side, 1));
  if (!find_rows(drawing, place, block)) return false;
  if (has_cells(look)) {
    prefetch(place.field.iterations, first_of(place));
    prefetch(place.field.angle, first_of(place));
  }
  if (has_slopes(look)) prefetch(place.field.smooth, first_of(place) + place.field.columns);
  if (is_dark(look) || has_light(look)) {
    find_depth(drawing, place, block);
    add_darkness(look, block);
  } else {
    fill(block.u, count, look.start);
  }
  if (has_slopes(look)) find_slopes(place, block);
  if (has_light(look)) add_light(drawing, block);
  if (has_glow(look) || has_edges(look)) {
    take(drawing, block, &Basin::rate, block.rate);
    find_distances(drawing, place, has_glow(look) ? __builtin_inff() : look.edge_outer, block);
  }
  if (has_glow(look)) add_glow(look, block);
  if (is_inked(look)) add_inks(drawing, place, block);
  return true;
}

// Where points lie between the colours of the ramps.
struct Steps {
  alignas(64) int number[kBlock];     // of the colour before
  alignas(64) float between[kBlock];  // it and the next
  alignas(64) int ink[kBlock];        // the number of the basin's ink
  alignas(64) float bare[kBlock];     // of it
};

inline void find_steps(const Drawing& drawing, const Block& block, Steps& steps) {
  const int n = whole(block);
  const int last = drawing.steps - 1;
  const auto scale = static_cast<float>(drawing.steps);
  for (int i = 0; i < n; ++i) {
    // What is no number, where a point has reached nothing, becomes 0.
    const float place = (block.u[i] > 0.0F ? least(block.u[i], 1.0F) : 0.0F) * scale;
    const int step = least(static_cast<int>(place), last);
    const int first = block.row[i] * (last + 3);
    steps.number[i] = first + step;
    steps.between[i] = place - static_cast<float>(step);
    steps.ink[i] = first + last + 2;
  }
  if (!drawing.inked) {
    fill(steps.bare, block.count, 1.0F);
    return;
  }
  for (int i = 0; i < n; ++i) steps.bare[i] = 1.0F - block.ink[i];
}

// Of a point, under its ink.
inline void find_light(const Drawing& drawing, const Steps& steps, int i, float* light) {
  const float* const c = drawing.light + std::int64_t{4} * steps.number[i];
  const float* const ink = drawing.light + std::int64_t{4} * steps.ink[i];
  for (int k = 0; k < 4; ++k) {
    light[k] = ink[k] + steps.bare[i] * (c[k] + steps.between[i] * (c[k + 4] - c[k]) - ink[k]);
  }
}

// The points that are partly under ink.
inline void draw_inked(const Drawing& drawing, const Block& block, std::uint8_t* rgb) {
  alignas(64) std::uint8_t is_inked[kBlock] = {};
  for (int i = 0; i < block.count; ++i) {
    is_inked[i] = block.ink[i] > 0.0F && block.ink[i] < 1.0F ? 1 : 0;
  }
  int inked[kBlock];
  int found = 0;
  for (int first = 0; first < block.count; first += 8) {
    std::uint64_t any;
    __builtin_memcpy(&any, is_inked + first, 8);
    if (any == 0) continue;
    for (int i = first; i < first + 8; ++i) {
      inked[found] = i;
      found += is_inked[i];
    }
  }
  if (found == 0) return;
  Steps steps;
  find_steps(drawing, block, steps);
  // In loops of their own: what is stored whole is slow to be read in parts.
  alignas(64) float lights[4 * kBlock];
  alignas(64) int places[4 * kBlock];
  for (std::ptrdiff_t n = 0; n < found; ++n) find_light(drawing, steps, inked[n], lights + 4 * n);
  for (int n = 0; n < 4 * found; ++n) {
    const float x = least(1.0F, most(0.0F, lights[n]));
    places[n] = static_cast<int>(__builtin_sqrtf(x) * kByteSteps + kHalf);
  }
  const std::uint8_t* const bytes = drawing.transfer->bytes;
  const std::ptrdiff_t numbers = drawing.numbers;
  for (std::ptrdiff_t n = 0; n < found; ++n) {
    std::uint8_t* const to = rgb + numbers * inked[n];
    to[0] = bytes[places[4 * n]];
    to[1] = bytes[places[4 * n + 1]];
    to[2] = bytes[places[4 * n + 2]];
  }
}

// Colours of so few bits are kept ready: as many as differ, and inks.
bool draw_bytes(const Drawing& drawing, const Place& place, int count, std::uint8_t* rgb) noexcept {
  Block block;
  if (!prepare(drawing, place, count, block)) return false;
  alignas(64) int index[kBlock];
  const int row = drawing.byte_steps + 2;
  const auto scale = static_cast<float>(drawing.byte_steps);
  for (int i = 0; i < count; ++i) {
    const float u = block.u[i] > 0.0F ? block.u[i] : 0.0F;
    const float place_of = u < 1.0F ? u * scale : scale;
    index[i] = static_cast<int>(place_of + kHalf) + block.row[i] * row;
  }
  if (drawing.inked) {
    for (int i = 0; i < count; ++i) {
      index[i] = block.ink[i] < 1.0F ? index[i] : block.row[i] * row + row - 1;
    }
  }
  const Bytes* const bytes = drawing.bytes;  // which no store of a byte can change
  if (drawing.numbers == 4) {
    for (int i = 0; i < count; ++i) {
      __builtin_memcpy(rgb + std::ptrdiff_t{4} * i, bytes + index[i], 4);
    }
  } else {
    // The next colour takes the fourth byte's place.
    int i = 0;
    for (; i + 4 < count; i += 4) {
      std::uint8_t* const to = rgb + std::ptrdiff_t{3} * i;
      __builtin_memcpy(to, bytes + index[i], 4);
      __builtin_memcpy(to + 3, bytes + index[i + 1], 4);
      __builtin_memcpy(to + 6, bytes + index[i + 2], 4);
      __builtin_memcpy(to + 9, bytes + index[i + 3], 4);
    }
    for (; i < count; ++i) {
      __builtin_memcpy(rgb + std::ptrdiff_t{3} * i, bytes + index[i], 3);
    }
  }
  if (drawing.inked) draw_inked(drawing, block, rgb);
  return true;
}

bool draw_words(const Drawing& drawing, const Place& place, int count,
                std::uint16_t* rgb) noexcept {
  Block block;
  if (!prepare(drawing, place, count, block)) return false;
  Steps steps;
  find_steps(drawing, block, steps);
  for (int i = 0; i < count; ++i) {
    const float* const c = drawing.colours + std::int64_t{4} * steps.number[i];
    Colour colour = mixed(c, steps.between[i]);
    if (drawing.inked && block.ink[i] > 0.0F) {
      float light[4];
      find_light(drawing, steps, i, light);
      colour = encoded(*drawing.transfer, Colour{light[0], light[1], light[2]});
    }
    std::uint16_t* const to = rgb + std::ptrdiff_t{drawing.numbers} * i;
    store(colour, to);
    if (drawing.numbers == 4) to[3] = UINT16_MAX;
  }
  return true;
}

bool draw_means(const Drawing& drawing, const Place& place, int count, Colour* means) noexcept {
  Block block;
  if (!prepare(drawing, place, count, block)) return false;
  Steps steps;
  find_steps(drawing, block, steps);
  const int points = place.side * place.side;
  const auto share = 1.0F / static_cast<float>(points);
  for (int first = 0; first < count; first += points) {
    float sum[4] = {};
    for (int i = first; i < first + points; ++i) {
      float light[4];
      find_light(drawing, steps, i, light);
      for (int k = 0; k < 4; ++k) sum[k] += light[k];
    }
    means[first / points] = {share * sum[0], share * sum[1], share * sum[2]};
  }
  return true;
}

}  // namespace
}  // namespace nb_cpp::pictures
