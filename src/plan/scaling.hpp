#pragma once

#include <vector>

#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/root_set.hpp"

namespace nb_cpp {

// The kernels iterate q(w) = 2^-value p(2^variable w). Both factors are powers of two, so that q
// has the coefficients of p but for their exponents, and every step the same bits.
struct Scaling {
  int value;     // brings the largest coefficient near 1, unless the smallest would be lost
  int variable;  // 0, or the exponent of the largest root
};

// The plane as it is first; where roots are far from 1, then their own neighbourhood, in which
// powers of a point stay in range that would leave it otherwise. The choice looks at the problem
// alone.
std::vector<Scaling> choose_scalings(const Polynomial& polynomial, const RootSet& roots);

// Whether a point w = z / 2^unit belongs into the roots' neighbourhood, of those scalings: all but
// the points that are nearer to 1 by so much that their powers would leave the range there. The
// choice looks at the point alone.
bool belongs_to_neighbourhood(const Scaling& scaling, int degree, int unit, double x,
                              double y) noexcept;

// The coefficients of q, highest first.
std::vector<Complex> scale(const Polynomial& polynomial, Scaling scaling);

// The roots of q.
RootSet scale(RootSet roots, Scaling scaling);

}  // namespace nb_cpp
