#pragma once

#include <vector>

#include "nb_cpp/complex.hpp"

namespace nb_cpp {

// A polynomial of degree 1 or more with finite coefficients, highest degree first.
class Polynomial {
 public:
  // Trims leading zeros. Throws std::invalid_argument if a coefficient is not finite, or if what
  // remains has degree 0 or less.
  explicit Polynomial(std::vector<Complex> coefficients);

  int degree() const noexcept { return static_cast<int>(coefficients_.size()) - 1; }

  // True when every imaginary part is zero.
  bool is_real() const noexcept { return real_; }

  // True when p(-z) = p(z) or p(-z) = -p(z).
  bool is_even_or_odd() const noexcept;

  // The largest k with p(z) = z^m q(z^k) for some m and q; 1 for one term alone.
  int symmetry() const noexcept;

  // degree() + 1 values; the first one is not zero.
  const std::vector<Complex>& coefficients() const noexcept { return coefficients_; }

 private:
  std::vector<Complex> coefficients_;
  bool real_ = true;
};

}  // namespace nb_cpp
