#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "nb_cpp/root_set.hpp"

namespace nb_cpp::maps {

// By root, the radius of a disc about it that a method's step draws to the root, and 0 where none
// is known: where the root does not attract, or is too uncertain. A point within 2^10 of the root's
// own uncertainty may be drawn to another zero of the same cluster, which has the same label.
// `log_leading` is the binary logarithm of the leading coefficient, with p in units of z. All but
// distances' last bits are the same for mirrored roots: radii have three bits.
std::vector<double> attraction_radii(std::size_t method, const std::vector<Complex>& parameters,
                                     const RootSet& roots, double log_leading,
                                     const std::function<void()>& interrupt = {});

}  // namespace nb_cpp::maps
