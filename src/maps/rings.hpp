#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <deque>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "maps/ball.hpp"
#include "maps/ring.hpp"
#include "maps/series.hpp"
#include "maps/step.hpp"
#include "numbers/mpcomplex.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::maps {

inline bool is_zero(const Ball& x) { return x.centre == Complex(0.0) && x.radius == 0.0; }

// What rings have in common; values are never taken back.
template <class Element, class Scalar>
class RingOf : public Ring {
 public:
  explicit RingOf(std::vector<Scalar> p) : c_{std::move(p)} {
    for (std::size_t k = 1; k < c_.size(); ++k) {
      for (std::size_t j = 1; j < c_[k - 1].size(); ++j) {
        c_[k].push_back(static_cast<double>(j) * c_[k - 1][j]);
      }
    }
  }

  const Element& operator[](Value a) const { return values_[a.index]; }

  Value add(Value a, Value b) override { return keep((*this)[a] + (*this)[b]); }
  Value subtract(Value a, Value b) override { return keep((*this)[a] - (*this)[b]); }
  Value multiply(Value a, Value b) override { return keep((*this)[a] * (*this)[b]); }
  Value multiply(double a, Value b) override { return keep(a * (*this)[b]); }
  Value multiply(int k, std::size_t j, Value a) override { return keep(c(k)[j] * (*this)[a]); }
  Value difference(Value a, Value b) override { return subtract(a, b); }

  std::size_t size() const override { return c_[0].size(); }
  std::size_t leading_zeros() const override {
    std::size_t zeros = 0;
    while (zeros + 1 < size() && is_zero(c_[0][zeros])) ++zeros;
    return zeros;
  }

 protected:
  const std::vector<Scalar>& c(int k) const { return c_[static_cast<std::size_t>(k)]; }
  Value keep(Element element) {
    values_.push_back(std::move(element));
    return {this, values_.size() - 1};
  }

 private:
  std::array<std::vector<Scalar>, 4> c_;
  std::deque<Element> values_;  // references to them stay good
};

inline Complex conjugate(Complex z) { return std::conj(z); }
inline numbers::ScaledComplex conjugate(const numbers::ScaledComplex& z) {
  return numbers::ScaledComplex(std::conj(z.mantissa), z.exponent);
}
inline numbers::MpComplex conjugate(const numbers::MpComplex& z) { return {z.real, -z.imag}; }

inline int sign(double x) { return static_cast<int>(x > 0.0) - static_cast<int>(x < 0.0); }
inline int sign(const numbers::MpFloat& x) { return x.is_zero() ? 0 : x.is_negative() ? -1 : 1; }
inline int real_sign(Complex z) { return sign(z.real()); }
inline int imag_sign(Complex z) { return sign(z.imag()); }
inline int real_sign(const numbers::ScaledComplex& z) { return sign(z.mantissa.real()); }
inline int imag_sign(const numbers::ScaledComplex& z) { return sign(z.mantissa.imag()); }
inline int real_sign(const numbers::MpComplex& z) { return sign(z.real); }
inline int imag_sign(const numbers::MpComplex& z) { return sign(z.imag); }

// Less than this many bits below the terms of a difference, it is their rounding.
inline int kept_bits(Complex) { return 44; }
inline int kept_bits(const numbers::ScaledComplex&) { return 44; }
inline int kept_bits(const numbers::MpComplex& z) { return z.real.bits() - 16; }

// Up to t^order.
template <class T>
class SeriesRing : public RingOf<Series<T>, T> {
 public:
  SeriesRing(std::vector<T> p, std::size_t order, Branch branch)
      : RingOf<Series<T>, T>(std::move(p)), order_(order), branch_(branch) {}

  Value number(Complex x) override {
    Series<T> result = zero();
    result.c[0] = T(x);
    return this->keep(std::move(result));
  }

  Value variable() override {
    Series<T> result = zero();
    if (order_ > 0) result.c[1] = T(1.0);
    return this->keep(std::move(result));
  }

  Value polynomial(int k, std::size_t first) override {
    Series<T> result = zero();
    for (std::size_t j = first; j < this->c(k).size() && j - first <= order_; ++j) {
      result.c[j - first] = this->c(k)[j];
    }
    return this->keep(std::move(result));
  }

  Value reciprocal(Value a) override {
    Series<T> one = zero();
    one.c[0] = T(1.0);
    std::optional<Series<T>> result = quotient(std::move(one), (*this)[a]);
    return result ? this->keep(std::move(*result)) : number(0.0);
  }

  numbers::ScaledComplex at_centre(Value a) const override { return scaled((*this)[a].c[0]); }

  Value difference(Value a, Value b) override {
    Series<T> result = (*this)[a] - (*this)[b];
    for (std::size_t i = 0; i <= order_; ++i) {
      const numbers::Scaled terms =
          scaled((*this)[a].c[i]).modulus() + scaled((*this)[b].c[i]).modulus();
      const double rounding = std::ldexp(1.0, std::max(-kept_bits(result.c[i]), -1000));
      if (!(scaled(result.c[i]).modulus() <= terms * rounding)) {
        return this->keep(std::move(result));
      }
    }
    return number(0.0);
  }

  Value root(Value radicand, Value v, Value p) override {
    const Series<T>& square = (*this)[radicand];
    if (is_zero(square.c[0])) {
      const bool zero =
          std::all_of(square.c.begin(), square.c.end(), [](const T& c) { return is_zero(c); });
      return zero ? radicand : -1.0 * v;
    }
    const T start = sqrt(square.c[0]);
    const T by_v = start * conjugate((*this)[v].c[0]);
    const T by_p = start * conjugate((*this)[p].c[0]);
    int side = branch_ == Branch::principal ? 0 : imag_sign(by_v);
    if (branch_ == Branch::lower) side = -side;
    for (const int other : {real_sign(by_v), real_sign(by_p), imag_sign(by_p)}) {
      if (side == 0) side = other;
    }
    if (side == 0) return -1.0 * v;
    return this->keep(square_root(square, side < 0 ? -1.0 * start : start));
  }

 private:
  Series<T> zero() const { return {std::vector<T>(order_ + 1, T(0.0))}; }

  std::size_t order_;
  Branch branch_;
};

// |t| <= radius
class BallRing : public RingOf<Ball, Ball> {
 public:
  BallRing(std::vector<Ball> p, double radius, Branch branch)
      : RingOf(std::move(p)), t_(0.0, radius), branch_(branch) {}

  Value number(Complex x) override { return keep(x); }
  Value variable() override { return keep(t_); }

  Value polynomial(int k, std::size_t first) override {
    Ball result = 0.0;
    for (std::size_t j = c(k).size(); j-- > first;) result = result * t_ + c(k)[j];
    return keep(result);
  }

  Value reciprocal(Value a) override { return keep(inverse((*this)[a])); }
  numbers::ScaledComplex at_centre(Value a) const override {
    return numbers::ScaledComplex((*this)[a].centre);
  }

  // Nothing is known where radicand/v^2 comes to the branch's cut, or v to 0.
  Value root(Value radicand, Value v, Value) override {
    const Ball& slope = (*this)[v];
    if (is_zero((*this)[radicand])) return radicand;
    const bool principal = branch_ == Branch::principal;
    const Ball x = (*this)[radicand] / (slope * slope);
    const Ball turned = principal ? x : 0.0 - x;
    const bool cut = turned.centre.real() < 0.0 && std::fabs(turned.centre.imag()) <= turned.radius;
    if (!(least(turned) > 0.0) || cut) {
      return keep({0.0, std::numeric_limits<double>::infinity()});
    }
    // |sqrt z - sqrt c| = |z - c| / |sqrt z + sqrt c|, and the two are less than 90 degrees apart.
    const Complex root = std::sqrt(turned.centre);
    const Ball turn =
        principal ? Complex(1.0) : Complex(0.0, branch_ == Branch::upper ? 1.0 : -1.0);
    return keep(turn * slope * rounded(root, turned.radius / std::abs(root)));
  }

 private:
  Ball t_;
  Branch branch_;
};

}  // namespace nb_cpp::maps
