#pragma once

#include <cstddef>
#include <vector>

#include "maps/expansion.hpp"
#include "maps/step.hpp"
#include "nb_cpp/complex.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::maps {

// F(Z + t) = Z + t - above / below up to t^order: polynomials in Z and t, but for a factor that
// they have in common. Both have an exponent of their own, and digits as doubles have them.
struct StepParts {
  std::vector<numbers::ScaledComplex> above, below;
};
StepParts step_parts(const Iteration& iteration, const Expansion& p, Complex z, std::size_t order);

}  // namespace nb_cpp::maps
