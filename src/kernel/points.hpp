#pragma once

// The points of a tile on their way: survivors are packed to the front, so that no lane waits for a
// slower neighbour, and those that converge are set aside.

#include <limits>

#include "kernel/complex.hpp"
#include "kernel/kernel.hpp"

namespace nb_cpp::kernel {
namespace {

// How many points the two main lists of a tile hold. In a variable of the loop, because the
// compiler must assume that a stored vector overwrites what is in memory.
struct Lengths {
  int active;
  int converged;
};

[[gnu::always_inline]] inline void append(Points& points, int& end, Mask chosen, Vec x, Vec y,
                                          Vec pixel) {
  const Packing packed = packing(chosen);
  store_packed(points.x + end, packed, x);
  store_packed(points.y + end, packed, y);
  store_packed(points.pixel + end, packed, pixel);
  end += packed.count;
}

template <typename V>
[[gnu::always_inline]] inline void append(Points& points, int& end, typename Twin<V>::Mask chosen,
                                          Twin<V> x, Twin<V> y, Twin<V> pixel) {
  append(points, end, chosen.low, x.low, y.low, pixel.low);
  append(points, end, chosen.high, x.high, y.high, pixel.high);
}

[[gnu::always_inline]] inline void append(Points& points, int& end, BlockMask chosen, Complex z,
                                          Block pixel) {
  append(points, end, chosen, z.re, z.im, pixel);
}

// Where points of another list are that are appended from `end` on.
[[gnu::always_inline]] inline int append_place(Entries::Before& before, int end, Mask chosen,
                                               ComplexOf<Vec> z) {
  const Packing packed = packing(chosen);
  store_packed(before.x + end, packed, z.re);
  store_packed(before.y + end, packed, z.im);
  return end + packed.count;
}

template <typename V>
[[gnu::always_inline]] inline int append_place(Entries::Before& before, int end,
                                               typename Twin<V>::Mask chosen,
                                               ComplexOf<Twin<V>> z) {
  const int middle = append_place(before, end, chosen.low, ComplexOf<V>{z.re.low, z.im.low});
  return append_place(before, middle, chosen.high, ComplexOf<V>{z.re.high, z.im.high});
}

[[gnu::always_inline]] inline void append_all(Points& points, int& end, Complex z, Block pixel) {
  store(points.x + end, z.re);
  store(points.y + end, z.im);
  store(points.pixel + end, pixel);
  end += Block::lanes;
}

// What Points::pixel says: the pixel, and the steps of an earlier run.
inline std::int64_t pixel_of(double code) {
  return static_cast<std::int64_t>(code) & (kTilePixels - 1);
}
inline std::int64_t steps_of(double code) {
  constexpr auto kFlag = static_cast<std::int64_t>(kNoted);
  return (static_cast<std::int64_t>(code) & (kFlag - 1)) >> std::int64_t{kTileBits};
}

// Ends an iteration: the lists hold what was appended, and the points that converged on the way get
// the count. Not inlined: every method calls it, once an iteration.
[[gnu::noinline]] void close(Tile& tile, Lengths lengths, int already_converged,
                             std::int64_t count) {
  tile.active.count = lengths.active;
  tile.converged.count = lengths.converged;
  for (int i = already_converged; i < lengths.converged; ++i) {
    const double code = tile.converged.pixel[i];
    const std::int64_t steps = steps_of(code) + count;
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    tile.iterations[pixel_of(code)] = static_cast<std::int32_t>(steps < kMost ? steps : kMost);
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
