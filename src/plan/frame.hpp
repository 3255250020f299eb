#pragma once

#include <memory>
#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/problem.hpp"
#include "plan/evaluation.hpp"
#include "plan/factors.hpp"
#include "plan/method.hpp"
#include "plan/scaling.hpp"

namespace nb_cpp {

// A problem as the kernels want it, in one of its scalings: coordinates are z / 2^exponent(). Holds
// the arrays that the task points to.
class Frame {
 public:
  // From its roots or its coefficients, p is evaluated.
  Frame(const Problem& problem, const CheckedMethod& method, Scaling scaling, bool from_roots);

  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  // Without known endings.
  const kernel::Task& task() const noexcept { return task_; }

  const Scaling& scaling() const noexcept { return scaling_; }
  int exponent() const noexcept { return scaling_.variable; }
  const std::vector<Trap>& traps() const noexcept { return traps_; }

  // By root, see maps::attraction_radii.
  const std::vector<double>& attraction() const noexcept { return attraction_; }

  // Real operations of one evaluation of p and p', a fused one counted once.
  int operations() const noexcept {
    return factors_ != nullptr ? factors_->operations() : evaluation_.operations();
  }

  // Null: p is evaluated from its coefficients.
  const Factors* factors() const noexcept { return factors_.get(); }

 private:
  kernel::RootsView set_roots(const Problem& problem, const CheckedMethod& method);

  void set_floor(const Problem& problem, bool from_roots);

  Scaling scaling_;
  Evaluation evaluation_;
  std::unique_ptr<const Factors> factors_;
  std::vector<Trap> traps_;
  std::vector<double> attraction_, root_re_, root_im_, root_inverse_, floor_scale_, floor_;
  kernel::Task task_{};
};

}  // namespace nb_cpp
