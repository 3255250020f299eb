#pragma once

#include <vector>

#include "kernel/kernel.hpp"
#include "plan/conditioning.hpp"

namespace nb_cpp {

// Known endings: rings about the roots, each with the number of steps of Newton's iteration after
// which a point in it first has |p| <= tolerance. That holds for what the kernels compute: bounds
// of their rounding errors are part of it. Multiple roots, and roots too near to others, have none.
class Endings {
 public:
  // A root's rings lie within half the distance to the next root.
  Endings(const Conditioning& polynomial, double tolerance);

  // Valid as long as this is.
  kernel::EndingsView view() const noexcept;

 private:
  double reach_ = 0.0;
  int first_steps_ = 0;
  std::vector<double> bound_, outermost_;
};

}  // namespace nb_cpp
