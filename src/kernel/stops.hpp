#pragma once

// The stop rules, as stops.def lists them: which points of a block have converged, by where they
// are or by the move that brought them there.

#include "kernel/label.hpp"
#include "kernel/polynomial.hpp"

namespace nb_cpp::kernel {
namespace {
namespace stops {

inline BlockMask is_small(const TestView& test, Complex q) {
  const Complex scaled = test.scale == 1.0 ? q : q * Block::broadcast(test.scale);
  return squared_modulus(scaled) <= Block::broadcast(test.bound);
}

inline BlockMask is_at_most(Complex q, double scale, double bound) {
  return squared_modulus(q * Block::broadcast(scale)) <= Block::broadcast(bound);
}

// Whether Newton's step is so short that p may be its rounding only.
inline BlockMask is_short(const FloorView& floor, Block p_norm, Block d_norm) {
  return subtract_product(p_norm, Block::broadcast(floor.alarm), d_norm) < Block::broadcast(0.0);
}

// Those of the points at which the tolerance does not decide: p may be rounding, by what is known.
template <bool kHasSlope>
inline BlockMask may_be_rounding(const TestView& test, BlockMask small, Block p_norm,
                                 Block d_norm) {
  const BlockMask left = and_not(p_norm <= Block::broadcast(test.residual_most), small);
  return kHasSlope ? left & is_short(test.floor, p_norm, d_norm) : left;
}

// The rule by squared moduli of p and p', where p is in its own scale. False where they do not
// decide it.
template <bool kHasSlope>
[[gnu::always_inline]] inline bool decides_residual(const TestView& test, Block p_norm,
                                                    Block d_norm, BlockMask& holds) {
  holds = p_norm <= Block::broadcast(test.residual_most);
  if (test.residual_decided || !any(holds)) {
    return true;
  }
  holds = p_norm <= Block::broadcast(test.bound);
  return test.scale == 1.0 && !any(may_be_rounding<kHasSlope>(test, holds, p_norm, d_norm));
}

// Whether it is, in the disc of a root.
inline BlockMask is_rounding(const Task& task, Complex z, Complex p) {
  const FloorView& floor = task.test.floor;
  BlockMask passes = first_lanes(Block{}, 0);
  for (int i = 0; i < task.roots.count; ++i) {
    passes =
        passes | (is_in_disc(task.roots, i, z) & is_at_most(p, floor.scale[i], floor.bound[i]));
  }
  return passes;
}

// The rule where there is a floor, or p is in another scale: 1 where it holds, otherwise 0. Out of
// the way of the common case, whose values stay in registers. Not as a mask, which Clang 19 returns
// wrong for 32 bits: see newton.hpp.
template <bool kHasSlope>
[[gnu::noinline]] void residual_in_full(const Task& task, const Jet& at, Block& holds) {
  const Complex p = unscaled(at.p, at.power);
  BlockMask passes = is_small(task.test, p);
  if (task.test.floor.bound != nullptr) {
    const Block p_norm = squared_modulus(at.p);
    const Block d_norm = kHasSlope ? squared_modulus(at.d) : p_norm;
    const BlockMask near = may_be_rounding<kHasSlope>(task.test, passes, p_norm, d_norm);
    passes = any(near) ? passes | (near & is_rounding(task, at.z, p)) : passes;
  }
  holds = select(passes, Block::broadcast(1.0), Block::broadcast(0.0));
}

template <int kDerivatives>
inline BlockMask residual(const Task& task, const Jet& at, Complex) {
  constexpr bool kHasSlope = kDerivatives > 0;
  if (task.function.factors.empty()) {
    const Block p_norm = squared_modulus(at.p);
    const Block d_norm = kHasSlope ? squared_modulus(at.d) : p_norm;
    BlockMask decided;
    if (decides_residual<kHasSlope>(task.test, p_norm, d_norm, decided)) {
      return decided;
    }
  }
  const Jet copy = at;
  Block holds;
  residual_in_full<kHasSlope>(task, copy, holds);
  return holds == Block::broadcast(1.0);
}

// 1 where it holds, otherwise 0: see residual_in_full.
[[gnu::noinline]] void root_in_full(const Task& task, const Complex& z, const Complex& p,
                                    Block& holds) {
  BlockMask near = is_zero(p);
  for (int i = 0; i < task.roots.count; ++i) {
    near = near | is_small(task.test, z - root_of(task.roots, i));
  }
  holds = select(near, Block::broadcast(1.0), Block::broadcast(0.0));
}

template <int>
inline BlockMask root(const Task& task, const Jet& at, Complex) {
  const Complex z = at.z;  // copies, so that the jet stays in registers
  const Complex p = at.p;
  Block holds;
  root_in_full(task, z, p, holds);
  return holds == Block::broadcast(1.0);
}

template <int>
inline BlockMask step(const Task& task, const Jet&, Complex move) {
  return is_small(task.test, move);
}

}  // namespace stops

// The verdict of the task's rule, which looks at kWhat, by so many derivatives.
template <LooksAt kWhat, int kDerivatives>
[[gnu::always_inline]] inline BlockMask passes(const Task& task, const Jet& at, Complex move) {
  switch (task.test.stop) {
#define NB_CPP_STOP(name, what, ...)                    \
  case Stop::name:                                      \
    if constexpr (LooksAt::what == kWhat) {             \
      return stops::name<kDerivatives>(task, at, move); \
    }                                                   \
    break;
#include "nb_cpp/stops.def"
#undef NB_CPP_STOP
    case Stop::never:
      break;
  }
  return first_lanes(Block{}, 0);
}

}  // namespace
}  // namespace nb_cpp::kernel
