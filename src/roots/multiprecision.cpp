// The multiprecision stage, in the manner of MPSolve: D. A. Bini and G. Fiorentino, Design,
// analysis, and implementation of a multiprecision polynomial rootfinder, Numerical Algorithms 23
// (2000). Ehrlich-Aberth iteration in 128 bits, proof by discs, clusters restarted from the Newton
// polygon of the shifted polynomial; what is unresolved then gets twice the bits.

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "roots/solver.hpp"
#include "roots/stages.hpp"

namespace nb_cpp::roots {
namespace {

constexpr int kFirstBits = 128;
constexpr int kLastBits = 2048;
constexpr int kFirstSweeps = 80;  // when starting from the Newton polygon

// The centre rounded to double, and what rounding took away. A root beyond the range becomes a
// large number in the same direction with an infinite radius.
template <int Bits>
Enclosure rounded(const Component<Bits>& c) {
  const int multiplicity = static_cast<int>(c.members.size());
  const Complex value{c.centre.real.value(), c.centre.imag.value()};
  if (!is_finite(value)) {
    const Complex large = ScaledComplex(c.centre.scaled().mantissa, 1023).value();
    return {large, {}, std::numeric_limits<double>::infinity(), multiplicity};
  }
  const Complex offset = (c.centre - BigComplex<Bits>(value)).scaled().value();
  const double underflow = 2.0 * std::numeric_limits<double>::denorm_min();
  return {value, offset, c.radius.value() * (1.0 + 0x1p-40) + underflow, multiplicity};
}

// Solves at this precision, then at twice of it as long as roots are unresolved and the work is
// bounded.
template <int Bits>
std::vector<Enclosure> solve_from(const std::vector<GaussianInteger>& coefficients,
                                  std::vector<Point<Bits>> points, int first_sweeps, double& work,
                                  const Interrupt& interrupt) {
  Solver<Bits> solver(coefficients, work, interrupt);
  const bool done = solver.refine(points, first_sweeps);
  const std::vector<Scaled> radii = solver.smith_radii(points);
  const std::vector<Component<Bits>> components = solver.components(points, radii);
  if constexpr (Bits < kLastBits) {
    const bool all_converged = std::all_of(
        points.begin(), points.end(), [](const Point<Bits>& point) { return point.converged; });
    std::vector<Point<2 * Bits>> wider(points.size());
    for (const Component<Bits>& c : components) {
      for (const std::size_t i : c.members) {
        wider[i].move_to(BigComplex<2 * Bits>(points[i].z));
        wider[i].residual = points[i].residual;
        wider[i].newton = points[i].newton;
        wider[i].converged = points[i].converged && !all_converged;
        wider[i].settled = wider[i].converged || solver.resolved(c);
      }
    }
    if (!done && work > 0.0) {
      return solve_from(coefficients, std::move(wider), kSweeps, work, interrupt);
    }
  }
  std::vector<Enclosure> result;
  result.reserve(components.size());
  for (const Component<Bits>& c : components) {
    if (solver.resolved(c) || c.members.size() == 1) {
      result.push_back(rounded(c));
      continue;
    }
    for (const std::size_t i : c.members) {
      result.push_back(rounded(Component<Bits>{{i}, points[i].z, radii[i]}));
      result.back().shared = true;
    }
  }
  return result;
}

// Equal points would move together for ever: turns copies away by a little.
void make_distinct(std::vector<Complex>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto end = values.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(values.begin(), end, values[i]) != end) {
      values[i] *= Complex(1.0, 0x1p-30 * static_cast<double>(i + 1));
    }
  }
}

}  // namespace

std::vector<Enclosure> solve_in_multiprecision(const std::vector<GaussianInteger>& coefficients,
                                               const std::vector<Complex>& approximations,
                                               const std::vector<Polar>& start, double& work,
                                               const Interrupt& interrupt) {
  std::vector<Point<kFirstBits>> points(start.size());
  std::vector<Complex> values = approximations;
  make_distinct(values);
  for (std::size_t i = 0; i < start.size(); ++i) {
    if (!values.empty()) {
      points[i].move_to(BigComplex<kFirstBits>(values[i]));
      continue;
    }
    const double whole = std::floor(start[i].log2_modulus);
    const Complex fraction = std::polar(std::exp2(start[i].log2_modulus - whole), start[i].angle);
    points[i].move_to(BigComplex<kFirstBits>(fraction, static_cast<std::int64_t>(whole)));
  }
  return solve_from(coefficients, std::move(points), values.empty() ? kFirstSweeps : kSweeps, work,
                    interrupt);
}

}  // namespace nb_cpp::roots
