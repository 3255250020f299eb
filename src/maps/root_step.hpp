#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "maps/step.hpp"
#include "nb_cpp/complex.hpp"
#include "nb_cpp/root_set.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::maps {

// The step about a root r. With z = r + 2^unit t, in units near the distance to the next root,
// F(z) - r = 2^unit (b_d t^d + b_(d+1) t^(d+1) + ...).
struct RootStep {
  enum class Kind {
    analytic,      // b_0 to b_order
    flat,          // no b_j up to the order asked for differs from 0
    square_root,   // |F - r| is about 2^unit |b_0| |t|^degree, and F has a branch point at r
    two_branches,  // degree 1; b_j where Im sqrt(1 - 2L) > 0, and `other` where it is < 0
    none           // F does not leave r in place
  };

  Kind kind;
  double degree;  // d; of a flat step, the order asked for plus 1
  std::int64_t unit;
  std::vector<Complex> b;
  std::vector<Complex> other;
};

// For the method with that number in methods.def, with all its parameters. d is the method's order
// at a simple root and 1 at a multiple one, or more: b_j that the errors of the roots could make of
// zero are zero. Euler's iteration has a branch point at a double root, and two branches at roots
// of higher multiplicity. `leading`, p's leading coefficient, matters to steffensen only.
RootStep step_at_root(std::size_t method, const std::vector<Complex>& parameters,
                      const RootSet& roots, std::size_t root, const numbers::ScaledComplex& leading,
                      std::size_t order);

}  // namespace nb_cpp::maps
