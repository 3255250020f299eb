#pragma once

// A polynomial as powers of square-free factors, so that the root finder meets simple roots only.

#include <vector>

#include "nb_cpp/integer.hpp"
#include "roots/stages.hpp"

namespace nb_cpp::roots {

// A factor without multiple roots, highest degree first, and how often it divides.
struct SquarefreeFactor {
  std::vector<GaussianInteger> coefficients;
  int multiplicity;
};

// The factors of a polynomial of degree 1 or more whose first and last coefficients are not zero:
// no two have a root in common, and their powers multiply to a constant times it. Takes what it
// spends from `work`; empty if that does not suffice.
std::vector<SquarefreeFactor> squarefree_factors(const std::vector<GaussianInteger>& coefficients,
                                                 double& work, const Interrupt& interrupt);

}  // namespace nb_cpp::roots
