#pragma once

// Which root a point is nearest to.

#include "kernel/points.hpp"

namespace nb_cpp::kernel {
namespace {

inline Complex root_of(const RootsView& roots, int i) {
  return broadcast(roots.re[i], roots.im[i]);
}

// Labels of a block of points: the nearest root, the lower index on a tie.
struct Nearest {
  Block label;
  bool tie;
};

[[gnu::noinline]] Nearest find_nearest(const RootsView& roots, Complex z) {
  Nearest found{Block::broadcast(0.0), false};
  Block least = squared_modulus(z - root_of(roots, 0));
  for (int root = 1; root < roots.count; ++root) {
    const Block distance = squared_modulus(z - root_of(roots, root));
    found.tie = found.tie || any(distance == least);
    const BlockMask nearer = distance < least;
    least = select(nearer, distance, least);
    found.label = select(nearer, Block::broadcast(root), found.label);
  }
  return found;
}

// The same, but most points are so near to a root that no other can be as near: the search ends
// when every point's root is found.
inline Nearest find_near(const RootsView& roots, Complex z, BlockMask present) {
  Nearest found{Block::broadcast(-1.0), false};
  BlockMask left = present;
  for (int root = 0; root < roots.count; ++root) {
    const BlockMask near =
        squared_modulus(z - root_of(roots, root)) < Block::broadcast(roots.reach[root]);
    found.label = select(near, Block::broadcast(root), found.label);
    left = and_not(left, near);
    if (!any(left)) {
      return found;
    }
  }
  return find_nearest(roots, z);
}

void label(const Task& task, Tile& tile) noexcept {
  const Points& points = tile.converged;
  const Block scale = Block::broadcast(task.roots.scale);
  tile.tie = false;
  for (int i = 0; i < points.count; i += Block::lanes) {
    const Complex z = Complex{Block::load(points.x + i), Block::load(points.y + i)} * scale;
    const Nearest nearest = find_near(task.roots, z, first_lanes(Block{}, points.count - i));
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
