#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/basins.hpp"
#include "plan/endings.hpp"
#include "plan/evaluation.hpp"
#include "plan/iteration.hpp"
#include "plan/scaling.hpp"

namespace nb_cpp {

// A problem as the kernels want it. Holds the arrays that the task points to.
class ScaledProblem {
 public:
  explicit ScaledProblem(const Problem& problem);

  ScaledProblem(const ScaledProblem&) = delete;
  ScaledProblem& operator=(const ScaledProblem&) = delete;

  const kernel::Task& task() const noexcept { return task_; }
  const CheckedIteration& iteration() const noexcept { return iteration_; }
  kernel::Iterate iterate(const kernel::Kernel& kernel) const noexcept {
    return iteration_.choose(kernel, stop_);
  }

  // In the scaled variable: the starting points and the traps.
  const Grid& grid() const noexcept { return grid_; }
  const std::vector<Trap>& traps() const noexcept { return traps_; }

  // A distance of 1 in the scaled variable: a power of two.
  double unit() const noexcept { return std::ldexp(1.0, scaling_.variable); }

  // Real operations of an iteration, roughly.
  int operations() const noexcept { return operations_; }

  // Calls of a step that `itmax` steps take. Rules that look at where a point is need one more for
  // the last test; without a step there is nothing to test.
  std::int64_t evaluations(std::int32_t itmax) const noexcept {
    return itmax > 0 && stop_ != Stop::step ? std::int64_t{itmax} + 1 : itmax;
  }

 private:
  void set_roots(const std::vector<Complex>& roots, int exponent);
  void set_test(double tolerance);
  void set_rings(const Problem& problem);

  Scaling scaling_;
  CheckedIteration iteration_;
  Evaluation evaluation_;
  Stop stop_;
  Grid grid_;
  std::vector<Trap> traps_;
  std::vector<double> root_re_, root_im_, root_reach_;
  Rings rings_;
  int operations_;
  kernel::Task task_{};
};

}  // namespace nb_cpp
