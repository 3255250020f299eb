#pragma once

#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/polynomial.hpp"
#include "scaling.hpp"

namespace nb_cpp {

// How a polynomial is evaluated: by Horner's rule over all powers, or over the terms that are not
// zero where that takes fewer operations. Holds the arrays that a Task points to.
class Evaluation {
 public:
  Evaluation(const Polynomial& polynomial, Scaling scaling);

  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  // Sets the members of the task that describe the polynomial.
  void describe(kernel::Task& task) const noexcept;

  // Real operations of one evaluation of p and p', a fused one counted once.
  int operations() const noexcept { return operations_; }

 private:
  void add_term(int exponent, Complex coefficient);

  bool real_;
  bool dense_;
  int operations_;
  std::vector<int> exponents_;
  std::vector<int> gaps_;
  std::vector<double> coef_re_, coef_im_, slope_re_, slope_im_;
};

}  // namespace nb_cpp
