#pragma once

// Newton's iteration with the residual rule, the common case: one evaluation serves the test of the
// last step and the next step, and nearly every block passes through without a branch.

#include "kernel/entries.hpp"
#include "kernel/points.hpp"
#include "kernel/steps.hpp"
#include "kernel/stops.hpp"

namespace nb_cpp::kernel {
namespace {

// What an iteration finds out about a block of points, before any of them is moved.
struct Outcome {
  Complex next;  // by the plain step
  Block p_norm, d_norm;
};

// True if all points of the block just take the plain step.
template <typename Way>
[[gnu::always_inline]] inline bool evaluate_block(const Task& task, const Tile& tile, int i,
                                                  Outcome& outcome) {
  const Complex z{Block::load(tile.active.x + i), Block::load(tile.active.y + i)};
  const Values at_z = Way::evaluate(task.function, z);
  const Block p_norm = squared_modulus(at_z.p);
  const Block d_norm = squared_modulus(at_z.d);
  outcome = {steps::plain_newton(z, at_z.p, at_z.d, d_norm), p_norm, d_norm};
  // At most p_norm, and negative where the step is short; then the floor is positive.
  const Block beyond = subtract_product(p_norm, Block::broadcast(task.alarm), d_norm);
  return all_in_range(excess(beyond, task.test.residual_floor) | excess(d_norm, kSmallNorm));
}

// The rare ways load and evaluate anew, so that the common one need not keep z, p and p'. No masks
// go in or out: for 32 bits, Clang 19 takes the first of a pair of them for both.

[[gnu::always_inline]] inline Jet jet_at(const Task& task, const Points& points, int i) {
  Jet at;
  at.z = {Block::load(points.x + i), Block::load(points.y + i)};
  evaluate_jet<1>(task.function, at);
  return at;
}

[[gnu::noinline, gnu::cold]] void evaluate_again(const Task& task, const Points& points, int i,
                                                 Complex& p, Complex& guarded) {
  const Jet at = jet_at(task, points, i);
  p = at.p;
  steps::guarded_newton(at, guarded);
}

[[gnu::noinline, gnu::cold]] void test_again(const Task& task, const Points& points, int i,
                                             Block& holds) {
  const Jet at = jet_at(task, points, i);
  stops::residual_in_full<true>(task, at, holds);
}

inline BlockMask passes_residual_test(const Task& task, const Points& points, int i,
                                      const Outcome& outcome) {
  BlockMask decided;
  if (stops::decides_residual<true>(task.test, outcome.p_norm, outcome.d_norm, decided)) {
    return decided;
  }
  Block holds;
  test_again(task, points, i, holds);
  return holds == Block::broadcast(1.0);
}

// Tests and steps `count` points from index i on, each by what it needs.
[[gnu::noinline]] Lengths settle_block(const Task& task, Tile& tile, Lengths lengths,
                                       std::int64_t iteration, int i, int count,
                                       const Outcome& outcome) {
  const Complex z{Block::load(tile.active.x + i), Block::load(tile.active.y + i)};
  Block pixel = Block::load(tile.active.pixel + i);
  BlockMask stays = first_lanes(Block{}, count);
  const bool notes = task.entries.reach > 0.0;
  if (iteration > 0) {
    const BlockMask done = stays & passes_residual_test(task, tile.active, i, outcome);
    if (any(done)) {
      if (notes) {
        note_entries(task, tile, z, done, iteration, pixel);
      }
      append(tile.converged, lengths.converged, done, z, pixel);
      stays = and_not(stays, done);
    }
  }
  Complex next = outcome.next;
  const BlockMask plain = steps::is_plain(outcome.p_norm, outcome.d_norm);
  if (task.endings.reach > 0.0) {
    const Block reach = Block::broadcast(task.endings.reach);
    const BlockMask ends = stays & plain & (outcome.p_norm < reach * outcome.d_norm);
    const Block taken = Block::broadcast(static_cast<double>(kTilePixels * iteration));
    int ending = tile.ending.count;
    if (notes) {
      append_place(tile.entries->before, ending, ends, z);
    }
    append(tile.ending, ending, ends, next, pixel + taken);
    tile.ending.count = ending;
    stays = and_not(stays, ends);
  }
  // Of those that end it is seen then whether they are near now or after this step.
  if (notes && (task.entries.reach > task.endings.reach || any(and_not(stays, plain)))) {
    const BlockMask near = is_near(task.entries, outcome.p_norm, outcome.d_norm);
    note_entries(task, tile, z, stays & near, iteration, pixel);
  }
  if (any(and_not(stays, plain))) {
    Complex p, guarded;
    evaluate_again(task, tile.active, i, p, guarded);
    const BlockMask moves = plain | is_finite(guarded);
    next = select(moves, select(plain, next, guarded), z);
    // A point that cannot move would stand still for ever; a zero of p waits for its test.
    stays = stays & (moves | is_zero(p));
  }
  append(tile.active, lengths.active, stays, next, pixel);
  return lengths;
}

// A block's points are moved when the next one has been evaluated: where the guess that they all
// step on is wrong, the arithmetic units still have work. A function of its own for each way:
// several in one are too much for GCC's vectoriser.
template <typename Way>
[[gnu::noinline]] void newton_once(const Task& task, Tile& tile, std::int64_t iteration) {
  const int active = tile.active.count;
  const int already_converged = tile.converged.count;
  Lengths lengths{0, already_converged};
  Outcome outcomes[2];
  int latest = 0;
  bool moves = false;
  int i = 0;
  const auto finish = [&](int first, int count, const Outcome& outcome)
      __attribute__((always_inline)) {
    if (moves && count == Block::lanes) {
      append_all(tile.active, lengths.active, outcome.next, Block::load(tile.active.pixel + first));
    } else {
      lengths = settle_block(task, tile, lengths, iteration, first, count, outcome);
    }
  };
  for (; i < active; i += Block::lanes) {
    latest ^= 1;
    const bool moves_next = evaluate_block<Way>(task, tile, i, outcomes[latest]);
    if (i > 0) {
      finish(i - Block::lanes, Block::lanes, outcomes[latest ^ 1]);
    }
    moves = moves_next;
  }
  finish(i - Block::lanes, active - (i - Block::lanes), outcomes[latest]);
  close(tile, lengths, already_converged, iteration);
}

void newton(const Task& task, Tile& tile, std::int64_t first, std::int64_t last) noexcept {
  for (std::int64_t k = first; k < last && tile.active.count > 0; ++k) {
    with_evaluator(task.function, [&](auto way) { newton_once<decltype(way)>(task, tile, k); });
  }
}

}  // namespace
}  // namespace nb_cpp::kernel
