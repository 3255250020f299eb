#pragma once

#include <vector>

#include "nb_cpp/complex.hpp"
#include "nb_cpp/plan.hpp"

namespace nb_cpp::zoom {

// A point from which iterating in doubles goes on, and its derivative by the window's coordinate.
struct Sample {
  Complex z;
  double slope;
};

// By how much the rounding of the steps displaces the picture at most, in the window's coordinate,
// as far as the samples tell: while steps draw points apart, after which a label is settled, and
// where the residual rule compares p with the tolerance, by which a count is.
double noise(const Plan& plan, const std::vector<Sample>& samples);

}  // namespace nb_cpp::zoom
