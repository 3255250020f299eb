#pragma once

// The smooth count: points are noted when they first come near an attractor, and located in the
// coordinate about it, in which a step is a power or a factor.

#include "kernel/logarithm.hpp"
#include "kernel/points.hpp"

namespace nb_cpp::kernel {
namespace {

// Where p' is zero and the reach is infinite, too.
inline BlockMask is_near(const EntriesView& entries, Block p_norm, Block d_norm) {
  return and_not(p_norm == p_norm, Block::broadcast(entries.reach) * d_norm <= p_norm);
}

// Notes those of the points that come near an attractor for the first time, after so many steps:
// `pixel` says so then. In doubles: for 32 bits, Clang 19 takes the first of a pair of masks for
// both, see newton.hpp.
[[gnu::noinline]] void note(const Task& task, const Tile& tile, const Complex& z,
                            const Block& looked_at, std::int64_t steps, Block& pixel) {
  Entries& entries = *tile.entries;
  Points& points = entries.points;
  BlockMask left = looked_at == Block::broadcast(1.0);
  const Block code = pixel + Block::broadcast(static_cast<double>(kTilePixels * steps));
  for (int i = 0; i < task.entries.count && any(left); ++i) {
    const Coordinate& about = task.entries.coordinates[i];
    const Complex t = (z - broadcast(about.re, about.im)) * Block::broadcast(about.inverse_radius);
    const BlockMask inside = left & (squared_modulus(t) < Block::broadcast(1.0));
    if (any(inside)) {
      const int first = points.count;
      append(points, points.count, inside, z, code);
      for (int k = first; k < points.count; ++k) {
        entries.attractor[k] = static_cast<std::int16_t>(i);
      }
      pixel = select(inside, pixel + Block::broadcast(kNoted), pixel);
      left = and_not(left, inside);
    }
  }
}

[[gnu::always_inline]] inline void note_entries(const Task& task, const Tile& tile, Complex z,
                                                BlockMask looked_at, std::int64_t steps,
                                                Block& pixel) {
  const BlockMask left = looked_at & (pixel < Block::broadcast(kNoted));
  if (any(left)) {
    Block copy = pixel;
    note(task, tile, z, select(left, Block::broadcast(1.0), Block::broadcast(0.0)), steps, copy);
    pixel = copy;
  }
}

// Of codes without kNoted: rounded to the nearest integer, from half a step below.
inline Block steps_of(Block code) {
  constexpr double kPixels = kTilePixels;
  const Block rounding = Block::broadcast(0x1.8p52);
  const Block middle =
      multiply_add(code, Block::broadcast(1.0 / kPixels), Block::broadcast(0.5 / kPixels - 0.5));
  return (middle + rounding) - rounding;
}

// log w - log t, by its even and its odd powers, neither of which waits for the other.
inline Complex series(const Coordinate& about, Complex t) {
  static_assert(kCoordinateTerms % 2 == 0);
  const auto h = [&](int k) {
    return Complex{Block::broadcast(about.h_re[k]), Block::broadcast(about.h_im[k])};
  };
  const Complex s = square(t);
  Complex even = h(kCoordinateTerms - 1);
  Complex odd = h(kCoordinateTerms - 2);
  for (int k = kCoordinateTerms - 3; k > 0; k -= 2) {
    even = multiply_add(even, s, h(k));
    odd = multiply_add(odd, s, h(k - 1));
  }
  const Complex offset{Block::broadcast(about.offset_re), Block::broadcast(about.offset_im)};
  return multiply_add(odd, t, multiply_add(even, s, offset));
}

// A block of points in the coordinate about an attractor.
struct Located {
  double smooth[Block::lanes];
  double argument[Block::lanes];  // if it is asked for
};

// `code` is that of points.
[[gnu::noinline]] void locate_block(const Coordinate& about, const Complex& z, const Block& code,
                                    bool arguments, Located& located) {
  // Less than the logarithms of both are of any use.
  constexpr double kLeastNorm = 0x1p-1000;
  const Complex t = (z - broadcast(about.re, about.im)) * Block::broadcast(about.inverse_radius);
  const Complex sum = series(about, t);
  const Block norm = larger(squared_modulus(t), Block::broadcast(kLeastNorm));
  const Block log_w = multiply_add(Block::broadcast(0.5), logarithm(norm), sum.re);
  const Block below = larger(Block::broadcast(0.0) - log_w, Block::broadcast(kLeastNorm));
  const Block y = about.linear ? log_w : logarithm(below);
  const Block origin = steps_of(code) + Block::broadcast(about.origin);
  store(located.smooth, multiply_add(Block::broadcast(about.slope), y, origin));
  if (arguments) {
    store(located.argument, argument(t.re, t.im) + sum.im);
  }
}

inline void write(const Task& task, Entries& entries, const Located& located, int lane,
                  int attractor, double code) {
  const std::int64_t pixel = pixel_of(code);
  entries.smooth[pixel] = located.smooth[lane];
  if (task.entries.arguments) {
    entries.about[pixel] = static_cast<std::int16_t>(attractor);
    entries.argument[pixel] = located.argument[lane];
    entries.steps[pixel] = static_cast<std::int32_t>(steps_of(code));
  }
}

void locate(const Task& task, const Tile& tile) noexcept {
  Entries& entries = *tile.entries;
  const Points& points = entries.points;
  Located located;
  for (int i = 0; i < points.count; i += Block::lanes) {
    const int count = points.count - i < Block::lanes ? points.count - i : Block::lanes;
    const Complex z{Block::load(points.x + i), Block::load(points.y + i)};
    const Block code = Block::load(points.pixel + i);
    for (int lane = 0; lane < count; ++lane) {
      const int attractor = entries.attractor[i + lane];
      // Neighbours mostly come to the same one.
      if (lane == 0 || attractor != entries.attractor[i + lane - 1]) {
        locate_block(task.entries.coordinates[attractor], z, code, task.entries.arguments, located);
      }
      write(task, entries, located, lane, attractor, points.pixel[i + lane]);
    }
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
