#pragma once

#include <optional>
#include <vector>

#include "nb_cpp/complex.hpp"
#include "numbers/mpcomplex.hpp"
#include "zoom/image.hpp"

namespace nb_cpp::zoom {

// An analytic function about a place: its coefficients, and where it is known to vary how much.
struct LocalFunction {
  std::vector<numbers::MpComplex> c;  // up to the order
  double log_radius = 0.0;            // log2 of a disc's
  double variation = 0.0;             // at most, in it
};

// Where a function's real part is 0, across the square.
struct Curve {
  std::vector<Complex> polynomial;  // in x + iy; its real part is that of the function, scaled
  int side = 0;                     // of all points, by the sign of the real part; 0: both occur
  double displacement = 0.0;        // of the curve, in widths
};

// The function over the image. Nothing where it is not known there.
std::optional<Curve> make_curve(const LocalFunction& function, const Image& image);

// v's polynomial b in x + iy.
std::vector<Complex> in_square(const std::vector<Complex>& b);

}  // namespace nb_cpp::zoom
