#pragma once

// The secular equation: with W_i = p(z_i) / (a_n prod (z_i - z_j)), the product over all others,
//
//   p(x) / (a_n prod (x - z_j)) = 1 + sum W_j / (x - z_j),
//
// which is p itself, but well conditioned near the z_i. D. A. Bini and L. Robol, Solving secular
// and polynomial equations: A multiprecision algorithm, J. Comput. Appl. Math. 272 (2014).

#include <optional>
#include <vector>

#include "nb_cpp/complex.hpp"
#include "numbers/scaled.hpp"
#include "roots/stages.hpp"

namespace nb_cpp::roots {

// high + low, in twice the precision of double.
struct Node {
  Complex high;
  Complex low;
  // p there, over the leading coefficient; 0 where it is not known better, and the node stays.
  numbers::ScaledComplex value;
};

// From each node to the root that is its own; nothing of a node that is so far from it that double
// precision loses the sum there.
using SecularSteps = std::vector<std::optional<Complex>>;

// These steps, by Ehrlich-Aberth iteration in double precision; nothing if nodes are too near each
// other, or a number is out of range.
std::optional<SecularSteps> secular_steps(const std::vector<Node>& nodes,
                                          const Interrupt& interrupt);

}  // namespace nb_cpp::roots
