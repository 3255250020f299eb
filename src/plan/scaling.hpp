#pragma once

#include <vector>

#include "nb_cpp/grid.hpp"
#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/roots.hpp"

namespace nb_cpp {

// The kernels iterate q(w) = 2^-value p(2^variable w). Both factors are powers of two, so that q
// has the coefficients of p but for their exponents, and every step the same bits.
struct Scaling {
  int value;     // brings the largest coefficient near 1, unless the smallest would be lost
  int variable;  // 0 unless roots and starting points are far from 1, in the same direction
  int distance;  // distances to roots are compared divided by 2^distance; 0 for ordinary roots
};

Scaling choose_scaling(const Polynomial& polynomial, const RootSet& roots, const Grid& grid);

// The coefficients of q, highest first.
std::vector<Complex> scale(const Polynomial& polynomial, Scaling scaling);

}  // namespace nb_cpp
