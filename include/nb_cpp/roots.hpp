#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "nb_cpp/exact_polynomial.hpp"
#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/root_set.hpp"

namespace nb_cpp {

// The range of double limits the first stage of find_roots: sqrt(2)^degree has to stay in it.
inline constexpr int kMaxDegree = 1800;

// What find_roots may spend unless asked for more: products of 64-bit limbs, about a minute.
inline constexpr double kWork = 2e10;

// All roots of the polynomial, nearest doubles nearly always, real parts ascending and ties (to
// rounding) by imaginary part descending. Real coefficients give exactly conjugate pairs and real
// roots with imaginary part 0.0. Roots that no pair of doubles can tell apart are one root with a
// multiplicity. What `work` does not suffice to resolve has honestly larger radii, and its discs
// overlap (RootSet::separate). The radius of a root beyond the range of double is infinite.
//
// Throws std::invalid_argument for a degree above kMaxDegree.
//
// During work that takes longer than a few milliseconds `interrupt` is called often, on this
// thread; what it throws ends the call.
RootSet find_roots(const Polynomial& polynomial, const std::function<void()>& interrupt = {},
                   double work = kWork);
RootSet find_roots(const ExactPolynomial& polynomial, const std::function<void()>& interrupt = {},
                   double work = kWork);

// Indices of values in the order that find_roots gives its roots.
std::vector<std::size_t> canonical_order(const std::vector<Complex>& values);

}  // namespace nb_cpp
