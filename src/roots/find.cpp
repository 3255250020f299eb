// Roots of a polynomial, each with a disc that provably holds it: double precision first; if that
// proof fails, square-free factors and more bits; then symmetry, merging and order. See
// docs/numerics.md.

#include "nb_cpp/roots.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

#include "numbers/doubles.hpp"
#include "numbers/environment.hpp"
#include "roots/exact.hpp"
#include "roots/squarefree.hpp"
#include "roots/stages.hpp"
#include "roots/symmetry.hpp"

namespace nb_cpp {
namespace {

using numbers::kUlp;
using numbers::largest_part;
using roots::Axis;
using roots::Enclosure;
using roots::merge_inseparable;
using roots::modulus;
using roots::reach;
using roots::symmetrise;

constexpr double kSmallest = 0x1p-1000;

// The axes in which the roots lie symmetrically for a reason visible in the coefficients.
template <typename P>
std::vector<Axis> symmetry_axes(const P& polynomial) {
  if (!polynomial.is_real()) return {};
  if (!polynomial.is_even_or_odd()) return {Axis::kReal};
  return {Axis::kReal, Axis::kImaginary};
}

// Roots at 0 are as many as the last coefficients that are 0.
template <typename T, typename IsZero>
int split_zeros(std::vector<T>& coefficients, IsZero is_zero) {
  int zeros = 0;
  for (; is_zero(coefficients.back()); ++zeros) coefficients.pop_back();
  return zeros;
}

void check_degree(int degree) {
  if (degree > kMaxDegree) {
    throw std::invalid_argument("coefs must be of degree " + std::to_string(kMaxDegree) +
                                " or less, got degree " + std::to_string(degree));
  }
}

// Enclosures of the roots of a polynomial without multiple roots, none of them 0.
std::vector<Enclosure> enclose_simple(const std::vector<GaussianInteger>& coefficients,
                                      double& work, const roots::Interrupt& interrupt) {
  const roots::Approximation approximate(coefficients);
  const std::vector<roots::Polar> start = roots::starting_points(approximate);
  roots::FastResult fast = roots::solve_in_double(approximate, start, interrupt);
  if (!fast.enclosures.empty()) return std::move(fast.enclosures);
  return roots::solve_in_multiprecision(coefficients, fast.approximations, start, work, interrupt);
}

// The double that a disc with one root is nearest to, where it is that root. Parts that might be 0
// are.
void make_exact(Enclosure& e, const std::vector<GaussianInteger>& coefficients) {
  const double bound = reach(e);
  const auto part = [bound](double x) { return std::fabs(x) <= bound ? 0.0 : x; };
  const Complex value{part(e.value.real()), part(e.value.imag())};
  if (modulus((e.value - value) + e.offset) > e.radius) return;
  if (roots::is_root(coefficients, value)) e = {value, {}, 0.0, 1};
}

// Enclosures of the roots of a polynomial that double precision does not prove, none of them 0.
std::vector<Enclosure> enclose_by_factors(const std::vector<GaussianInteger>& coefficients,
                                          const std::vector<Complex>& approximations,
                                          const std::vector<roots::Polar>& start, double work,
                                          const roots::Interrupt& interrupt) {
  double factoring = work;
  const auto factors = roots::squarefree_factors(coefficients, factoring, interrupt);
  if (factors.empty() || (factors.size() == 1 && factors.front().multiplicity == 1)) {
    return roots::solve_in_multiprecision(coefficients, approximations, start, work, interrupt);
  }
  std::vector<Enclosure> found;
  for (const roots::SquarefreeFactor& factor : factors) {
    for (Enclosure e : enclose_simple(factor.coefficients, work, interrupt)) {
      if (!e.shared && e.multiplicity == 1) make_exact(e, factor.coefficients);
      e.multiplicity *= factor.multiplicity;
      found.push_back(e);
    }
  }
  return found;
}

RootSet in_order(const std::vector<Enclosure>& found) {
  std::vector<Complex> values;
  values.reserve(found.size());
  for (const Enclosure& e : found) values.push_back(e.value);
  RootSet result;
  result.values.reserve(found.size());
  result.multiplicities.reserve(found.size());
  result.radii.reserve(found.size());
  for (const std::size_t i : canonical_order(values)) {
    const Enclosure& e = found[i];
    result.values.push_back(e.value + Complex(0.0));  // -0.0 + 0.0 is 0.0
    result.multiplicities.push_back(e.multiplicity);
    result.radii.push_back(reach(e));
    result.separate = result.separate && !e.shared;
  }
  return result;
}

// Whole numbers, what double precision made of them, and from whichever of the two the polynomial
// is: `exact` is called only if it is needed.
template <typename P, typename Exact>
RootSet find(const P& polynomial, const roots::Approximation& approximate, int zeros, Exact exact,
             double work, const roots::Interrupt& interrupt) {
  const std::vector<Axis> axes = symmetry_axes(polynomial);
  std::vector<Enclosure> found;
  bool separated = true;
  if (approximate.values.size() > 1) {
    const std::vector<roots::Polar> start = roots::starting_points(approximate);
    roots::FastResult fast = roots::solve_in_double(approximate, start, interrupt);
    found = std::move(fast.enclosures);  // far enough apart as they are
    separated = !found.empty();
    if (!separated) {
      found = enclose_by_factors(exact(), fast.approximations, start, work, interrupt);
    }
  }
  if (zeros > 0) {
    separated = separated && std::all_of(found.begin(), found.end(), [](const Enclosure& e) {
                  return largest_part(e.value) >= kSmallest;
                });
    found.push_back({{}, {}, 0.0, zeros});
  }
  if (!separated) merge_inseparable(found, axes);
  for (const Axis axis : axes) symmetrise(found, axis);
  if (!separated) merge_inseparable(found, {});
  return in_order(found);
}

}  // namespace

RootSet find_roots(const Polynomial& polynomial, const std::function<void()>& interrupt,
                   double work) {
  check_degree(polynomial.degree());
  const numbers::StandardEnvironment environment;
  std::vector<Complex> coefficients = polynomial.coefficients();
  const int zeros = split_zeros(coefficients, [](Complex c) { return c == Complex(0.0); });
  const auto exact = [&polynomial, zeros] {
    std::vector<GaussianInteger> all = ExactPolynomial(polynomial).coefficients();
    all.resize(all.size() - static_cast<std::size_t>(zeros));
    return all;
  };
  return find(polynomial, roots::Approximation(coefficients), zeros, exact, work, interrupt);
}

RootSet find_roots(const ExactPolynomial& polynomial, const std::function<void()>& interrupt,
                   double work) {
  check_degree(polynomial.degree());
  const numbers::StandardEnvironment environment;
  std::vector<GaussianInteger> coefficients = polynomial.coefficients();
  const int zeros = split_zeros(coefficients, [](const GaussianInteger& c) { return c.is_zero(); });
  const auto exact = [&coefficients]() -> const std::vector<GaussianInteger>& {
    return coefficients;
  };
  return find(polynomial, roots::Approximation(coefficients), zeros, exact, work, interrupt);
}

// Real part ascending; within a run of real parts that differ by rounding only, imaginary part
// descending.
std::vector<std::size_t> canonical_order(const std::vector<Complex>& values) {
  const auto by_real = [&](std::size_t i, std::size_t j) {
    const Complex a = values[i];
    const Complex b = values[j];
    return a.real() != b.real() ? a.real() < b.real() : a.imag() > b.imag();
  };
  const auto by_imag = [&](std::size_t i, std::size_t j) {
    return values[i].imag() != values[j].imag() ? values[i].imag() > values[j].imag()
                                                : by_real(i, j);
  };
  const auto tied = [&](std::size_t i, std::size_t j) {
    const double larger = std::max(largest_part(values[i]), largest_part(values[j]));
    return values[j].real() - values[i].real() <= 4.0 * kUlp * larger;
  };
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), by_real);
  for (auto first = order.begin(); first != order.end();) {
    auto last = first + 1;
    while (last != order.end() && tied(*(last - 1), *last)) ++last;
    std::sort(first, last, by_imag);
    first = last;
  }
  return order;
}

}  // namespace nb_cpp
