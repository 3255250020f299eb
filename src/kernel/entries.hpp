#pragma once

// The smooth count: points are noted when they first come near an attractor, by where they are in
// the coordinate about it, in which a step is a power or a factor.

#include "kernel/logarithm.hpp"
#include "kernel/points.hpp"

namespace nb_cpp::kernel {
namespace {

// Where p and p' are zero, too, and where p' is and the reach is infinite.
inline BlockMask is_near(const EntriesView& entries, Block p_norm, Block d_norm) {
  return and_not(p_norm == p_norm, Block::broadcast(entries.reach) * d_norm < p_norm);
}

// One vector of points, as neighbours that are together mostly come to the same attractor.
using Few = ComplexOf<Vec>;

inline Few load(const double* x, const double* y) { return {Vec::load(x), Vec::load(y)}; }

// From the attractor, in units of its disc's radius.
inline Few to_disc(const Coordinate& about, Few z) {
  return (z - Few{Vec::broadcast(about.re), Vec::broadcast(about.im)}) *
         Vec::broadcast(about.inverse_radius);
}

inline Mask is_inside(Few t) { return squared_modulus(t) < Vec::broadcast(1.0); }

// log w - log t, by its even and its odd powers, neither of which waits for the other.
inline Few series(const Coordinate& about, Few t) {
  static_assert(kCoordinateTerms % 2 == 0);
  const auto h = [&](int k) {
    return Few{Vec::broadcast(about.h_re[k]), Vec::broadcast(about.h_im[k])};
  };
  const Few s = square(t);
  Few even = h(kCoordinateTerms - 1);
  Few odd = h(kCoordinateTerms - 2);
  for (int k = kCoordinateTerms - 3; k > 0; k -= 2) {
    even = multiply_add(even, s, h(k));
    odd = multiply_add(odd, s, h(k - 1));
  }
  const Few offset{Vec::broadcast(about.offset_re), Vec::broadcast(about.offset_im)};
  return multiply_add(odd, t, multiply_add(even, s, offset));
}

// Notes some points, in the attractor's disc after so many steps.
[[gnu::always_inline]] inline void enter(const EntriesView& view, int attractor, Mask some, Few t,
                                         Vec steps, Vec code, Entries& entries) {
  const Coordinate& about = view.coordinates[attractor];
  const Few sum = series(about, t);
  const Packing packed = packing(some);
  const int end = entries.count;
  const auto put = [&](Entries::List& list, Vec value) { store_packed(list + end, packed, value); };
  put(entries.code, code);
  put(entries.modulus, squared_modulus(t));
  put(entries.rest, sum.re);
  put(entries.origin, Vec::broadcast(about.origin) + steps);
  put(entries.slope, Vec::broadcast(about.slope));
  if (view.arguments) {
    put(entries.attractor, Vec::broadcast(attractor));
    put(entries.steps, steps);
    put(entries.x, t.re);
    put(entries.y, t.im);
    put(entries.turn, sum.im);
  }
  entries.count = end + packed.count;
}

// Of codes without kNoted: rounded to the nearest integer, from half a step below.
inline Vec steps_of(Vec code) {
  constexpr double kPixels = kTilePixels;
  const Vec rounding = Vec::broadcast(0x1.8p52);
  const Vec middle =
      multiply_add(code, Vec::broadcast(1.0 / kPixels), Vec::broadcast(0.5 / kPixels - 0.5));
  return (middle + rounding) - rounding;
}

// Notes those of the points that come near an attractor for the first time, after so many steps:
// `pixel` says so then. In doubles: for 32 bits, Clang 19 takes the first of a pair of masks for
// both, see newton.hpp.
[[gnu::noinline]] void note(const Task& task, const Tile& tile, const Complex& z,
                            const Block& looked_at, std::int64_t steps, Block& pixel) {
  Entries& entries = *tile.entries;
  double x[Block::lanes], y[Block::lanes], looks[Block::lanes], codes[Block::lanes];
  store(x, z.re);
  store(y, z.im);
  store(looks, looked_at);
  store(codes, pixel);
  for (int i = 0; i < Block::lanes; i += Vec::lanes) {
    Mask left = Vec::load(looks + i) == Vec::broadcast(1.0);
    Vec code = Vec::load(codes + i);
    const Vec after = steps_of(code) + Vec::broadcast(static_cast<double>(steps));
    const int first = entries.last;
    for (int k = -1; k < task.entries.count && any(left); ++k) {
      const int attractor = k < 0 ? first : k;
      const Few t = to_disc(task.entries.coordinates[attractor], load(x + i, y + i));
      const Mask inside = left & is_inside(t);
      if (any(inside)) {
        enter(task.entries, attractor, inside, t, after, code, entries);
        code = select(inside, code + Vec::broadcast(kNoted), code);
        left = and_not(left, inside);
        entries.last = attractor;
      }
    }
    store(codes + i, code);
  }
  pixel = Block::load(codes);
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

// In passes over all points, as alone a point would wait for one logarithm after the other.
void locate(const Task& task, const Tile& tile) noexcept {
  Entries& entries = *tile.entries;
  for (int i = 0; i < entries.count; i += Block::lanes) {
    const Block log_t = logarithm(Block::load(entries.modulus + i));
    const Block rest = Block::load(entries.rest + i);
    store(entries.rest + i, multiply_add(Block::broadcast(0.5), log_t, rest));
  }
  const Block zero = Block::broadcast(0.0);
  for (int i = 0; i < entries.count; i += Block::lanes) {
    const Block log_w = Block::load(entries.rest + i);
    const Block slope = Block::load(entries.slope + i);
    const Block log_log = logarithm(zero - log_w);
    const Block growing = select(zero < slope, log_w, log_log);
    store(entries.origin + i, multiply_add(slope, growing, Block::load(entries.origin + i)));
  }
  for (int i = 0; i < entries.count; ++i) {
    entries.smooth[pixel_of(entries.code[i])] = entries.origin[i];
  }
  if (!task.entries.arguments) {
    return;
  }
  for (int i = 0; i < entries.count; i += Block::lanes) {
    const Block angle = argument(Block::load(entries.x + i), Block::load(entries.y + i));
    store(entries.turn + i, angle + Block::load(entries.turn + i));
  }
  for (int i = 0; i < entries.count; ++i) {
    entries.argument[pixel_of(entries.code[i])] = entries.turn[i];
    entries.entry[pixel_of(entries.code[i])] = i;
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
