#pragma once

// Newton's iteration with the residual rule, the common case: one evaluation serves the test of the
// last step and the next step, and nearly every block passes through without a branch.

#include "kernel/points.hpp"
#include "kernel/steps.hpp"

namespace nb_cpp::kernel {
namespace {

// One iteration of the points from index i on that `present` names, of a block that is full or not.
template <bool kDense, bool kFull>
[[gnu::always_inline]] inline void newton_block(const Task& task, Tile& tile,
                                                std::int64_t iteration, int i, BlockMask present) {
  const Complex z{Block::load(tile.active.x + i), Block::load(tile.active.y + i)};
  const Block pixel = Block::load(tile.active.pixel + i);
  const Evaluation at_z = evaluate<kDense>(task, z);
  const Block p_norm = squared_modulus(at_z.p);
  const Block d_norm = squared_modulus(at_z.d);

  BlockMask done = passes_test(task, at_z.p, p_norm);
  const BlockMask ordinary = is_ordinary(d_norm) & (p_norm <= Block::broadcast(kLargeNorm));
  Complex next = steps::plain_newton(z, at_z.p, at_z.d, d_norm);
  if (kFull && all(and_not(ordinary, done))) {
    append_all(tile.active, next, pixel);
    return;
  }
  BlockMask stays = present;
  if (iteration > 0) {
    done = present & done;
    append(tile.converged, done, z, pixel);
    stays = and_not(present, done);
  }
  if (any(and_not(stays, ordinary))) {
    const Complex guarded = steps::guarded_newton(z, at_z.p, at_z.d, d_norm);
    const BlockMask moves = ordinary | is_finite(guarded);
    next = select(moves, select(ordinary, next, guarded), z);
    // A point that cannot move would stand still for ever; a zero of p waits for its test.
    stays = stays & (moves | is_zero(at_z.p));
  }
  append(tile.active, stays, next, pixel);
}

template <bool kDense>
inline void newton_once(const Task& task, Tile& tile, std::int64_t iteration) {
  for_each_block(
      tile, iteration, [&](int i, BlockMask present, auto full) __attribute__((always_inline)) {
        newton_block<kDense, full.value>(task, tile, iteration, i, present);
      });
}

void newton(const Task& task, Tile& tile, std::int64_t first, std::int64_t last) noexcept {
  for (std::int64_t k = first; k < last && tile.active.count > 0; ++k) {
    if (task.dense) {
      newton_once<true>(task, tile, k);
    } else {
      newton_once<false>(task, tile, k);
    }
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
