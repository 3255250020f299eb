#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "nb_cpp/polynomial.hpp"
#include "nb_cpp/root_set.hpp"
#include "plan/scaling.hpp"

namespace nb_cpp {

// However p, a sum of terms c_j z^j, is evaluated, its rounding error is at most the sum of
// |c_j| |z|^j times this, and that of a derivative the sum of its terms' moduli times this.
double rounding_of_terms(int degree);

// More than what is lost of p where a power of z underflows, and infinite where one may overflow,
// for |z| <= modulus; `total` is the sum of |c_j|.
double lost_by_underflow(double total, double modulus, int degree);

std::vector<double> moduli_of(const std::vector<Complex>& values);

// Of the polynomial with these coefficients, highest degree first.
double value_at(const std::vector<double>& coefficients, double x);

// By root, what rounding leaves of p there at most, and the distance from the root at which p is
// that.
struct Rounding {
  std::vector<double> value, distance;
};

// A polynomial and its roots in a scaling, and what rounding does to it there.
class Conditioning {
 public:
  // `interrupt` as in find_roots.
  Conditioning(const Polynomial& polynomial, const RootSet& roots, Scaling scaling,
               const std::function<void()>& interrupt);

  const Scaling& scaling() const noexcept { return scaling_; }
  const std::vector<Complex>& coefficients() const noexcept { return coefficients_; }
  int degree() const noexcept { return static_cast<int>(coefficients_.size()) - 1; }
  const RootSet& roots() const noexcept { return roots_; }
  double log_leading() const noexcept { return log_leading_; }  // log2 of its modulus

  // By root: the distance to the next one, infinite where there is none; log2 of |p^(m) / m!|
  // there, with m its multiplicity; and the sum of |c_j r^j|.
  const std::vector<double>& distances() const noexcept { return distances_; }
  const std::vector<double>& log_slopes() const noexcept { return log_slopes_; }
  const std::vector<double>& sums_of_moduli() const noexcept { return sums_of_moduli_; }

  // With p evaluated from its coefficients, or from its roots.
  Rounding rounding(bool from_roots) const;

  // Whether p has to be evaluated from its roots, because rounding of the coefficients decides
  // where a root is, or because they overflow not far from the roots; and whether it can be,
  // because every root is known to 2^-50 of its modulus, which is in range.
  bool needs_roots() const;

 private:
  double coefficients_rounding(std::size_t root) const;
  bool knows_roots() const;
  bool may_overflow() const;

  Scaling scaling_;
  std::vector<Complex> coefficients_;
  RootSet roots_;
  double log_leading_;
  double sum_of_coefficients_ = 0.0;  // of their moduli
  std::vector<double> distances_, log_slopes_, sums_of_moduli_;
};

}  // namespace nb_cpp
