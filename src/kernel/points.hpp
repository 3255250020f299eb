#pragma once

// The points of a tile on their way: survivors are packed to the front, so that no lane waits for a
// slower neighbour, and those that converge are set aside.

#include <type_traits>

#include "kernel/complex.hpp"
#include "kernel/kernel.hpp"

namespace nb_cpp::kernel {
namespace {

[[gnu::always_inline]] inline void append(Points& points, Mask chosen, Vec x, Vec y, Vec pixel) {
  const Packing packed = packing(chosen);
  store_packed(points.x + points.count, packed, x);
  store_packed(points.y + points.count, packed, y);
  store_packed(points.pixel + points.count, packed, pixel);
  points.count += packed.count;
}

template <typename V>
[[gnu::always_inline]] inline void append(Points& points, typename Pair<V>::Mask chosen, Pair<V> x,
                                          Pair<V> y, Pair<V> pixel) {
  append(points, chosen.low, x.low, y.low, pixel.low);
  append(points, chosen.high, x.high, y.high, pixel.high);
}

[[gnu::always_inline]] inline void append(Points& points, BlockMask chosen, Complex z,
                                          Block pixel) {
  append(points, chosen, z.re, z.im, pixel);
}

inline void append_all(Points& points, Complex z, Block pixel) {
  store(points.x + points.count, z.re);
  store(points.y + points.count, z.im);
  store(points.pixel + points.count, pixel);
  points.count += Block::lanes;
}

// Calls the function for each block of the active points, with its first index and the lanes that
// hold points; the function appends those that go on. Points that converge on the way get the
// count.
template <typename Function>
[[gnu::always_inline]] inline void for_each_block(Tile& tile, std::int64_t count,
                                                  Function function) {
  const int active = tile.active.count;
  const int already_converged = tile.converged.count;
  const BlockMask everyone = first_lanes(Block{}, Block::lanes);
  tile.active.count = 0;
  int i = 0;
  for (; i + Block::lanes <= active; i += Block::lanes) {
    function(i, everyone, std::true_type{});
  }
  if (i < active) {
    function(i, first_lanes(Block{}, active - i), std::false_type{});
  }
  for (i = already_converged; i < tile.converged.count; ++i) {
    tile.iterations[static_cast<int>(tile.converged.pixel[i])] = static_cast<std::int32_t>(count);
  }
}

inline BlockMask passes_test(const Task& task, Complex q, Block norm) {
  const Block bound = Block::broadcast(task.test_bound);
  if (task.test_scale == 1.0) {
    return norm <= bound;
  }
  return squared_modulus(q * Block::broadcast(task.test_scale)) <= bound;
}

inline BlockMask passes_test(const Task& task, Complex q) {
  return passes_test(task, q, squared_modulus(q));
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

// Labels the converged points with their nearest root, the lower index on a tie.
void label(const Task& task, Tile& tile) noexcept {
  const Points& points = tile.converged;
  const Block scale = Block::broadcast(task.distance_scale);
  tile.tie = false;
  for (int i = 0; i < points.count; i += Block::lanes) {
    const Complex z = Complex{Block::load(points.x + i), Block::load(points.y + i)} * scale;
    Block nearest = Block::broadcast(0.0);
    BlockMask ties = first_lanes(Block{}, 0);
    Block least = squared_modulus(z - root_of(task, 0));
    for (int root = 1; root < task.root_count; ++root) {
      const Block distance = squared_modulus(z - root_of(task, root));
      ties = ties | (distance == least);
      const BlockMask nearer = distance < least;
      least = select(nearer, distance, least);
      nearest = select(nearer, Block::broadcast(root), nearest);
    }
    tile.tie = tile.tie || any(ties);
    double index[Block::lanes];
    store(index, nearest);
    for (int lane = 0; lane < Block::lanes && i + lane < points.count; ++lane) {
      tile.labels[static_cast<int>(points.pixel[i + lane])] =
          static_cast<std::int16_t>(index[lane]);
    }
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
