#include "nb_cpp/exact_polynomial.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>

namespace nb_cpp {
namespace {

// x = mantissa * 2^exponent with an integer of 53 bits.
struct Binary {
  std::int64_t mantissa;
  int exponent;
};

Binary binary(double x) {
  int exponent = 0;
  const double fraction = std::frexp(x, &exponent);
  return {static_cast<std::int64_t>(std::ldexp(fraction, 53)), exponent - 53};
}

int lowest_exponent(const std::vector<Complex>& coefficients) {
  int lowest = std::numeric_limits<int>::max();
  for (const Complex c : coefficients) {
    for (const double part : {c.real(), c.imag()}) {
      if (part != 0.0) lowest = std::min(lowest, binary(part).exponent);
    }
  }
  return lowest;
}

Integer integer(double x, int lowest) {
  if (x == 0.0) return {};
  const Binary b = binary(x);
  return Integer(b.mantissa) << (b.exponent - lowest);
}

std::vector<GaussianInteger> integers(const std::vector<Complex>& coefficients) {
  const int lowest = lowest_exponent(coefficients);
  std::vector<GaussianInteger> result;
  result.reserve(coefficients.size());
  for (const Complex c : coefficients) {
    result.push_back({integer(c.real(), lowest), integer(c.imag(), lowest)});
  }
  return result;
}

}  // namespace

ExactPolynomial::ExactPolynomial(std::vector<GaussianInteger> coefficients)
    : coefficients_(std::move(coefficients)) {
  const auto leading = std::find_if(coefficients_.begin(), coefficients_.end(),
                                    [](const GaussianInteger& c) { return !c.is_zero(); });
  coefficients_.erase(coefficients_.begin(), leading);
  if (coefficients_.empty()) {
    throw std::invalid_argument("coefs must have a coefficient other than zero");
  }
  if (coefficients_.size() == 1) {
    throw std::invalid_argument(
        "coefs must be of a polynomial of degree 1 or more, got a constant");
  }
}

ExactPolynomial::ExactPolynomial(const Polynomial& polynomial)
    : coefficients_(integers(polynomial.coefficients())) {}

bool ExactPolynomial::is_real() const noexcept {
  return std::all_of(coefficients_.begin(), coefficients_.end(),
                     [](const GaussianInteger& c) { return c.imag.is_zero(); });
}

bool ExactPolynomial::is_even_or_odd() const noexcept {
  for (std::size_t i = 1; i < coefficients_.size(); i += 2) {
    if (!coefficients_[i].is_zero()) return false;
  }
  return true;
}

}  // namespace nb_cpp
