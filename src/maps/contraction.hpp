#pragma once

#include <cstddef>
#include <vector>

#include "maps/ball.hpp"

namespace nb_cpp::maps {

// A polynomial about one of its roots r, by what the other roots say: with t = z - r and distances
// d_j to the others, t p'/p is the root's multiplicity plus the sum of m_j t / (t + d_j).
struct Surroundings {
  int degree;
  int multiplicity;  // of r
  double nearest;    // distance to the next root at least; infinite if there is none
  double sum[3];     // over the other roots, of m_j (nearest / d_j)^k at most, k = 1, 2, 3
  double blur;       // by how much r itself is uncertain, over the least |t| that is asked about
  double log_value;  // of |p / t^m| at r, with p in units of z: its binary logarithm
};

// An upper bound of |F(z) - r| / |z - r| over 0 < |z - r| <= radius, for the step F of the method
// with that number in methods.def, with all its parameters. Less than 1: the step draws the disc to
// r. Not less than 1, or a NaN: nothing is known.
double contraction(std::size_t method, const std::vector<Complex>& parameters,
                   const Surroundings& root, double radius);

}  // namespace nb_cpp::maps
