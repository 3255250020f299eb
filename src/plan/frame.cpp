#include "plan/frame.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nb_cpp {
namespace {

// By which power of two a tolerance of that unit is scaled.
int exponent_of(StopInfo::Unit unit, const Scaling& scaling) {
  switch (unit) {
    case StopInfo::Unit::value:
      return scaling.value;
    case StopInfo::Unit::length:
      return scaling.variable;
    case StopInfo::Unit::distance:
      return scaling.variable + scaling.distance;
  }
  return 0;  // not reached
}

// The kernel compares squares; a scale keeps those of a tiny or huge tolerance in range.
kernel::TestView make_test(Stop stop, double tolerance) {
  kernel::TestView test{};
  test.stop = static_cast<kernel::Stop>(stop);
  test.looks_at = kernel::kLooksAt[static_cast<std::size_t>(stop)];
  test.scale = tolerance < 0x1p-400 ? 0x1p600 : tolerance > 0x1p400 ? 0x1p-600 : 1.0;
  const double scaled = tolerance * test.scale;
  // What is infinite never passes, whatever the tolerance.
  test.bound = std::min(scaled * scaled, std::numeric_limits<double>::max());
  const double above = test.scale == 1.0 ? std::nextafter(test.bound, 1.0) : 0.0;
  test.residual_floor = tolerance < 1.0 ? std::max(above, 0x1p-600) : -0.0;
  return test;
}

}  // namespace

Frame::Frame(const Problem& problem, const CheckedMethod& method, Scaling scaling)
    : scaling_(scaling), evaluation_(problem.polynomial, scaling), traps_(problem.traps) {
  for (Trap& trap : traps_) {
    trap.centre = {std::ldexp(trap.centre.real(), -scaling.variable),
                   std::ldexp(trap.centre.imag(), -scaling.variable)};
    trap.radius = std::ldexp(trap.radius, -scaling.variable);
  }
  const StopInfo& info = stops()[static_cast<std::size_t>(problem.stop)];
  task_.function = evaluation_.view();
  task_.step = method.describe(scaling.variable);
  task_.test =
      make_test(problem.stop, std::ldexp(problem.tolerance, -exponent_of(info.unit, scaling)));
  task_.roots = set_roots(problem.roots.values);
  task_.itmax = problem.itmax;
}

// A point is nearest to a root if it lies within half the distance to the next root; a hundredth
// less, so that rounding does not matter.
kernel::RootsView Frame::set_roots(const std::vector<Complex>& roots) {
  const int exponent = scaling_.variable + scaling_.distance;
  for (std::vector<double>* list : {&root_re_, &root_im_, &root_reach_}) {
    list->reserve(roots.size());
  }
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
  return {static_cast<int>(roots.size()), std::ldexp(1.0, -scaling_.distance), root_re_.data(),
          root_im_.data(), root_reach_.data()};
}

}  // namespace nb_cpp
