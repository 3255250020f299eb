#include "nb_cpp/polynomial.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace nb_cpp {

namespace {

std::string to_text(Complex c) {
  char text[64];
  const char* format = c.imag() == 0.0 ? "%.17g" : "%.17g%+.17gj";
  (void)std::snprintf(text, sizeof text, format, c.real(), c.imag());
  return text;
}

}  // namespace

Polynomial::Polynomial(std::vector<Complex> coefficients) {
  if (coefficients.empty()) {
    throw std::invalid_argument("coefs must not be empty");
  }
  for (std::size_t i = 0; i < coefficients.size(); ++i) {
    const Complex c = coefficients[i];
    if (!std::isfinite(c.real()) || !std::isfinite(c.imag())) {
      throw std::invalid_argument("coefs must be finite, got coefs[" + std::to_string(i) +
                                  "] = " + to_text(c));
    }
  }
  const auto leading = std::find_if(coefficients.begin(), coefficients.end(),
                                    [](Complex c) { return c != Complex(0.0); });
  coefficients.erase(coefficients.begin(), leading);
  if (coefficients.empty()) {
    throw std::invalid_argument("coefs must have a coefficient other than zero");
  }
  if (coefficients.size() == 1) {
    throw std::invalid_argument(
        "coefs must be of a polynomial of degree 1 or more, got the constant " +
        to_text(coefficients.front()));
  }
  coefficients_ = std::move(coefficients);
  real_ = std::all_of(coefficients_.begin(), coefficients_.end(),
                      [](Complex c) { return c.imag() == 0.0; });
}

bool Polynomial::is_even_or_odd() const noexcept {
  for (std::size_t i = 1; i < coefficients_.size(); i += 2) {
    if (coefficients_[i] != Complex(0.0)) {
      return false;
    }
  }
  return true;
}

int Polynomial::symmetry() const noexcept {
  int result = 0;
  for (int i = 1; i <= degree(); ++i) {
    if (coefficients_[static_cast<std::size_t>(i)] != Complex(0.0)) {
      result = std::gcd(result, i);
    }
  }
  return std::max(1, result);
}

}  // namespace nb_cpp
