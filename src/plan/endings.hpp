#pragma once

#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/polynomial.hpp"

namespace nb_cpp {

// Rings about the roots, each with the number of steps of Newton's iteration after which a point in
// it first has |p| <= tolerance. That holds for what the kernels compute: bounds of their rounding
// errors are part of it. Multiple roots, and roots too near to others, have none.
class Rings {
 public:
  Rings() = default;

  // Coefficients and roots in the kernels' variable. A root's rings lie within its reach, a squared
  // distance.
  Rings(const std::vector<Complex>& coefficients, const std::vector<double>& root_re,
        const std::vector<double>& root_im, const std::vector<double>& root_reach,
        double tolerance);

  // Valid as long as this is.
  kernel::Arrival view() const noexcept;

 private:
  double reach_ = 0.0;
  int first_steps_ = 0;
  std::vector<double> bound_, outermost_;
};

}  // namespace nb_cpp
