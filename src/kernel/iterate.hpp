#pragma once

// Every iteration over a vector type, with every stop rule. Included once by each target's source
// file, after the wrapper that defines Vec and Block. Every name here is local to that object file:
// a weak symbol compiled with AVX instructions could replace the baseline's copy at link time.

#include "kernel/endings.hpp"
#include "kernel/entries.hpp"
#include "kernel/newton.hpp"
#include "kernel/start.hpp"
#include "kernel/stops.hpp"

namespace nb_cpp::kernel {
namespace {

using StepFunction = Complex (*)(const FunctionView&, const StepView&, const Jet&);

// What becomes of a point in an iteration.
constexpr double kLeaves = 0.0;
constexpr double kGoesOn = 1.0;
constexpr double kConverges = 2.0;

// Sets the points aside that have converged, at `last`, and packs those that go on. No masks go in:
// see newton.hpp.
[[gnu::always_inline]] inline Lengths part(Tile& tile, Lengths lengths, const Block& fate,
                                           const Complex& last, const Complex& next,
                                           const Block& pixel) {
  const BlockMask done = fate == Block::broadcast(kConverges);
  if (any(done)) {
    append(tile.converged, lengths.converged, done, last, pixel);
  }
  append(tile.active, lengths.active, fate == Block::broadcast(kGoesOn), next, pixel);
  return lengths;
}

[[gnu::noinline]] Lengths shared_part(Tile& tile, Lengths lengths, const Block& fate,
                                      const Complex& last, const Complex& next,
                                      const Block& pixel) {
  return part(tile, lengths, fate, last, next, pixel);
}

// One iteration of all active points. In one function with the loop over the blocks: the arithmetic
// units go on with the next block while the results of the last one are waited for.
template <StepFunction kStep, int kDerivatives>
[[gnu::always_inline]] inline Lengths iterate_once(const Task& task, Tile& tile,
                                                   std::int64_t iteration) {
  const bool by_move = task.test.looks_at == LooksAt::move;
  const bool by_position = task.test.looks_at == LooksAt::position && iteration > 0;
  const int active = tile.active.count;
  Lengths lengths{0, tile.converged.count};
  for (int i = 0; i < active; i += Block::lanes) {
    Jet at;
    at.z = {Block::load(tile.active.x + i), Block::load(tile.active.y + i)};
    Block pixel = Block::load(tile.active.pixel + i);
    evaluate_jet<kDerivatives>(task.function, at);
    if (task.entries.reach > 0.0) {
      const BlockMask present = first_lanes(Block{}, active - i);
      if constexpr (kDerivatives > 0) {
        const BlockMask near = is_near(task.entries, squared_modulus(at.p), squared_modulus(at.d));
        note_entries(task, tile, at.z, present & near, iteration, pixel);
      } else {
        note_entries(task, tile, at.z, present, iteration, pixel);
      }
    }

    BlockMask done{};
    if (by_position) {
      done = passes<LooksAt::position, kDerivatives>(task, at, broadcast(0.0, 0.0));
    }
    Complex next = kStep(task.function, task.step, at);
    const BlockMask moves = is_finite(next);
    const bool all_move = all(moves);
    if (!all_move) {
      // Formulas divide zero by zero at some zeros of p; such a point stays where it is.
      next = select(moves, next, at.z);
    }
    if (by_move) {
      done = passes<LooksAt::move, kDerivatives>(task, at, next - at.z);
    }
    if (all_move && !any(done) && active - i >= Block::lanes) {
      append_all(tile.active, lengths.active, next, pixel);
      continue;
    }
    const BlockMask present = first_lanes(Block{}, active - i);
    const BlockMask goes_on = present & (moves | is_zero(at.p));
    // Whether it is before the step that a point converges. A mask, so that nothing is copied.
    const BlockMask before = first_lanes(Block{}, by_move ? 0 : Block::lanes);
    const Block fate =
        select(done & present & (goes_on | before), Block::broadcast(kConverges),
               select(goes_on, Block::broadcast(kGoesOn), Block::broadcast(kLeaves)));
    const Complex last = select(before, at.z, next);
    const Complex after = next;  // copies, so that the originals stay in registers
    const Block code = pixel;
    lengths = kCopyInEach ? part(tile, lengths, fate, last, after, code)
                          : shared_part(tile, lengths, fate, last, after, code);
  }
  return lengths;
}

template <StepFunction kStep, int kDerivatives>
void iterate(const Task& task, Tile& tile, std::int64_t first, std::int64_t last) noexcept {
  const int own_step = task.test.looks_at == LooksAt::move ? 1 : 0;
  for (std::int64_t k = first; k < last && tile.active.count > 0; ++k) {
    const int already_converged = tile.converged.count;
    const Lengths lengths = iterate_once<kStep, kDerivatives>(task, tile, k);
    close(tile, lengths, already_converged, k + own_step);
  }
}

constexpr Kernel kKernel{newton,
                         {
#define NB_CPP_METHOD(name, derivatives, ...) iterate<steps::name, derivatives>,
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
                         },
                         end,
                         label,
                         locate,
                         start};

}  // namespace
}  // namespace nb_cpp::kernel
