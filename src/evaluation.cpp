#include "evaluation.hpp"

#include <cmath>
#include <utility>

namespace nb_cpp {
namespace {

constexpr int kProduct = 4;  // operations of a complex product, with a sum or without

int power_operations(int exponent) noexcept {
  int operations = 0;
  for (; exponent > 1; exponent /= 2) {
    operations += kProduct * (1 + exponent % 2);
  }
  return operations;
}

int dense_operations(int degree) noexcept { return kProduct * (2 * degree - 1); }

int sparse_operations(const std::vector<int>& exponents, bool real) noexcept {
  int operations = kProduct;
  for (std::size_t j = 1; j < exponents.size(); ++j) {
    operations += power_operations(exponents[j - 1] - exponents[j]) + 2 * kProduct;
  }
  if (exponents.back() > 1) {
    const bool one_real_term = exponents.size() == 1 && real;
    operations += power_operations(exponents.back() - 1) + (one_real_term ? 1 : 2) * kProduct;
  }
  return operations;
}

}  // namespace

Evaluation::Evaluation(const Polynomial& polynomial, Scaling scaling)
    : real_(polynomial.is_real()) {
  const std::vector<Complex>& coefficients = polynomial.coefficients();
  const int degree = polynomial.degree();
  for (int i = 0; i < degree; ++i) {
    if (coefficients[static_cast<std::size_t>(i)] != Complex(0.0)) {
      exponents_.push_back(degree - i);
    }
  }
  dense_ = dense_operations(degree) <= sparse_operations(exponents_, real_);
  operations_ = dense_ ? dense_operations(degree) : sparse_operations(exponents_, real_);
  if (dense_) {
    exponents_.clear();
    for (int e = degree; e > 0; --e) {
      exponents_.push_back(e);
    }
  }
  const auto scaled = [&](int power) {
    const Complex c = coefficients[static_cast<std::size_t>(degree - power)];
    const int shift = scaling.variable * power - scaling.value;
    return Complex(std::ldexp(c.real(), shift), std::ldexp(c.imag(), shift));
  };
  int previous = degree;
  for (const int e : exponents_) {
    add_term(e, scaled(e));
    gaps_.push_back(std::exchange(previous, e) - e);
  }
  add_term(0, scaled(0));
}

void Evaluation::add_term(int exponent, Complex coefficient) {
  coef_re_.push_back(coefficient.real());
  coef_im_.push_back(coefficient.imag());
  slope_re_.push_back(exponent * coefficient.real());
  slope_im_.push_back(exponent * coefficient.imag());
}

void Evaluation::describe(kernel::Task& task) const noexcept {
  task.terms = static_cast<int>(exponents_.size());
  task.real = real_;
  task.dense = dense_;
  task.coef_re = coef_re_.data();
  task.coef_im = coef_im_.data();
  task.slope_re = slope_re_.data();
  task.slope_im = slope_im_.data();
  task.gap = gaps_.data();
  task.lowest = exponents_.back();
}

}  // namespace nb_cpp
