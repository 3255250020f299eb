#include "plan/plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nb_cpp {
namespace {

// What a root's rings cost to make, in the kernels' operations on a pixel that they save.
constexpr std::int64_t kRingsCost = 48'000;
constexpr std::int64_t kRingsCostByDegree = 4'000;

kernel::Stop to_kernel(Stop stop) {
  switch (stop) {
    case Stop::step:
      return kernel::Stop::step;
    case Stop::root:
      return kernel::Stop::root;
    default:
      return kernel::Stop::residual;
  }
}

}  // namespace

ScaledProblem::ScaledProblem(const Problem& problem)
    : scaling_(choose_scaling(problem.polynomial, problem.roots, problem.grid)),
      iteration_(problem.iteration),
      evaluation_(problem.polynomial, scaling_),
      stop_(problem.stop),
      grid_(problem.grid),
      traps_(problem.traps),
      operations_(2 * evaluation_.operations() + 50) {
  evaluation_.describe(task_);
  iteration_.describe(scaling_, task_);
  if (scaling_.variable != 0) {
    for (std::vector<double>* coordinates : {&grid_.x, &grid_.y}) {
      for (double& coordinate : *coordinates) {
        coordinate = std::ldexp(coordinate, -scaling_.variable);
      }
    }
    for (Trap& trap : traps_) {
      trap.centre = {std::ldexp(trap.centre.real(), -scaling_.variable),
                     std::ldexp(trap.centre.imag(), -scaling_.variable)};
      trap.radius = std::ldexp(trap.radius, -scaling_.variable);
    }
  }
  const int distance = scaling_.variable + scaling_.distance;
  set_roots(problem.roots.values, distance);
  task_.distance_scale = std::ldexp(1.0, -scaling_.distance);
  task_.stop = to_kernel(stop_);
  const int exponent = stop_ == Stop::residual ? scaling_.value
                       : stop_ == Stop::step   ? scaling_.variable
                                               : distance;
  set_test(std::ldexp(problem.tolerance, -exponent));
  task_.itmax = problem.itmax;
  set_rings(problem);
}

// A point is nearest to a root if it lies within half the distance to the next root; a hundredth
// less, so that rounding does not matter.
void ScaledProblem::set_roots(const std::vector<Complex>& roots, int exponent) {
  for (const Complex root : roots) {
    root_re_.push_back(std::ldexp(root.real(), -exponent));
    root_im_.push_back(std::ldexp(root.imag(), -exponent));
  }
  for (std::size_t i = 0; i < roots.size(); ++i) {
    double least = std::numeric_limits<double>::max();
    for (std::size_t j = 0; j < roots.size(); ++j) {
      const double x = root_re_[i] - root_re_[j];
      const double y = root_im_[i] - root_im_[j];
      least = i == j ? least : std::min(least, x * x + y * y);
    }
    root_reach_.push_back(0.24 * least);
  }
  task_.root_count = static_cast<int>(roots.size());
  task_.root_re = root_re_.data();
  task_.root_im = root_im_.data();
  task_.root_reach = root_reach_.data();
}

// Only the plain Newton step has rings, and only the residual rule with a tolerance that is neither
// large nor tiny. They take longer to make than they save in a small picture.
void ScaledProblem::set_rings(const Problem& problem) {
  const auto roots = static_cast<std::int64_t>(problem.roots.values.size());
  if (iteration_.is_plain_newton() && stop_ == Stop::residual && traps_.empty() &&
      task_.test_scale == 1.0 && task_.residual_floor > 0.0 && scaling_.distance == 0 &&
      problem.grid.pixels() * operations_ >=
          roots * (kRingsCost + kRingsCostByDegree * problem.polynomial.degree())) {
    rings_ = Rings(scale(problem.polynomial, scaling_), root_re_, root_im_, root_reach_,
                   std::sqrt(task_.test_bound));
    task_.arrival = rings_.view();
  }
}

// The kernel compares squares; a scale keeps those of a tiny or huge tolerance in range.
void ScaledProblem::set_test(double tolerance) {
  task_.test_scale = tolerance < 0x1p-400 ? 0x1p600 : tolerance > 0x1p400 ? 0x1p-600 : 1.0;
  const double scaled = tolerance * task_.test_scale;
  // What is infinite never passes, whatever the tolerance.
  task_.test_bound = std::min(scaled * scaled, std::numeric_limits<double>::max());
  const double above = task_.test_scale == 1.0 ? std::nextafter(task_.test_bound, 1.0) : 0.0;
  task_.residual_floor = tolerance < 1.0 ? std::max(above, 0x1p-600) : -0.0;
}

}  // namespace nb_cpp
