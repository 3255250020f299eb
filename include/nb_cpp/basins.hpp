#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "nb_cpp/grid.hpp"
#include "nb_cpp/methods.hpp"
#include "nb_cpp/parallel.hpp"
#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/roots.hpp"

namespace nb_cpp {

// A disc that the iteration never leaves again, about a point of an attracting cycle.
struct Trap {
  Complex centre;
  double radius;
  int cycle;
};

// An iteration on every point of a grid. A step that cannot be taken (p' is zero, the result is not
// finite) leaves the point where it was and passes no test. At a zero of p the step is zero and
// passes every test.
struct Problem {
  Polynomial polynomial;
  RootSet roots;
  Grid grid;
  std::int32_t itmax;  // steps at most
  double tolerance;
  Stop stop = Stop::residual;
  Iteration iteration = {};
  std::vector<Trap> traps = {};
};

struct RunOptions {
  int threads = 0;     // 0: default_threads()
  std::string target;  // empty: active_target()
  Monitor monitor;     // told of pixels; may be empty
};

// Results of `count` neighbouring pixels of a row, from `column` on: the index of the nearest root,
// -2 - cycle where the point was trapped, or -1 where it did neither; the number of steps, or
// itmax.
struct Run {
  std::int64_t row;
  std::int64_t column;
  int count;
  const std::int16_t* labels;
  const std::int32_t* iterations;
};

// Iterates every pixel and hands each pixel's results on once, from several threads at once. The
// results do not depend on the number of threads. Throws std::invalid_argument for an itmax or a
// tolerance below zero, for a tolerance that is a NaN, for more roots or cycles than a label can
// name, or for an iteration that does not exist.
void iterate(const Problem& problem, const RunOptions& options,
             const std::function<void(const Run&)>& consume);

// The same, into arrays of problem.grid.pixels() elements.
void basins(const Problem& problem, const RunOptions& options, std::int16_t* labels,
            std::int32_t* iterations);

// The positions of points after 0 .. steps steps, without any test, one row a step: (steps + 1) x
// count values. A step that cannot be taken leaves a point where it is, for good. `interrupt` is
// called often; what it throws ends the call.
void orbits(const Polynomial& polynomial, const RootSet& roots, const Iteration& iteration,
            const std::vector<Complex>& start, std::int64_t steps, const std::string& target,
            const std::function<void()>& interrupt, Complex* positions);

}  // namespace nb_cpp
