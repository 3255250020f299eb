#pragma once

// Which root draws a point to itself.

#include "kernel/points.hpp"

namespace nb_cpp::kernel {
namespace {

inline Complex root_of(const RootsView& roots, int i) {
  return broadcast(roots.re[i], roots.im[i]);
}

inline BlockMask is_in_disc(const RootsView& roots, int i, Complex z) {
  const Block inverse = Block::broadcast(roots.inverse_radius[i]);
  return squared_modulus((z - root_of(roots, i)) * inverse) < Block::broadcast(1.0);
}

// In which root's disc each point lies; -1 where in none. Discs do not overlap, and neighbours
// mostly come to the same root: the search begins with the last one that was found.
inline Block find_disc(const RootsView& roots, Complex z, BlockMask present, int& last) {
  Block found = Block::broadcast(-1.0);
  BlockMask left = present;
  const int first = last;
  for (int k = -1; k < roots.count && any(left); ++k) {
    const int root = k < 0 ? first : k;
    const BlockMask near = left & is_in_disc(roots, root, z);
    if (any(near)) {
      found = select(near, Block::broadcast(root), found);
      left = and_not(left, near);
      last = root;
    }
  }
  return found;
}

void label(const Task& task, Tile& tile) noexcept {
  Points& points = tile.converged;
  int outside = 0;
  int last = 0;
  for (int i = 0; i < points.count; i += Block::lanes) {
    const int count = points.count - i < Block::lanes ? points.count - i : Block::lanes;
    const Complex z{Block::load(points.x + i), Block::load(points.y + i)};
    double index[Block::lanes];
    store(index, find_disc(task.roots, z, first_lanes(Block{}, count), last));
    for (int lane = 0; lane < count; ++lane) {
      const double pixel = points.pixel[i + lane];
      if (index[lane] >= 0.0) {
        tile.labels[pixel_of(pixel)] = static_cast<std::int16_t>(index[lane]);
      }
      if (index[lane] < 0.0 || (tile.entries != nullptr && pixel < kNoted)) {
        points.x[outside] = points.x[i + lane];
        points.y[outside] = points.y[i + lane];
        points.pixel[outside] = pixel;
        ++outside;
      }
    }
  }
  points.count = outside;
}

}  // namespace
}  // namespace nb_cpp::kernel
