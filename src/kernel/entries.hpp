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
      append(points, points.count, inside, t, code);
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

using ComplexVec = ComplexOf<Vec>;

// log w - log t
inline ComplexVec series(const Coordinate& about, ComplexVec t) {
  const auto h = [&](int k) {
    return ComplexVec{Vec::broadcast(about.h_re[k]), Vec::broadcast(about.h_im[k])};
  };
  ComplexVec sum = h(kCoordinateTerms - 1);
  for (int k = kCoordinateTerms - 1; k-- > 0;) {
    sum = multiply_add(sum, t, h(k));
  }
  return multiply_add(sum, t, {Vec::broadcast(about.offset_re), Vec::broadcast(about.offset_im)});
}

void locate(const Task& task, const Tile& tile) noexcept {
  // Less than the logarithms of both are of any use.
  constexpr double kLeastNorm = 0x1p-1000;
  Entries& entries = *tile.entries;
  const Points& points = entries.points;
  // Neighbours mostly come to the same attractor.
  for (int first = 0; first < points.count;) {
    int end = first + 1;
    while (end < points.count && entries.attractor[end] == entries.attractor[first]) {
      ++end;
    }
    const Coordinate& about = task.entries.coordinates[entries.attractor[first]];
    for (int i = first; i < end; i += Vec::lanes) {
      const ComplexVec t{Vec::load(points.x + i), Vec::load(points.y + i)};
      const ComplexVec sum = series(about, t);
      const Vec norm = larger(squared_modulus(t), Vec::broadcast(kLeastNorm));
      const Vec log_w = multiply_add(Vec::broadcast(0.5), logarithm(norm), sum.re);
      const Vec below = larger(Vec::broadcast(0.0) - log_w, Vec::broadcast(kLeastNorm));
      const Vec y = about.linear ? log_w : logarithm(below);
      store(entries.smooth + i,
            multiply_add(Vec::broadcast(about.slope), y, Vec::broadcast(about.origin)));
      if (task.entries.arguments) {
        store(entries.argument + i, argument(t.re, t.im) + sum.im);
      }
    }
    first = end;
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
