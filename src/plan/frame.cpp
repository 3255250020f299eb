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
  task_.roots = set_roots(problem, method);
  task_.itmax = problem.itmax;
}

// Where no disc is known, only what is a zero of p already is in one: the root up to the rounding of
// a few steps. With an added length no point stays at a zero.
kernel::RootsView Frame::set_roots(const Problem& problem, const CheckedMethod& method) {
  const int exponent = scaling_.variable;
  RootSet roots = problem.roots;
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    const Complex root = roots.values[i];
    roots.values[i] = {std::ldexp(root.real(), -exponent), std::ldexp(root.imag(), -exponent)};
    roots.radii[i] = std::ldexp(roots.radii[i], -exponent);
  }
  const Polynomial& polynomial = problem.polynomial;
  const double log_leading = std::log2(std::abs(polynomial.coefficients().front())) +
                             (polynomial.degree() - 1.0) * exponent;
  attraction_ = method.attraction_radii(roots, log_leading);
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    root_re_.push_back(roots.values[i].real());
    root_im_.push_back(roots.values[i].imag());
    const double floor = method.adds_length() ? 0.0 : 0x1p-48 * std::abs(roots.values[i]) + 0x1p-1000;
    root_inverse_.push_back(1.0 / std::max(attraction_[i], floor));
  }
  return {static_cast<int>(root_re_.size()), root_re_.data(), root_im_.data(),
          root_inverse_.data()};
}

}  // namespace nb_cpp
