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

inline void append_entry(Entries& entries, double x, double y, double code, int attractor) {
  Points& points = entries.points;
  points.x[points.count] = x;
  points.y[points.count] = y;
  points.pixel[points.count] = code;
  entries.attractor[points.count] = static_cast<std::int16_t>(attractor);
  ++points.count;
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

// Of codes without kNoted: rounded to the nearest integer, from half a step below.
inline Block steps_of(Block code) {
  constexpr double kPixels = kTilePixels;
  const Block rounding = Block::broadcast(0x1.8p52);
  const Block middle =
      multiply_add(code, Block::broadcast(1.0 / kPixels), Block::broadcast(0.5 / kPixels - 0.5));
  return (middle + rounding) - rounding;
}

// Points on their way into the coordinate: a pass over all of them takes each step, as alone a
// point would wait for one logarithm after the other.
struct Located {
  static constexpr int kPoints = 256;
  using List = double[kPoints + kMaxBlock];
  alignas(64) List modulus;   // |t|^2
  alignas(64) List rest;      // the real part of log w - log t
  alignas(64) List argument;  // of w, if it is asked for
  alignas(64) List origin;    // with the steps
  alignas(64) List slope;     // by log(-log |w|)
  alignas(64) List linear;    // by log |w|
};

[[gnu::always_inline]] inline void expand(const Coordinate& about, Complex z, Block code,
                                          bool arguments, Located& located, int k) {
  const Complex t = (z - broadcast(about.re, about.im)) * Block::broadcast(about.inverse_radius);
  const Complex sum = series(about, t);
  store(located.modulus + k, squared_modulus(t));
  store(located.rest + k, sum.re);
  if (arguments) {
    store(located.argument + k, argument(t.re, t.im) + sum.im);
  }
  store(located.origin + k, steps_of(code) + Block::broadcast(about.origin));
  store(located.slope + k, Block::broadcast(about.linear ? 0.0 : about.slope));
  store(located.linear + k, Block::broadcast(about.linear ? about.slope : 0.0));
}

// Leaves the smooth count in place of the modulus.
[[gnu::noinline]] void take_logarithms(Located& located, int count) {
  // Less than the logarithms of both are of any use.
  const Block least = Block::broadcast(0x1p-1000);
  for (int k = 0; k < count; k += Block::lanes) {
    const Block log_t = logarithm(larger(Block::load(located.modulus + k), least));
    const Block rest = Block::load(located.rest + k);
    store(located.rest + k, multiply_add(Block::broadcast(0.5), log_t, rest));
  }
  for (int k = 0; k < count; k += Block::lanes) {
    const Block log_w = Block::load(located.rest + k);
    const Block log_log = logarithm(larger(Block::broadcast(0.0) - log_w, least));
    const Block linear =
        multiply_add(Block::load(located.linear + k), log_w, Block::load(located.origin + k));
    store(located.modulus + k, multiply_add(Block::load(located.slope + k), log_log, linear));
  }
}

// The entries from the first on.
[[gnu::noinline]] void locate_some(const Task& task, Entries& entries, int first, int count,
                                   Located& located) {
  const Points& points = entries.points;
  const bool arguments = task.entries.arguments;
  // Neighbours mostly come to the same attractor.
  for (int k = first, end = first; k < first + count; k = end) {
    const int attractor = entries.attractor[k];
    while (end < first + count && entries.attractor[end] == attractor) {
      ++end;
    }
    for (int i = k; i < end; i += Block::lanes) {
      const Complex z{Block::load(points.x + i), Block::load(points.y + i)};
      const Block code = Block::load(points.pixel + i);
      expand(task.entries.coordinates[attractor], z, code, arguments, located, i - first);
    }
  }
  take_logarithms(located, count);
  for (int k = 0; k < count; ++k) {
    const double code = points.pixel[first + k];
    const std::int64_t pixel = pixel_of(code);
    entries.smooth[pixel] = located.modulus[k];
    if (arguments) {
      entries.about[pixel] = entries.attractor[first + k];
      entries.argument[pixel] = located.argument[k];
      entries.steps[pixel] = static_cast<std::int32_t>(steps_of(code));
    }
  }
}

void locate(const Task& task, const Tile& tile) noexcept {
  Entries& entries = *tile.entries;
  Located located;
  for (int i = 0; i < entries.points.count; i += Located::kPoints) {
    const int left = entries.points.count - i;
    locate_some(task, entries, i, left < Located::kPoints ? left : Located::kPoints, located);
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
