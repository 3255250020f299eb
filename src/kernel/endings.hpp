#pragma once

// Known endings: how many more steps a point needs that Newton's iteration took near a root is
// known from where it is.

#include "kernel/entries.hpp"
#include "kernel/label.hpp"

namespace nb_cpp::kernel {
namespace {

// In which of the root's rings each distance is, counted from the innermost; -1 where in none.
inline Vec find_ring(const EndingsView& endings, int root, Vec distance) {
  const double* const bound = endings.bound + std::int64_t{root} * 2 * kRings;
  Vec ring = Vec::broadcast(-1.0);
  for (int i = 0; i < 2 * kRings; ++i) {
    const Vec beyond = Vec::broadcast(i % 2 == 0 ? i / 2 : -1);
    ring = select(Vec::broadcast(bound[i]) < distance, beyond, ring);
  }
  return ring;
}

// A point that is in the disc by one reckoning of its distance is no further away by another.
constexpr double kWider = 1.0 + 0x1p-40;

// Where there are sixteen registers, the search has a copy without what notes entries.
#if defined(__x86_64__) && !defined(__AVX512F__)
constexpr bool kHasCopy = kCopyInEach;
#else
constexpr bool kHasCopy = false;
#endif

// Neighbours mostly end at the same root: the search begins with the last one that was found.
template <bool kMayNote>
[[gnu::noinline]] void end_points(const Task& task, Tile& tile) noexcept {
  const Points& points = tile.ending;
  const bool notes = kMayNote && tile.entries != nullptr;
  const Vec none = Vec::broadcast(-1.0);
  const Vec noted = Vec::broadcast(kNoted);
  const Vec most = Vec::broadcast(task.itmax);
  int last = 0;
  int between = 0;
  for (int i = 0; i < points.count; i += Vec::lanes) {
    const int count = points.count - i < Vec::lanes ? points.count - i : Vec::lanes;
    const Mask present = first_lanes(Vec{}, count);
    const Few z = load(points.x + i, points.y + i);
    Vec code = Vec::load(points.pixel + i);
    const Mask unnoted = code < noted;
    const Vec steps = steps_of(kMayNote ? select(unnoted, code, code - noted) : code);
    Vec roots = none;
    Vec rings = none;
    Mask left = present;
    const int first = last;
    for (int k = -1; k < task.roots.count && any(left); ++k) {
      const int root = k < 0 ? first : k;
      const Few centre{Vec::broadcast(task.roots.re[root]), Vec::broadcast(task.roots.im[root])};
      const Vec distance = squared_modulus(z - centre);
      double end = task.endings.outermost[root];
      if (notes) {
        const double disc_ends = kWider * task.entries.coordinates[root].squared_radius;
        end = end < disc_ends ? disc_ends : end;
      }
      const Mask near = left & (distance <= Vec::broadcast(end));
      if (!any(near)) {
        continue;
      }
      roots = select(near, Vec::broadcast(root), roots);
      rings = select(near, find_ring(task.endings, root, distance), rings);
      left = and_not(left, near);
      last = root;
      if (notes) {
        const Entries::Before& earlier = tile.entries->before;
        const Coordinate& about = task.entries.coordinates[root];
        const Few after = to_disc(about, z);
        const Few before = to_disc(about, load(earlier.x + i, earlier.y + i));
        const Mask was_inside = is_inside(before);
        const Mask inside = near & unnoted & (was_inside | is_inside(after));
        const Few t{select(was_inside, before.re, after.re),
                    select(was_inside, before.im, after.im)};
        enter(task.entries, root, inside, t, select(was_inside, steps, steps + Vec::broadcast(1.0)),
              code, *tile.entries);
        code = select(inside, code + noted, code);
      }
    }
    Mask known = present & (none < rings);
    if (notes) {
      known = known & (noted <= code);
    }
    // Labels and counts of others are those with which all points begin.
    const Vec all_steps = steps + (rings + Vec::broadcast(task.endings.first_steps + 1));
    const Mask in_time = known & (all_steps <= most);
    double label[Vec::lanes], iterations[Vec::lanes];
    store(label, select(in_time, roots, none));
    store(iterations, select(in_time, all_steps, most));
    for (int lane = 0; lane < count; ++lane) {
      const std::int64_t pixel = pixel_of(points.pixel[i + lane]);
      tile.labels[pixel] = static_cast<std::int16_t>(static_cast<int>(label[lane]));
      tile.iterations[pixel] = static_cast<std::int32_t>(iterations[lane]);
    }
    append(tile.active, between, and_not(present, known), z.re, z.im, code);
  }
  tile.active.count = between;
}

void end(const Task& task, Tile& tile) noexcept {
  if constexpr (kHasCopy) {
    if (tile.entries == nullptr) {
      end_points<false>(task, tile);
      return;
    }
  }
  end_points<true>(task, tile);
}

}  // namespace
}  // namespace nb_cpp::kernel
