#pragma once

#include <cstdint>
#include <vector>

#include "kernel/kernel.hpp"
#include "nb_cpp/polynomial.hpp"
#include "plan/conditioning.hpp"
#include "plan/parts.hpp"

namespace nb_cpp {

// A polynomial as the product over its roots. Roots that are conjugate or
// opposite make a pair, others one with a neighbour about as large, or stand alone. Holds the
// arrays that a view of it points to.
class Factors {
 public:
  // `scaled` is the polynomial in the scaling that the points are in.
  Factors(const Polynomial& polynomial, const Conditioning& scaled);

  Factors(const Factors&) = delete;
  Factors& operator=(const Factors&) = delete;

  // Valid as long as this is.
  kernel::FactorsView view() const noexcept;

  // Whether z -> conj(z), and z -> -z, take each factor to itself: then the product commutes with
  // them, or changes its sign, bit for bit.
  bool commutes_with_conjugation() const noexcept;
  bool commutes_with_negation() const noexcept;

  // Real operations of one evaluation of p and p', a fused one counted once.
  int operations() const noexcept;

 private:
  void set_leading(Complex leading, std::int64_t exponent);
  void add_pair(Complex a, Complex b);

  Parts singles_, centres_, squares_, roots_;
  std::vector<double> multiplicities_;
  Complex leading_;
  double power_ = 0.0;
  int symmetry_ = 1;
  double squared_reach_ = 0.0;
  double flatness_ = 0.0;
  bool spread_ = false;
};

}  // namespace nb_cpp
