#include "plan/frame.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace nb_cpp {
namespace {

// By which power of two a tolerance of that unit is scaled.
int exponent_of(StopInfo::Unit unit, const Scaling& scaling) {
  switch (unit) {
    case StopInfo::Unit::value:
      return scaling.value;
    case StopInfo::Unit::length:
      return scaling.variable;
  }
  return 0;  // not reached
}

// The kernel compares squares; a scale keeps those of a tiny or huge tolerance in range.
double scale_of(double tolerance) {
  return tolerance < 0x1p-400 ? 0x1p600 : tolerance > 0x1p400 ? 0x1p-600 : 1.0;
}

// What is infinite never passes, whatever the tolerance.
double squared(double tolerance) {
  return std::min(tolerance * tolerance, std::numeric_limits<double>::max());
}

kernel::TestView make_test(Stop stop, double tolerance) {
  kernel::TestView test{};
  test.stop = static_cast<kernel::Stop>(stop);
  test.looks_at = kernel::kLooksAt[static_cast<std::size_t>(stop)];
  test.scale = scale_of(tolerance);
  test.bound = squared(tolerance * test.scale);
  const double above = test.scale == 1.0 ? std::nextafter(test.bound, 1.0) : 0.0;
  test.residual_floor = tolerance < 1.0 ? std::max(above, 0x1p-600) : -0.0;
  return test;
}

// From the largest |p| at which the rule may hold. From the roots, p is in a scale that changes
// from point to point.
void set_most(kernel::TestView& test, double most, bool from_roots) {
  test.residual_decided = !from_roots && test.floor.bound == nullptr && test.scale == 1.0;
  if (test.residual_decided) {
    test.residual_most = test.bound;
  } else if (from_roots) {
    test.residual_most = std::numeric_limits<double>::infinity();
  } else {
    // A little more than the square, which that of what is less does not exceed by rounding.
    test.residual_most = std::max(most * most * (1.0 + 0x1p-40), 0x1p-1000);
  }
}

}  // namespace

void set_alarm(kernel::Task& task) noexcept {
  const double reach = std::max({task.endings.alarm, task.test.floor.alarm, task.entries.reach});
  task.alarm = task.test.residual_floor > 0.0 ? reach : 0.0;
}

Frame::Frame(const Problem& problem, const CheckedMethod& method, Conditioning polynomial,
             bool from_roots, const std::function<void()>& interrupt)
    : polynomial_(std::move(polynomial)),
      evaluation_(problem.polynomial, scaling(), method.takes_form()),
      traps_(problem.traps) {
  for (Trap& trap : traps_) {
    trap.centre = {std::ldexp(trap.centre.real(), -exponent()),
                   std::ldexp(trap.centre.imag(), -exponent())};
    trap.radius = std::ldexp(trap.radius, -exponent());
  }
  const StopInfo& info = stops()[static_cast<std::size_t>(problem.stop)];
  task_.function = evaluation_.view();
  if (from_roots) {
    factors_ = std::make_unique<const Factors>(problem.polynomial, polynomial_);
    task_.function.factors = factors_->view();
  }
  task_.step = method.describe(exponent());
  tolerance_ = std::ldexp(problem.tolerance, -exponent_of(info.unit, scaling()));
  task_.test = make_test(problem.stop, tolerance_);
  task_.roots = set_roots(method, interrupt);
  task_.itmax = problem.itmax;
  if (problem.stop == Stop::residual) {
    const double most =
        problem.tolerance > 0.0 ? set_floor(tolerance_, from_roots) : problem.tolerance;
    set_most(task_.test, most, from_roots);
  }
}

// Only where it matters: the tolerance is below it at some root.
double Frame::set_floor(double tolerance, bool from_roots) {
  const Rounding rounding = polynomial_.rounding(from_roots);
  const double most = *std::max_element(rounding.value.begin(), rounding.value.end());
  if (most <= tolerance) {
    return tolerance;
  }
  double farthest = 0.0;
  for (std::size_t i = 0; i < rounding.value.size(); ++i) {
    const double bound = rounding.value[i];
    floor_scale_.push_back(scale_of(bound));
    floor_.push_back(squared(bound * floor_scale_.back()));
    farthest = bound > tolerance ? std::max(farthest, rounding.distance[i]) : farthest;
  }
  // In a root's disc |p/p'| is less than twice the distance, and |p| falls short of what its first
  // term says by less than e.
  task_.test.floor = {squared(8.0 * farthest), floor_scale_.data(), floor_.data()};
  set_alarm(task_);
  return most;
}

// Where no disc is known, only what is a zero of p already is in one: the root up to the rounding
// of a few steps, and nearer to it than to the next one. With an added length no point stays at a
// zero.
kernel::RootsView Frame::set_roots(const CheckedMethod& method,
                                   const std::function<void()>& interrupt) {
  const RootSet& roots = polynomial_.roots();
  // Of p in units of z.
  const double log_leading = polynomial_.log_leading() + scaling().value - scaling().variable;
  attraction_ = method.attraction_radii(roots, log_leading, interrupt);
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    const Complex root = roots.values[i];
    root_re_.push_back(root.real());
    root_im_.push_back(root.imag());
    const double own =
        std::min(0x1p-48 * std::abs(root) + 0x1p-1000, polynomial_.distances()[i] / 3.0);
    const double floor = method.adds_length() ? 0.0 : own;
    root_inverse_.push_back(1.0 / std::max(attraction_[i], floor));
  }
  return {static_cast<int>(root_re_.size()), root_re_.data(), root_im_.data(),
          root_inverse_.data()};
}

}  // namespace nb_cpp
