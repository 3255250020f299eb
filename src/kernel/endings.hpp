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

// The same of one point. The bounds ascend, so that how many of them are nearer tells the ring: an
// odd number is inside one.
inline double ring_of(const EndingsView& endings, int root, double distance) {
  static_assert(2 * kRings % Vec::lanes == 0);
  const double* const bound = endings.bound + std::int64_t{root} * 2 * kRings;
  int nearer = 0;
  for (int i = 0; i < 2 * kRings; i += Vec::lanes) {
    nearer += packing(Vec::load(bound + i) < Vec::broadcast(distance)).count;
  }
  return nearer % 2 == 0 ? -1 : nearer / 2;
}

// A point that is in the disc by one reckoning of its distance is no further away by another.
constexpr double kWider = 1.0 + 0x1p-40;

// Squared distance up to which points are taken to be at the root: to where its rings end, or its
// disc, if that is wider and entries are noted.
[[gnu::always_inline]] inline Vec search_end(const Task& task, int root, bool notes) {
  const double rings_end = task.endings.outermost[root];
  if (!notes) {
    return Vec::broadcast(rings_end);
  }
  const double disc_ends = kWider * task.entries.coordinates[root].squared_radius;
  return Vec::broadcast(rings_end < disc_ends ? disc_ends : rings_end);
}

// The root and the ring of each point, -1 where it has none: in a disc it may have a root alone.
struct Places {
  Vec root, ring;
};

// Neighbours mostly end at the same root: the search begins with the last one that was found. After
// that most branches would be mispredicted: lanes are selected instead.
[[gnu::always_inline]] inline Places find_places(const Task& task, Few z, int count, bool notes,
                                                 int& last) {
  const auto distance_from = [&](int root) __attribute__((always_inline)) {
    const Few centre{Vec::broadcast(task.roots.re[root]), Vec::broadcast(task.roots.im[root])};
    return squared_modulus(z - centre);
  };
  const Vec none = Vec::broadcast(-1.0);
  Vec distances = distance_from(last);
  const Mask present = first_lanes(Vec{}, count);
  const Mask first = present & (distances <= search_end(task, last, notes));
  Vec roots = select(first, Vec::broadcast(last), none);
  Mask left = and_not(present, first);
  if (!any(left)) {
    return {roots, find_ring(task.endings, last, distances)};
  }
  for (int k = 0; k < task.roots.count && any(left); ++k) {
    const Vec distance = distance_from(k);
    const Mask near = left & (distance <= search_end(task, k, notes));
    roots = select(near, Vec::broadcast(k), roots);
    distances = select(near, distance, distances);
    left = and_not(left, near);
  }
  double root[Vec::lanes], place[Vec::lanes];
  store(root, roots);
  store(place, distances);
  for (int lane = 0; lane < count; ++lane) {
    last = root[lane] < 0.0 ? last : static_cast<int>(root[lane]);
    place[lane] = root[lane] < 0.0 ? -1.0 : ring_of(task.endings, last, place[lane]);
  }
  return {roots, Vec::load(place)};
}

// Notes those of the points from the i-th on that were in their root's disc before the step, or are
// after it: `code` says so then. The root `last` is tried first.
[[gnu::always_inline]] inline void note_endings(const Task& task, Tile& tile, int i, Mask unnoted,
                                                Vec roots, int last, Vec steps, Vec& code) {
  const Few z = load(tile.ending.x + i, tile.ending.y + i);
  double found[Vec::lanes];
  store(found, roots);
  Mask left = unnoted & (Vec::broadcast(-1.0) < roots);
  for (int lane = -1; lane < Vec::lanes && any(left); ++lane) {
    const int root = lane < 0 ? last : static_cast<int>(found[lane]);
    const Mask near = left & (roots == Vec::broadcast(root));
    if (!any(near)) {
      continue;
    }
    left = and_not(left, near);
    const Entries::Before& earlier = tile.entries->before;
    const Coordinate& about = task.entries.coordinates[root];
    const Few after = to_disc(about, z);
    const Few before = to_disc(about, load(earlier.x + i, earlier.y + i));
    const Mask was_inside = is_inside(before);
    const Mask inside = near & (was_inside | is_inside(after));
    const Few t{select(was_inside, before.re, after.re), select(was_inside, before.im, after.im)};
    enter(task.entries, root, inside, t, select(was_inside, steps, steps + Vec::broadcast(1.0)),
          code, *tile.entries);
    code = select(inside, code + Vec::broadcast(kNoted), code);
  }
}

// Where there are sixteen registers, the search has a copy without what notes entries.
#if defined(__x86_64__) && !defined(__AVX512F__)
constexpr bool kHasCopy = kCopyInEach;
#else
constexpr bool kHasCopy = false;
#endif

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
    const Places places = find_places(task, z, count, notes, last);
    Mask known = present & (none < places.ring);
    if (notes) {
      note_endings(task, tile, i, unnoted, places.root, last, steps, code);
      known = known & (noted <= code);
    }
    // Labels and counts of others are those with which all points begin.
    const Vec all_steps = steps + (places.ring + Vec::broadcast(task.endings.first_steps + 1));
    const Mask in_time = known & (all_steps <= most);
    double label[Vec::lanes], iterations[Vec::lanes];
    store(label, select(in_time, places.root, none));
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
