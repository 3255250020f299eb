#include "plan/evaluation.hpp"

#include <algorithm>
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

// From these degrees on groups are faster on most targets; all take the same way, for the same
// bits.
bool is_grouped(int degree, bool real) noexcept { return degree >= (real ? 7 : 11); }

// By groups, complex coefficients take about as many as by Horner's rule, but more of them are
// sums.
int dense_operations(int degree, bool real) noexcept {
  if (real && is_grouped(degree, real)) {
    return 4 * kProduct + 3 * degree + 10 * ((degree - 1) / kernel::kGroup);
  }
  return kProduct * (2 * degree - 1);
}

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

Evaluation::Evaluation(const Polynomial& polynomial, Scaling scaling, bool takes_form)
    : degree_(polynomial.degree()),
      value_scale_(std::ldexp(1.0, scaling.value - scaling.variable)),
      real_(polynomial.is_real()) {
  const std::vector<Complex>& coefficients = polynomial.coefficients();
  exponents_.reserve(coefficients.size());
  for (int i = 0; i < degree_; ++i) {
    if (coefficients[static_cast<std::size_t>(i)] != Complex(0.0)) {
      exponents_.push_back(degree_ - i);
    }
  }
  const int dense_operations = nb_cpp::dense_operations(degree_, real_);
  const int sparse_operations = nb_cpp::sparse_operations(exponents_, real_);
  dense_ = dense_operations <= sparse_operations;
  operations_ = std::min(dense_operations, sparse_operations);
  if (dense_) {
    exponents_.clear();
    for (int e = degree_; e > 0; --e) {
      exponents_.push_back(e);
    }
  }
  const std::vector<Complex> scaled = scale(polynomial, scaling);
  for (Parts* parts : {&value_, &derivatives_[0], &derivatives_[1], &derivatives_[2]}) {
    parts->re.reserve(exponents_.size() + 1);
    parts->im.reserve(exponents_.size() + 1);
  }
  gaps_.reserve(exponents_.size());
  int previous = degree_;
  for (const int e : exponents_) {
    Complex c = scaled[static_cast<std::size_t>(degree_ - e)];
    value_.push_back(c);
    for (int order = 0; order < 3; ++order) {
      c *= static_cast<double>(e - order);
      derivatives_[order].push_back(c);
    }
    gaps_.push_back(std::exchange(previous, e) - e);
  }
  if (dense_ && is_grouped(degree_, real_)) {
    for (int i = degree_; i % kernel::kGroup != 0; ++i) {
      groups_.push_back(0.0);
    }
    for (int i = 0; i < degree_; ++i) {
      const auto k = static_cast<std::size_t>(i);
      groups_.push_back({value_.re[k], value_.im[k]});
    }
  }
  value_.push_back(scaled.back());
  if (takes_form) {
    make_form(scaled);
  }
}

void Evaluation::make_form(const std::vector<Complex>& coefficients) {
  for (int k = degree_ - 1; k >= 0; --k) {
    const Complex lower = coefficients[static_cast<std::size_t>(degree_ - k)];
    const Complex upper = coefficients[static_cast<std::size_t>(degree_ - k - 1)];  // of z^(k + 1)
    const double left = degree_ - k;
    form_y_.push_back(left * lower);
    if (k < degree_ - 1) {
      form_xy_.push_back((k + 1.0) * (left - 1.0) * upper);
      form_yy_.push_back(left * (left - 1.0) * lower);
    }
  }
}

kernel::Derivative Evaluation::describe_derivative(int order) const noexcept {
  const auto end = std::find_if(exponents_.begin(), exponents_.end(),
                                [order](int exponent) { return exponent < order; });
  const auto terms = static_cast<int>(end - exponents_.begin());
  return {terms, terms > 0 ? *(end - 1) - order : 0, derivatives_[order - 1].view()};
}

kernel::FunctionView Evaluation::view() const noexcept {
  kernel::FunctionView view{};
  view.degree = degree_;
  view.terms = static_cast<int>(exponents_.size());
  view.real = real_;
  view.dense = dense_;
  view.value = value_.view();
  view.group_count = static_cast<int>(groups_.re.size()) / kernel::kGroup;
  view.groups = groups_.view();
  view.gap = gaps_.data();
  view.lowest = exponents_.back();
  view.binomial = !dense_ && real_ && view.terms == 1 && view.lowest > 1;
  view.first = describe_derivative(1);
  view.second = describe_derivative(2);
  view.third = describe_derivative(3);
  view.form = {static_cast<int>(form_y_.re.size()), form_y_.view(), form_xy_.view(),
               form_yy_.view()};
  view.value_scale = value_scale_;
  return view;
}

}  // namespace nb_cpp
