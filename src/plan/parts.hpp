#pragma once

#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/complex.hpp"

namespace nb_cpp {

// Complex numbers as the kernels want them, real and imaginary parts apart.
struct Parts {
  std::vector<double> re, im;

  void push_back(Complex c) {
    re.push_back(c.real());
    im.push_back(c.imag());
  }
  kernel::Coefficients view() const noexcept { return {re.data(), im.data()}; }
};

}  // namespace nb_cpp
