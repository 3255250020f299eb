#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nb_cpp/complex.hpp"
#include "nb_cpp/plan.hpp"

namespace nb_cpp {

// A cycle that is no root: its points in the order in which the iteration visits them, from the
// first in canonical order on; the derivative of one turn; and by point the radius of a disc that a
// turn takes into itself, 0 where the cycle does not attract.
struct Cycle {
  std::vector<Complex> points;
  Complex multiplier;
  std::vector<double> radii;
};

// The attracting cycles by period, then by first point; the neutral ones after them, in the same
// order.
struct Cycles {
  std::vector<Cycle> found;
  bool complete;  // whether the search started from all critical points of the step
};

// Cycles attract below this modulus of the multiplier, and are neutral from there to kMostNeutral.
inline constexpr double kLeastNeutral = 0.9999;
inline constexpr double kMostNeutral = 1.0 + 1e-9;
inline constexpr int kMaxPeriod = 64;

enum class Periods { one, all };

// Steps are those of the target's kernel, see RunOptions. `interrupt` as in find_roots.
Cycles find_cycles(const Plan& plan, Periods periods, const std::string& target = {},
                   const std::function<void()>& interrupt = {});

}  // namespace nb_cpp
