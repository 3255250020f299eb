#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/plan.hpp"
#include "numbers/doubles.hpp"
#include "plan/coordinates.hpp"
#include "plan/endings.hpp"
#include "plan/frame.hpp"
#include "plan/method.hpp"

namespace nb_cpp {

class Plan {
 public:
  explicit Plan(Problem problem, const std::function<void()>& interrupt = {});
  ~Plan();

  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  const Problem& problem() const noexcept { return problem_; }
  const CheckedMethod& method() const noexcept { return method_; }

  // The plane as it is, and, where the roots are far from 1, their neighbourhood, or null.
  const Frame& plane() const noexcept { return *plane_; }
  const Frame* neighbourhood() const noexcept { return neighbourhood_.get(); }

  // The polynomial in the scaling in which the roots are about 1.
  const Conditioning& polynomial() const noexcept {
    return (neighbourhood_ != nullptr ? *neighbourhood_ : *plane_).polynomial();
  }

  // Whether a point steps in the neighbourhood's frame, by its coordinates in one of the frames.
  bool is_in_neighbourhood(const Frame& frame, double x, double y) const noexcept {
    return neighbourhood_ != nullptr &&
           belongs_to_neighbourhood(neighbourhood_->scaling(), problem_.polynomial.degree(),
                                    frame.exponent(), x, y);
  }

  // Whether p is evaluated from its roots, not from its coefficients.
  bool from_roots() const noexcept { return from_roots_; }

  // Whether the iteration commutes with z -> conj(z), and with z -> -z, bit for bit.
  bool commutes_with_conjugation() const noexcept;
  bool commutes_with_negation() const noexcept;

  // The kernel's function for the method.
  kernel::Iterate choose(const kernel::Kernel& kernel, kernel::Stop stop) const noexcept;

  // Real operations of a step, roughly.
  int operations() const noexcept { return 2 * plane_->operations() + 50; }

  // Calls of a step that all steps take. Rules that look at where a point is need one more for the
  // last test; without a step there is nothing to test.
  std::int64_t evaluations() const noexcept;

  // Known endings in the plane as it is, for a window of so many points: none where there are none,
  // or where none are made yet and making them takes longer than they save. They are kept; the view
  // is valid as long as the plan.
  kernel::EndingsView endings(std::int64_t points) const;

  // The coordinates about the attractors, by frame: of the plane and of the neighbourhood, if there
  // is one. They are made when they are first asked for, and kept.
  const std::vector<Coordinates>& coordinates() const;

  // log2 of |p| at its critical points at least, kept by who looks for them; a NaN until then.
  std::atomic<double>& critical_value() const noexcept { return critical_value_; }

 private:
  bool has_endings() const noexcept;
  bool all_factors(bool (Factors::*property)() const noexcept) const noexcept;

  Problem problem_;
  CheckedMethod method_;
  bool from_roots_ = false;
  std::unique_ptr<const Frame> plane_, neighbourhood_;
  // Without a lock, which a fork might find taken: of two threads that make them one is too late.
  mutable std::atomic<const Endings*> endings_{nullptr};
  mutable std::atomic<const std::vector<Coordinates>*> coordinates_{nullptr};
  mutable std::atomic<double> critical_value_{numbers::kNaN};
};

}  // namespace nb_cpp
