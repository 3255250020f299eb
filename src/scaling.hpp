#pragma once

#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/roots.hpp"

namespace nb_cpp {

// The kernels iterate q(w) = 2^-value p(2^variable w). Both factors are powers of two, so that q
// has the coefficients of p but for their exponents, and every step the same bits.
struct Scaling {
  int value;     // brings the largest coefficient near 1
  int variable;  // 0 unless the roots are so large or small that squares would leave the range
};

// Neither makes a coefficient subnormal that is not, where that can be avoided.
Scaling choose_scaling(const Polynomial& polynomial, const RootSet& roots);

}  // namespace nb_cpp
