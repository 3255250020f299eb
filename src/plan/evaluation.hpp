#pragma once

#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/polynomial.hpp"
#include "plan/parts.hpp"
#include "plan/scaling.hpp"

namespace nb_cpp {

// How a polynomial is evaluated: over all powers, or over the terms that are not zero where that
// takes fewer operations. Holds the arrays that a view of it points to.
class Evaluation {
 public:
  // With the derivatives of the form, if a step takes them.
  Evaluation(const Polynomial& polynomial, Scaling scaling, bool takes_form = false);

  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  // Valid as long as this is.
  kernel::FunctionView view() const noexcept;

  // Real operations of one evaluation of p and p', a fused one counted once.
  int operations() const noexcept { return operations_; }

 private:
  void make_form(const std::vector<Complex>& coefficients);
  kernel::Derivative describe_derivative(int order) const noexcept;

  int degree_;
  double value_scale_;
  bool real_;
  bool dense_;
  int operations_;
  std::vector<int> exponents_;
  std::vector<int> gaps_;
  Parts value_;
  Parts groups_;  // empty: by Horner's rule or term by term
  Parts derivatives_[3];
  Parts form_y_, form_xy_, form_yy_;  // or empty
};

}  // namespace nb_cpp
