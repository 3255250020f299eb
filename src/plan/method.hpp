#pragma once

#include <functional>
#include <vector>

#include "kernel/kernel.hpp"
#include "maps/step.hpp"
#include "nb_cpp/methods.hpp"
#include "nb_cpp/root_set.hpp"
#include "nb_cpp/stops.hpp"

namespace nb_cpp {

// A method whose name and parameters have been checked.
class CheckedMethod {
 public:
  // Throws std::invalid_argument for an unknown method, for a parameter that it does not take, or
  // for one that is not finite.
  explicit CheckedMethod(const Method& method);

  kernel::Method number() const noexcept { return number_; }

  // Newton's, not relaxed.
  bool is_plain_newton() const noexcept;

  // The step in a variable that is z / 2^exponent.
  kernel::StepView describe(int exponent) const noexcept;

  // Whether the step takes the derivatives of p as a form, see kernel::FormView.
  bool takes_form() const noexcept {
    return number_ == kernel::Method::euler || number_ == kernel::Method::laguerre;
  }

  // By root, see maps::attraction_radii.
  std::vector<double> attraction_radii(const RootSet& roots, double log_leading,
                                       const std::function<void()>& interrupt) const;

  // The step as a map, for a polynomial of that degree.
  maps::Iteration as_map(int degree) const;

  // Whether a step adds a length that is not zero, so that no zero of p stays where it is.
  bool adds_length() const noexcept;

  // True if a step commutes, bit for bit, with the reflection: for polynomials with real
  // coefficients, or for polynomials that are even or odd.
  bool commutes_with_conjugation() const noexcept;
  bool commutes_with_negation() const noexcept;

 private:
  const MethodInfo& info() const noexcept;

  kernel::Method number_;
  std::vector<Complex> parameters_;
};

}  // namespace nb_cpp
