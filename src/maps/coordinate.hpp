#pragma once

#include <cstddef>
#include <vector>

#include "nb_cpp/complex.hpp"

namespace nb_cpp::maps {

// The coordinate w about an attracting fixed point in which the map S(t) = b_d t^d + ... is
// w -> w^d (Boettcher's, d >= 2) or w -> b_1 w (Koenigs', d = 1): log w = log t + log_scale +
// h[0] t + h[1] t^2 + ... for |t| <= radius. There w has no zero but t = 0, and the map draws to
// it.
struct Coordinate {
  double radius;
  Complex log_scale;
  std::vector<Complex> h;
};

// Of the map with these b_j, from b_0 = 0 on to b_(d + terms), where b_d is the first that is not
// zero. The terms that are left out add up to less than 1e-9 or so. A radius of 0: not found within
// |t| <= most. J. Milnor, Dynamics in One Complex Variable, 2006, sections 8 and 9.
Coordinate find_coordinate(const std::vector<Complex>& b, std::size_t degree, std::size_t terms,
                           double most);

// The degree of the map without its first terms, if they are so small that orbits see nothing of
// them before they are in the disc of the others, or have come to where rounding hides the
// distance: they are 0 then. Up to most_degree.
std::size_t drop_small_terms(std::vector<Complex>& b, std::size_t degree, std::size_t most_degree,
                             std::size_t terms, double most, double rounding);

}  // namespace nb_cpp::maps
