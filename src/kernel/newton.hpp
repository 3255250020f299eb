#pragma once

// Newton's iteration with the residual rule, the common case: one evaluation serves the test of the
// last step and the next step, and nearly every block passes through without a branch.

#include "kernel/points.hpp"
#include "kernel/steps.hpp"

namespace nb_cpp::kernel {
namespace {

// One iteration of the points from index i on that `present` names, of a block that is full or not.
template <typename Way, bool kFull>
[[gnu::always_inline]] inline void newton_block(const Task& task, Tile& tile, Ends& ends,
                                                std::int64_t iteration, int i, BlockMask present) {
  const Complex z{Block::load(tile.active.x + i), Block::load(tile.active.y + i)};
  const Block pixel = Block::load(tile.active.pixel + i);
  const Evaluation at_z = Way::evaluate(task, z);
  const Block p_norm = squared_modulus(at_z.p);
  const Block d_norm = squared_modulus(at_z.d);

  Complex next = steps::plain_newton(z, at_z.p, at_z.d, d_norm);
  if (kFull && all_in_range(excess(p_norm, task.residual_floor) | excess(d_norm, kSmallNorm))) {
    append_all(tile.active, ends.active, next, pixel);
    return;
  }
  BlockMask stays = present;
  if (iteration > 0) {
    const BlockMask done = present & passes_test(task, at_z.p, p_norm);
    append(tile.converged, ends.converged, done, z, pixel);
    stays = and_not(present, done);
  }
  const BlockMask plain = steps::is_plain(p_norm, d_norm);
  if (any(and_not(stays, plain))) {
    const Complex guarded = steps::guarded_newton(z, at_z.p, at_z.d, d_norm);
    const BlockMask moves = plain | is_finite(guarded);
    next = select(moves, select(plain, next, guarded), z);
    // A point that cannot move would stand still for ever; a zero of p waits for its test.
    stays = stays & (moves | is_zero(at_z.p));
  }
  append(tile.active, ends.active, stays, next, pixel);
}

template <typename Way>
inline void newton_once(const Task& task, Tile& tile, std::int64_t iteration) {
  for_each_block(
      tile, iteration,
      [&](Ends & ends, int i, BlockMask present, auto full) __attribute__((always_inline)) {
        newton_block<Way, full.value>(task, tile, ends, iteration, i, present);
      });
}

void newton(const Task& task, Tile& tile, std::int64_t first, std::int64_t last) noexcept {
  for (std::int64_t k = first; k < last && tile.active.count > 0; ++k) {
    with_evaluator(task, [&](auto way) { newton_once<decltype(way)>(task, tile, k); });
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
