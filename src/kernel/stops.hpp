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

// Whether p is its rounding only, in the disc of a root.
[[gnu::noinline]] BlockMask is_rounding(const Task& task, const Complex& z, const Complex& p) {
  const FloorView& floor = task.test.floor;
  const BlockMask small = is_at_most(p, floor.largest_scale, floor.largest_bound);
  BlockMask passes = first_lanes(Block{}, 0);
  for (int i = 0; i < task.roots.count && any(small); ++i) {
    passes =
        passes | (is_in_disc(task.roots, i, z) & is_at_most(p, floor.scale[i], floor.bound[i]));
  }
  return passes;
}

inline BlockMask residual(const Task& task, const Jet& at, Complex) {
  const Complex p = task.function.factors.empty() ? at.p : unscaled(at.p, at.power);
  const BlockMask passes = is_small(task.test, p);
  return task.test.floor.bound == nullptr ? passes : passes | is_rounding(task, at.z, p);
}

inline BlockMask step(const Task& task, const Jet&, Complex move) {
  return is_small(task.test, move);
}

inline BlockMask root(const Task& task, const Jet& at, Complex) {
  BlockMask near = is_small(task.test, at.z - root_of(task.roots, 0));
  for (int i = 1; i < task.roots.count; ++i) {
    near = near | is_small(task.test, at.z - root_of(task.roots, i));
  }
  return near | is_zero(at.p);
}

}  // namespace stops

// The verdict of the task's rule, which looks at kWhat.
template <LooksAt kWhat>
[[gnu::always_inline]] inline BlockMask passes(const Task& task, const Jet& at, Complex move) {
  switch (task.test.stop) {
#define NB_CPP_STOP(name, what, ...)        \
  case Stop::name:                          \
    if constexpr (LooksAt::what == kWhat) { \
      return stops::name(task, at, move);   \
    }                                       \
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
