#pragma once

// The step F of an iteration as an analytic map about a point Z, for p(Z + t) = p_0 + p_1 t + ...
// as maps/taylor.hpp gives it. T is Complex or MpComplex.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "nb_cpp/complex.hpp"
#include "numbers/mpcomplex.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::maps {

// How the square root of Euler's and Laguerre's iterations goes on from a point: as the kernel
// takes it, whose cut is where root/p' is imaginary; or the one with Im(root/p') > 0 or < 0, which
// are analytic on both sides of that cut.
enum class Branch { principal, upper, lower };

struct Iteration {
  std::size_t method;               // its row in methods.def
  std::vector<Complex> parameters;  // all of them
  int degree;                       // of p
  Branch branch = Branch::principal;
};

// How many of the p_j a step takes for its series up to t^order.
std::size_t coefficients_for(const Iteration& iteration, std::size_t order);

// Numerator and denominator of F(Z + t) - Z up to t^order, without common factor: a zero of the
// denominator is a pole of F. Leading p_j that are exactly zero make Z a root of that multiplicity.
// Where there is no square root that is analytic, it is zero. At a multiple zero of p' it takes all
// of p to find the common factor.
template <class T>
struct StepFraction {
  std::vector<T> numerator, denominator;
};
template <class T>
StepFraction<T> step_fraction(const Iteration& iteration, const std::vector<T>& p,
                              std::size_t order);

// The Taylor coefficients of F(Z + t) - Z up to t^order; nothing where F is not analytic at Z. In
// doubles, what leaves their range on the way is done again in MpComplex. Rounding is relative to
// the terms that cancel in F: of newton's f_1 none do.
std::optional<std::vector<Complex>> step_series(const Iteration& iteration,
                                                const std::vector<Complex>& p, std::size_t order);
std::optional<std::vector<numbers::MpComplex>> step_series(const Iteration& iteration,
                                                           const std::vector<numbers::MpComplex>& p,
                                                           std::size_t order);

// An upper bound M of |F(Z + t) - F(Z)| over |t| <= radius, rounding included; infinite where
// nothing is known. p has all its coefficients. By Cauchy, |f_j| <= M / radius^j.
numbers::Scaled variation(const Iteration& iteration, const std::vector<numbers::ScaledComplex>& p,
                          const numbers::Scaled& radius);

// What the terms of F's series beyond t^order add up to at most over |t| <= r, for r < radius:
// M q^(order + 1) / (1 - q), q = r / radius.
numbers::Scaled remainder(const numbers::Scaled& variation, const numbers::Scaled& radius,
                          const numbers::Scaled& r, std::size_t order);

}  // namespace nb_cpp::maps
