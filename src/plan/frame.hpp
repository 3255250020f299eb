#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/problem.hpp"
#include "plan/conditioning.hpp"
#include "plan/evaluation.hpp"
#include "plan/factors.hpp"
#include "plan/method.hpp"
#include "plan/scaling.hpp"

namespace nb_cpp {

// The largest one of the endings', the floor's and the entries' reach. Without a residual floor
// each block is looked at, and there is no alarm: what it makes negative would be taken for what is
// far beyond the floor.
void set_alarm(kernel::Task& task) noexcept;

// A problem as the kernels want it, in one of its scalings: coordinates are z / 2^exponent(). Holds
// the arrays that the task points to.
class Frame {
 public:
  // The polynomial is the problem's in the frame's scaling, evaluated from its roots or from its
  // coefficients.
  Frame(const Problem& problem, const CheckedMethod& method, Conditioning polynomial,
        bool from_roots, const std::function<void()>& interrupt);

  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  // Without known endings.
  const kernel::Task& task() const noexcept { return task_; }

  const Conditioning& polynomial() const noexcept { return polynomial_; }
  const Scaling& scaling() const noexcept { return polynomial_.scaling(); }
  int exponent() const noexcept { return scaling().variable; }
  const std::vector<Trap>& traps() const noexcept { return traps_; }

  double tolerance() const noexcept { return tolerance_; }  // in the frame's units

  // By root, see maps::attraction_radii.
  const std::vector<double>& attraction() const noexcept { return attraction_; }

  // Real operations of one evaluation of p and p', a fused one counted once.
  int operations() const noexcept {
    return factors_ != nullptr ? factors_->operations() : evaluation_.operations();
  }

  // Null: p is evaluated from its coefficients.
  const Factors* factors() const noexcept { return factors_.get(); }

 private:
  kernel::RootsView set_roots(const CheckedMethod& method, const std::function<void()>& interrupt);
  // The larger one of the tolerance and what rounding leaves of p at a root.
  double set_floor(double tolerance, bool from_roots);

  Conditioning polynomial_;
  Evaluation evaluation_;
  std::unique_ptr<const Factors> factors_;
  std::vector<Trap> traps_;
  double tolerance_ = 0.0;
  std::vector<double> attraction_, root_re_, root_im_, root_inverse_, floor_scale_, floor_;
  kernel::Task task_{};
};

}  // namespace nb_cpp
