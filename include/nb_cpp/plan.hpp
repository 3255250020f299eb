#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "nb_cpp/problem.hpp"

namespace nb_cpp {

// A problem made ready once, for any number of windows and calls, from several threads at once.
class Plan;

// Throws std::invalid_argument for roots that are not finite or not those of a polynomial of that
// degree, for an itmax or a tolerance below zero, for a tolerance that is a NaN, for more roots or
// cycles than a label can name, or for a method or a parameter of it that does not exist or is not
// finite. `interrupt` as in find_roots.
std::shared_ptr<const Plan> make_plan(Problem problem, const std::function<void()>& interrupt = {});

// By root, the radius of a disc of starting points that the iteration is sure to take to the root:
// what is in it has reached the root. 0 where none is known: there the root attracts nothing.
std::vector<double> attraction_radii(const Plan& plan);

// How the smooth count grows about an attractor. Where a step takes its coordinate w to a power of
// w, the count k steps before w is k + origin - log(-log |w|) / rate, else, where it takes w to a
// multiple of w, k + origin + log(distance) / rate for small distances. `origin` is not finite
// where it does not grow so.
struct Growth {
  bool power;
  double rate, origin;
};

// Of the roots by their index, then of the cycles.
std::vector<Growth> growths(const Plan& plan);

struct ToleranceRange {
  double least, most;
};

// The tolerances with which a rule counts what it is meant to count: neither below what rounding
// leaves of what it measures at a root, nor so large that it may hold where no root is near. What
// is given for `most` is no more exact than it has to be: less where the plan's tolerance is below
// that, or more where it is no more than `least`, and `least` is above both. `interrupt` as in
// find_roots.
ToleranceRange benign_tolerances(const Plan& plan, Stop stop,
                                 const std::function<void()>& interrupt = {});

// Whether the plan's own is one of them, or is 0, which means exactly that.
bool has_benign_tolerance(const Plan& plan, const std::function<void()>& interrupt = {});

// Whether p is evaluated from its roots, because rounding of its coefficients would decide where a
// point goes.
bool evaluates_roots(const Plan& plan);

}  // namespace nb_cpp
