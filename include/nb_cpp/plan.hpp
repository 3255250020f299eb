#pragma once

#include <memory>
#include <vector>

#include "nb_cpp/problem.hpp"

namespace nb_cpp {

// A problem made ready once, for any number of windows and calls, from several threads at once.
class Plan;

// Throws std::invalid_argument for roots that are not finite or not those of a polynomial of that
// degree, for an itmax or a tolerance below zero, for a tolerance that is a NaN, for more roots or
// cycles than a label can name, or for a method or a parameter of it that does not exist or is not
// finite.
std::shared_ptr<const Plan> make_plan(Problem problem);

// By root, the radius of a disc of starting points that the iteration is sure to take to the root:
// what is in it has reached the root. 0 where none is known: there the root attracts nothing.
std::vector<double> attraction_radii(const Plan& plan);

// Whether p is evaluated from its roots, because rounding of its coefficients would decide where a
// point goes.
bool evaluates_roots(const Plan& plan);

}  // namespace nb_cpp
