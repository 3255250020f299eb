#pragma once

#include <cstddef>
#include <vector>

#include "maps/ring.hpp"
#include "nb_cpp/complex.hpp"

namespace nb_cpp::maps {

// F(Z + t) - Z = t - above / below. The two have no common factor, so that zeros of p' and of p do
// no harm: a zero of `below` is a pole of F.
struct Fraction {
  Value above, below;
};

// Powers of p' that both would have lose digits in a quotient. With `over_slope`, where p' has no
// zero at Z and the step either has a pole at such zeros or is far from one, all that is linear in
// p is taken over p'(Z + t) first, which changes no formula but that p' is 1.
enum class Terms { plain, over_slope };

// The step of the method with that number in methods.def, for the ring's polynomial, of that
// degree.
//
// At a root of multiplicity m, where the first m of the p_j are exactly zero, p and p' are divided
// by t^(m - 1), p p'' by t^(2m - 2), p^2 p''' by t^(3m - 3), and so is what p and p' are elsewhere:
// no formula changes, and numerator and denominator lose the factors that they have in common
// there.
Fraction step_formula(std::size_t method, Ring& ring, int degree,
                      const std::vector<Complex>& parameters, Terms terms);

// What Euler's iteration takes the square root of, p'^2 - 2 p p'', over p'^2: as a fraction.
Fraction euler_radicand(Ring& ring);

}  // namespace nb_cpp::maps
