#pragma once

// What the parts of the root finder tell each other. The order of work is in find.cpp.

#include <functional>
#include <vector>

#include "nb_cpp/integer.hpp"
#include "nb_cpp/polynomial.hpp"

namespace nb_cpp::roots {

// `multiplicity` roots within `radius` of the unevaluated sum value + offset, and no others; or, if
// it is shared, a disc that overlaps others, of which a connected union holds as many roots as
// their multiplicities add up to. The value is what the caller gets, the offset is what rounding
// the centre to double took away.
struct Enclosure {
  Complex value;
  Complex offset;
  double radius;
  int multiplicity;
  bool shared = false;
};

// Coefficients in twice the precision of double, highest degree first: (value + rest) 2^exponent.
struct Approximation {
  explicit Approximation(const std::vector<Complex>& coefficients);
  explicit Approximation(const std::vector<GaussianInteger>& coefficients);

  std::vector<Complex> values;
  std::vector<Complex> rests;
  std::vector<int> exponents;
};

// A point in polar form, free of the range of double.
struct Polar {
  double log2_modulus;
  double angle;
};

// One point per root of a polynomial whose coefficient of z^k has modulus 2^log2_moduli[k]: each
// edge of the Newton polygon gives a circle of evenly spaced points, turned by `rotation`.
std::vector<Polar> newton_polygon_points(const std::vector<double>& log2_moduli, double rotation);

// Starting points for all roots of a polynomial whose first and last coefficients are not zero.
std::vector<Polar> starting_points(const Approximation& polynomial);

// See find_roots; may be empty.
using Interrupt = std::function<void()>;

// What the double precision stage found: approximations, and enclosures if all roots are simple
// and certified to a fraction of an ulp (empty otherwise).
struct FastResult {
  std::vector<Complex> approximations;  // empty if the range of double does not suffice
  std::vector<Enclosure> enclosures;
};
FastResult solve_in_double(const Approximation& polynomial, const std::vector<Polar>& start,
                           const Interrupt& interrupt);

// Enclosures in as many bits as the polynomial asks for, from approximations or, if there are
// none, from start. Takes what it spends from `work`: what stays unresolved when that is gone
// shares its disc.
std::vector<Enclosure> solve_in_multiprecision(const std::vector<GaussianInteger>& coefficients,
                                               const std::vector<Complex>& approximations,
                                               const std::vector<Polar>& start, double& work,
                                               const Interrupt& interrupt);

}  // namespace nb_cpp::roots
