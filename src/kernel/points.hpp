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
struct Ends {
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
[[gnu::always_inline]] inline void append(Points& points, int& end, typename Pair<V>::Mask chosen,
                                          Pair<V> x, Pair<V> y, Pair<V> pixel) {
  append(points, end, chosen.low, x.low, y.low, pixel.low);
  append(points, end, chosen.high, x.high, y.high, pixel.high);
}

[[gnu::always_inline]] inline void append(Points& points, int& end, BlockMask chosen, Complex z,
                                          Block pixel) {
  append(points, end, chosen, z.re, z.im, pixel);
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
  return static_cast<std::int64_t>(code) >> std::int64_t{kTileBits};
}

// Ends an iteration: the lists hold what was appended, and the points that converged on the way get
// the count. Not inlined: every method calls it, once an iteration.
[[gnu::noinline]] void close(Tile& tile, Ends ends, int already_converged, std::int64_t count) {
  tile.active.count = ends.active;
  tile.converged.count = ends.converged;
  for (int i = already_converged; i < ends.converged; ++i) {
    const double code = tile.converged.pixel[i];
    const std::int64_t steps = steps_of(code) + count;
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    tile.iterations[pixel_of(code)] = static_cast<std::int32_t>(steps < kMost ? steps : kMost);
  }
}

inline BlockMask passes_test(const Task& task, Complex q) {
  const Complex scaled = task.test_scale == 1.0 ? q : q * Block::broadcast(task.test_scale);
  return squared_modulus(scaled) <= Block::broadcast(task.test_bound);
}

inline Complex root_of(const Task& task, int i) {
  return broadcast(task.root_re[i], task.root_im[i]);
}

inline BlockMask is_near_root(const Task& task, Complex z) {
  const Complex scaled = z * Block::broadcast(task.distance_scale);
  BlockMask near = passes_test(task, scaled - root_of(task, 0));
  for (int i = 1; i < task.root_count; ++i) {
    near = near | passes_test(task, scaled - root_of(task, i));
  }
  return near;
}

// Labels of a block of points: the nearest root, the lower index on a tie.
struct Nearest {
  Block label;
  bool tie;
};

[[gnu::noinline]] Nearest find_nearest(const Task& task, Complex z) {
  Nearest found{Block::broadcast(0.0), false};
  Block least = squared_modulus(z - root_of(task, 0));
  for (int root = 1; root < task.root_count; ++root) {
    const Block distance = squared_modulus(z - root_of(task, root));
    found.tie = found.tie || any(distance == least);
    const BlockMask nearer = distance < least;
    least = select(nearer, distance, least);
    found.label = select(nearer, Block::broadcast(root), found.label);
  }
  return found;
}

// The same, but most points are so near to a root that no other can be as near: the search ends
// when every point's root is found.
inline Nearest find_near(const Task& task, Complex z, BlockMask present) {
  Nearest found{Block::broadcast(-1.0), false};
  BlockMask left = present;
  for (int root = 0; root < task.root_count; ++root) {
    const BlockMask near =
        squared_modulus(z - root_of(task, root)) < Block::broadcast(task.root_reach[root]);
    found.label = select(near, Block::broadcast(root), found.label);
    left = and_not(left, near);
    if (!any(left)) {
      return found;
    }
  }
  return find_nearest(task, z);
}

void label(const Task& task, Tile& tile) noexcept {
  const Points& points = tile.converged;
  const Block scale = Block::broadcast(task.distance_scale);
  tile.tie = false;
  for (int i = 0; i < points.count; i += Block::lanes) {
    const Complex z = Complex{Block::load(points.x + i), Block::load(points.y + i)} * scale;
    const Nearest nearest = find_near(task, z, first_lanes(Block{}, points.count - i));
    tile.tie = tile.tie || nearest.tie;
    double index[Block::lanes];
    store(index, nearest.label);
    for (int lane = 0; lane < Block::lanes && i + lane < points.count; ++lane) {
      tile.labels[pixel_of(points.pixel[i + lane])] = static_cast<std::int16_t>(index[lane]);
    }
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
