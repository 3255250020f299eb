#pragma once

#include <cstddef>

#include "nb_cpp/complex.hpp"
#include "numbers/scaled.hpp"

namespace nb_cpp::maps {

class Ring;

// A value of a ring, which keeps it.
struct Value {
  Ring* ring;
  std::size_t index;
};

// The arithmetic in which maps/formula.hpp writes the steps: over power series in t it gives Taylor
// coefficients, over balls it gives bounds. A ring is of one polynomial p_0 + p_1 t + ... about a
// point, of which coefficient j of the k-th derivative is c(k, j).
class Ring {
 public:
  Ring() = default;
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  virtual ~Ring() = default;

  virtual Value number(Complex x) = 0;
  virtual Value variable() = 0;  // t
  virtual Value add(Value a, Value b) = 0;
  virtual Value subtract(Value a, Value b) = 0;
  virtual Value multiply(Value a, Value b) = 0;
  virtual Value multiply(double a, Value b) = 0;
  virtual Value reciprocal(Value a) = 0;                        // 0 where a is 0 at t = 0
  virtual numbers::ScaledComplex at_centre(Value a) const = 0;  // where t is 0

  virtual std::size_t size() const = 0;           // how many p_j there are
  virtual std::size_t leading_zeros() const = 0;  // how many of them, in front, are exactly zero
  virtual Value polynomial(int k, std::size_t first) = 0;  // c(k, first) + c(k, first + 1) t + ...
  virtual Value multiply(int k, std::size_t j, Value a) = 0;  // c(k, j) a

  // a - b, which is zero where nothing but rounding is left of it.
  virtual Value difference(Value a, Value b) = 0;

  // The square root with Re(root/v) > 0; where that is 0, with root/p to the right of 0 or above
  // it. Other branches: see Branch. Where none is analytic it is -v, or a ball without end.
  virtual Value root(Value radicand, Value v, Value p) = 0;
};

inline Value operator+(Value a, Value b) { return a.ring->add(a, b); }
inline Value operator-(Value a, Value b) { return a.ring->subtract(a, b); }
inline Value operator*(Value a, Value b) { return a.ring->multiply(a, b); }
inline Value operator*(double a, Value b) { return b.ring->multiply(a, b); }

}  // namespace nb_cpp::maps
