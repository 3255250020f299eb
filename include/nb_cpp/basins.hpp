#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "nb_cpp/grid.hpp"
#include "nb_cpp/parallel.hpp"
#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/roots.hpp"

namespace nb_cpp {

// Newton's iteration on every point of a grid, with the residual stop rule: a point has converged
// after k steps when |p(z)| <= tolerance held first then. A step that cannot be taken (p' is zero,
// the quotient is not finite) leaves the point where it was and passes no test, unless p is zero.
struct Problem {
  Polynomial polynomial;
  RootSet roots;
  Grid grid;
  std::int32_t itmax;  // steps at most
  double tolerance;
};

struct RunOptions {
  int threads = 0;     // 0: default_threads()
  std::string target;  // empty: active_target()
  Monitor monitor;     // told of pixels; may be empty
};

// Results of `count` neighbouring pixels of a row, from `column` on: the index of the nearest root,
// or -1 where the point did not converge; the number of steps, or itmax.
struct Run {
  std::int64_t row;
  std::int64_t column;
  int count;
  const std::int16_t* labels;
  const std::int32_t* iterations;
};

// Iterates every pixel and hands each pixel's results on once, from several threads at once. The
// results do not depend on the number of threads. Throws std::invalid_argument for an itmax or a
// tolerance below zero, for a tolerance that is a NaN, or for more roots than a label can name.
void iterate(const Problem& problem, const RunOptions& options,
             const std::function<void(const Run&)>& consume);

// The same, into arrays of problem.grid.pixels() elements.
void basins(const Problem& problem, const RunOptions& options, std::int16_t* labels,
            std::int32_t* iterations);

}  // namespace nb_cpp
