#pragma once

#include <vector>

#include "nb_cpp/complex.hpp"

namespace nb_cpp {

// The distinct roots of a polynomial. The closed disc of radius radii[i] about values[i] holds
// exactly multiplicities[i] roots of the polynomial as given, counted with multiplicity. Where they
// are not separate that holds of a disc that meets no other; a connected union of overlapping discs
// holds exactly as many roots as their multiplicities add up to.
struct RootSet {
  std::vector<Complex> values;      // canonical order: see find_roots
  std::vector<int> multiplicities;  // their sum is the degree
  std::vector<double> radii;        // 0 where the roots define the polynomial; a NaN: not known
  bool separate = true;             // no disc meets another
};

}  // namespace nb_cpp
