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

// Sets the points aside that have converged, at z.
inline void set_aside(Tile& tile, Lengths& lengths, BlockMask done, Complex z, Block pixel) {
  if (any(done)) {
    append(tile.converged, lengths.converged, done, z, pixel);
  }
}

// One iteration of `count` points from index i on. A function of its own, because every stop rule
// is in it.
template <StepFunction kStep, int kDerivatives>
[[gnu::noinline]] void iterate_block(const Task& task, Tile& tile, Lengths& lengths,
                                     std::int64_t iteration, int i, int count) {
  Jet at;
  at.z = {Block::load(tile.active.x + i), Block::load(tile.active.y + i)};
  Block pixel = Block::load(tile.active.pixel + i);
  const BlockMask present = first_lanes(Block{}, count);
  evaluate_jet<kDerivatives>(task.function, at);
  if (task.entries.reach > 0.0) {
    if constexpr (kDerivatives > 0) {
      const BlockMask near = is_near(task.entries, squared_modulus(at.p), squared_modulus(at.d));
      note_entries(task, tile, at.z, present & near, iteration, pixel);
    } else {
      note_entries(task, tile, at.z, present, iteration, pixel);
    }
  }

  BlockMask stays = present;
  if (iteration > 0 && task.test.looks_at == LooksAt::position) {
    const BlockMask done =
        present & passes<LooksAt::position, kDerivatives>(task, at, broadcast(0.0, 0.0));
    set_aside(tile, lengths, done, at.z, pixel);
    stays = and_not(present, done);
  }
  Complex after = kStep(task.function, task.step, at);
  const BlockMask moves = is_finite(after);
  if (!all(moves)) {
    // Formulas divide zero by zero at some zeros of p; such a point stays where it is.
    after = select(moves, after, at.z);
    stays = stays & (moves | is_zero(at.p));
  }
  if (task.test.looks_at == LooksAt::move) {
    const BlockMask done = stays & passes<LooksAt::move, kDerivatives>(task, at, after - at.z);
    set_aside(tile, lengths, done, after, pixel);
    stays = and_not(stays, done);
  }
  if (all(stays)) {
    append_all(tile.active, lengths.active, after, pixel);
  } else {
    append(tile.active, lengths.active, stays, after, pixel);
  }
}

template <StepFunction kStep, int kDerivatives>
void iterate(const Task& task, Tile& tile, std::int64_t first, std::int64_t last) noexcept {
  const int own_step = task.test.looks_at == LooksAt::move ? 1 : 0;
  for (std::int64_t k = first; k < last && tile.active.count > 0; ++k) {
    const int active = tile.active.count;
    const int already_converged = tile.converged.count;
    Lengths lengths{0, already_converged};
    for (int i = 0; i < active; i += Block::lanes) {
      const int count = active - i < Block::lanes ? active - i : Block::lanes;
      iterate_block<kStep, kDerivatives>(task, tile, lengths, k, i, count);
    }
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
