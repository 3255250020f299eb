#pragma once

#include <optional>
#include <vector>

#include "maps/step.hpp"
#include "nb_cpp/complex.hpp"
#include "nb_cpp/root_set.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::maps {

// The product of F'(z) over the points, with an exponent of its own; nothing where F is not
// analytic at one of them. Over the points of a cycle it is the cycle's multiplier. p is given by
// its coefficients, highest degree first, or by its roots and leading coefficient.
std::optional<numbers::ScaledComplex> derivative_along(const Iteration& iteration,
                                                       const std::vector<Complex>& coefficients,
                                                       const std::vector<Complex>& points);
std::optional<numbers::ScaledComplex> derivative_along(const Iteration& iteration,
                                                       const RootSet& roots, Complex leading,
                                                       const std::vector<Complex>& points);

}  // namespace nb_cpp::maps
