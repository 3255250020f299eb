#pragma once

// Known endings: how many more steps a point needs that Newton's iteration took near a root is
// known from where it is.

#include <limits>

#include "kernel/entries.hpp"
#include "kernel/label.hpp"

namespace nb_cpp::kernel {
namespace {

// Roots whose rings may hold a point, and the squared distances from them; of other points the
// distance is larger than any.
struct NearRoots {
  Block root, distance;
};

// Neighbours mostly end at the same root: the search begins with the last one that was found.
inline NearRoots find_near_roots(const RootsView& roots, const EndingsView& endings, Complex z,
                                 BlockMask present, int& last) {
  NearRoots found{Block::broadcast(0.0), Block::broadcast(std::numeric_limits<double>::max())};
  BlockMask left = present;
  const int first = last;
  for (int i = -1; i < roots.count && any(left); ++i) {
    const int root = i < 0 ? first : i;
    const Block distance = squared_modulus(z - root_of(roots, root));
    const BlockMask near = left & (distance <= Block::broadcast(endings.outermost[root]));
    found.root = select(near, Block::broadcast(root), found.root);
    found.distance = select(near, distance, found.distance);
    left = and_not(left, near);
    last = any(near) ? root : last;
  }
  return found;
}

// How many of the beginnings and ends of the root's rings lie nearer to it.
inline int count_bounds(const EndingsView& endings, int root, double distance) {
  const double* const bound = endings.bound + std::int64_t{root} * 2 * kRings;
  int count = 0;
  for (int i = 0; i < 2 * kRings; i += Vec::lanes) {
    count += packing(Vec::load(bound + i) < Vec::broadcast(distance)).count;
  }
  return count;
}

void end(const Task& task, Tile& tile) noexcept {
  const Points& points = tile.ending;
  const bool notes = tile.entries != nullptr;
  int between = 0;
  int last = 0;
  for (int i = 0; i < points.count; i += Block::lanes) {
    const int count = points.count - i < Block::lanes ? points.count - i : Block::lanes;
    const Complex z{Block::load(points.x + i), Block::load(points.y + i)};
    const NearRoots near =
        find_near_roots(task.roots, task.endings, z, first_lanes(Block{}, count), last);
    double roots[Block::lanes];
    double distances[Block::lanes];
    store(roots, near.root);
    store(distances, near.distance);
    for (int lane = 0; lane < count; ++lane) {
      const int root = static_cast<int>(roots[lane]);
      const int bounds = count_bounds(task.endings, root, distances[lane]);
      const double code = points.pixel[i + lane];
      if (bounds % 2 == 0 ||
          (notes && distances[lane] >= task.entries.coordinates[root].squared_radius)) {
        tile.active.x[between] = points.x[i + lane];
        tile.active.y[between] = points.y[i + lane];
        tile.active.pixel[between] = code;
        ++between;
        continue;
      }
      if (notes) {
        append_entry(*tile.entries, points.x[i + lane], points.y[i + lane], code + kTilePixels,
                     root);
      }
      const std::int64_t steps = steps_of(code) + 1 + task.endings.first_steps + bounds / 2;
      if (steps <= task.itmax) {
        tile.labels[pixel_of(code)] = static_cast<std::int16_t>(root);
        tile.iterations[pixel_of(code)] = static_cast<std::int32_t>(steps);
      }
    }
  }
  tile.active.count = between;
}

}  // namespace
}  // namespace nb_cpp::kernel
