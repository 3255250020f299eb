#pragma once

#include <vector>

#include "nb_cpp/integer.hpp"
#include "nb_cpp/polynomial.hpp"

namespace nb_cpp {

// A polynomial of degree 1 or more whose coefficients, highest degree first, are what they are. A
// common factor does not change its roots, so rational coefficients are integers here.
class ExactPolynomial {
 public:
  // Trims leading zeros. Throws std::invalid_argument if what remains has degree 0 or less.
  explicit ExactPolynomial(std::vector<GaussianInteger> coefficients);

  // Doubles are integers times a power of two.
  explicit ExactPolynomial(const Polynomial& polynomial);

  int degree() const noexcept { return static_cast<int>(coefficients_.size()) - 1; }

  // True when every imaginary part is zero.
  bool is_real() const noexcept;

  // True when p(-z) = p(z) or p(-z) = -p(z).
  bool is_even_or_odd() const noexcept;

  // degree() + 1 values; the first one is not zero.
  const std::vector<GaussianInteger>& coefficients() const noexcept { return coefficients_; }

 private:
  std::vector<GaussianInteger> coefficients_;
};

}  // namespace nb_cpp
