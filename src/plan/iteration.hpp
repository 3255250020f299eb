#pragma once

#include "kernel/kernel.hpp"
#include "nb_cpp/methods.hpp"
#include "plan/scaling.hpp"

namespace nb_cpp {

// An iteration whose name and parameters have been checked.
class CheckedIteration {
 public:
  // Throws std::invalid_argument for an unknown method, for a parameter that it does not take, or
  // for one that is not finite.
  explicit CheckedIteration(const Iteration& iteration);

  kernel::Iterate choose(const kernel::Kernel& kernel, Stop stop) const noexcept;

  // Newton's, not relaxed.
  bool is_plain_newton() const noexcept;

  // Sets the members of the task that describe the iteration.
  void describe(Scaling scaling, kernel::Task& task) const noexcept;

  // True if a step commutes, bit for bit, with the reflection: for polynomials with real
  // coefficients, or for polynomials that are even or odd.
  bool commutes_with_conjugation() const noexcept;
  bool commutes_with_negation() const noexcept;

 private:
  bool takes_square_root() const noexcept;

  kernel::Method method_;
  std::vector<Complex> parameters_;
};

}  // namespace nb_cpp
