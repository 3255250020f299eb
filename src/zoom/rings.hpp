#pragma once

// The rings over which zoom/sphere.cpp takes the formulas of the steps, beside those of maps.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "maps/rings.hpp"
#include "maps/series.hpp"
#include "numbers/mpcomplex.hpp"
#include "zoom/model.hpp"

namespace nb_cpp::maps {

template <class T>
bool is_zero(const Series<T>& a) {
  return std::all_of(a.c.begin(), a.c.end(), [](const T& c) { return is_zero(c); });
}

}  // namespace nb_cpp::maps

namespace nb_cpp::zoom {

using maps::Value;

// Series in s = w - W for the form P(x; w) = w^n p(x / w) about x = 1: its coefficients p_j are
// series, and the step's own variable stays 0.
class FormRing : public maps::SeriesRing<numbers::MpComplex> {
 public:
  using Element = maps::Series<numbers::MpComplex>;

  FormRing(std::vector<Element> p, std::size_t order, maps::Branch branch)
      : SeriesRing({}, order, branch), p_{std::move(p)} {
    for (std::size_t k = 1; k < p_.size(); ++k) {
      for (std::size_t j = 1; j < p_[k - 1].size(); ++j) {
        p_[k].push_back(static_cast<double>(j) * p_[k - 1][j]);
      }
    }
  }

  Value variable() override { return number(0.0); }
  Value polynomial(int k, std::size_t first) override {
    const std::vector<Element>& p = p_[static_cast<std::size_t>(k)];
    return first < p.size() ? keep(p[first]) : number(0.0);
  }
  Value multiply(int k, std::size_t j, Value a) override {
    return keep(p_[static_cast<std::size_t>(k)][j] * (*this)[a]);
  }
  using SeriesRing::multiply;
  std::size_t size() const override { return p_[0].size(); }
  std::size_t leading_zeros() const override { return 0; }

 private:
  std::array<std::vector<Element>, 4> p_;
};

// Taylor models over |s| <= 1: of p about a point with the step's variable t = radius * s, or of
// the form with t = 0.
class ModelRing : public maps::RingOf<Model, Model> {
 public:
  ModelRing(std::vector<Model> p, double radius) : RingOf(std::move(p)) { t_.c[1] = radius; }

  Value number(Complex x) override { return keep(x); }
  Value variable() override { return keep(t_); }
  // The p_j are constants where there is a t, which is radius * s.
  Value polynomial(int k, std::size_t first) override {
    const std::vector<Model>& p = c(k);
    const double radius = t_.c[1].real();
    if (radius == 0.0) return keep(first < p.size() ? p[first] : Model(0.0));
    Model result;
    double power = 1.0;
    double size = 0.0;
    for (std::size_t j = first; j < p.size(); ++j) {
      const Complex term = power * p[j].c[0];
      if (j - first < kModelTerms) {
        result.c[j - first] = term;
        size += modulus(term);
      } else {
        result.rest += modulus(term);
      }
      result.rest += power * p[j].rest;
      power *= radius;
    }
    result.rest = result.rest * (1.0 + kModelRounding) + size * kModelRounding;
    return keep(result);
  }
  Value reciprocal(Value a) override { return keep(inverse((*this)[a])); }
  numbers::ScaledComplex at_centre(Value a) const override {
    return numbers::ScaledComplex((*this)[a].c[0]);
  }

  // Nothing is known where radicand/v^2 comes to the cut, or v to 0.
  Value root(Value radicand, Value v, Value) override {
    const Model& slope = (*this)[v];
    if (is_zero((*this)[radicand])) return radicand;
    const Model one_over = inverse(slope);
    const Model x = (*this)[radicand] * one_over * one_over;
    const Complex centre = x.c[0];
    if (!(least(x) > 0.0) || (centre.real() < 0.0 && !(std::fabs(centre.imag()) > spread(x)))) {
      return keep({0.0, kUnknown});
    }
    return keep(slope * square_root(x, std::sqrt(centre)));
  }

 private:
  Model t_;
};

inline numbers::MpComplex root_along(const numbers::MpComplex& x, Complex direction) {
  const numbers::MpComplex root = sqrt(x);
  const Complex start = scaled(root).mantissa;
  return (start * std::conj(direction)).real() < 0.0 ? -root : root;
}
inline Complex root_along(Complex x, Complex direction) {
  const Complex root = std::sqrt(x);
  return (root * std::conj(direction)).real() < 0.0 ? -root : root;
}

// A ring whose square roots are analytic: of the two, that which is next to a direction.
template <class Base>
class AlongRing final : public Base {
 public:
  template <class... Arguments>
  explicit AlongRing(Complex direction, Arguments&&... arguments)
      : Base(std::forward<Arguments>(arguments)...), direction_(direction) {}

  Value root(Value radicand, Value v, Value) override {
    using maps::square_root;
    const auto& square = (*this)[radicand];
    v_ = v;
    if (is_zero(square.c[0])) return root_ = this->number(0.0);
    return root_ = this->keep(square_root(square, root_along(square.c[0], direction_)));
  }

  const auto& root_taken() const { return (*this)[root_]; }
  const auto& slope_over_root() { return (*this)[v_ * this->reciprocal(root_)]; }

 private:
  Complex direction_;
  Value root_{};
  Value v_{};
};

// At the point itself: a value about as it is, and the sum of the moduli of all terms of it: the
// rounding of either of them, in any precision, is at most their number of operations times that
// sum. High powers of p' are beyond doubles.
struct Sized {
  numbers::ScaledComplex value;
  numbers::Scaled size;

  Sized() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  Sized(Complex x) : value(x), size(modulus(x)) {}
  Sized(Complex x, double s) : value(x), size(s) {}
  Sized(numbers::ScaledComplex x, numbers::Scaled s) : value(x), size(s) {}
};

inline bool is_zero(const Sized& a) { return a.size.mantissa == 0.0; }
inline Sized operator+(const Sized& a, const Sized& b) {
  return {a.value + b.value, a.size + b.size};
}
inline Sized operator-(const Sized& a, const Sized& b) {
  return {a.value - b.value, a.size + b.size};
}
inline Sized operator*(const Sized& a, const Sized& b) {
  return {a.value * b.value, a.size * b.size};
}
inline Sized operator*(double factor, const Sized& a) {
  return {factor * a.value, a.size * std::fabs(factor)};
}

class SizeRing final : public maps::RingOf<Sized, Sized> {
 public:
  explicit SizeRing(std::vector<Sized> p) : RingOf(std::move(p)) {}

  Value number(Complex x) override { return keep(x); }
  Value variable() override { return number(0.0); }
  Value polynomial(int k, std::size_t first) override {
    const std::vector<Sized>& p = c(k);
    return keep(first < p.size() ? p[first] : Sized(0.0));
  }
  Value reciprocal(Value a) override {
    const numbers::ScaledComplex value = numbers::ScaledComplex(1.0) / (*this)[a].value;
    return keep({value, value.modulus()});
  }
  numbers::ScaledComplex at_centre(Value a) const override { return (*this)[a].value; }
  // What a radicand loses, its root loses over twice the root.
  Value root(Value radicand, Value v, Value) override {
    const numbers::ScaledComplex slope = (*this)[v].value;
    const numbers::ScaledComplex root = slope * sqrt((*this)[radicand].value / (slope * slope));
    return keep({root, root.modulus() + (*this)[radicand].size / root.modulus()});
  }
};

}  // namespace nb_cpp::zoom
