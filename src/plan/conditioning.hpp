#pragma once

#include <cstddef>
#include <vector>

#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/root_set.hpp"
#include "plan/scaling.hpp"

namespace nb_cpp {

// However p, a sum of terms c_j z^j, is evaluated, its rounding error is at most the sum of
// |c_j| |z|^j times this, and that of a derivative the sum of its terms' moduli times this.
double rounding_of_terms(int degree);

// More than what is lost of p where a power of z underflows, and infinite where one may overflow,
// for |z| <= modulus; `total` is the sum of |c_j|.
double lost_by_underflow(double total, double modulus, int degree);

// Roots in the scaling's coordinates.
RootSet scale(RootSet roots, Scaling scaling);

double distance_to_next(const RootSet& roots, std::size_t i);

// The sum of |c_j| modulus^j.
double sum_of_moduli(const std::vector<Complex>& coefficients, double modulus);

// By root, log2 of |p^(m) / m!| there, with m its multiplicity.
std::vector<double> log_slopes(const RootSet& roots, double log_leading);

// By root, what rounding leaves of p there at most, and the distance from the root at which p is
// that, in the scaling's units: from the coefficients, or from the roots.
struct Rounding {
  std::vector<double> value, distance;
};
Rounding rounding_at_roots(const Polynomial& polynomial, const RootSet& roots, Scaling scaling,
                           bool from_roots);

// Whether p has to be evaluated from its roots, because rounding of the coefficients decides where
// a root is, or because they overflow not far from the roots; and whether it can be, because every
// root is known to 2^-50 of its modulus, which is in range. Looks at polynomial and roots alone.
bool needs_roots(const Polynomial& polynomial, const RootSet& roots, Scaling scaling);

}  // namespace nb_cpp
