#pragma once

// By how much rounding displaces a picture, in widths of its window.

#include <vector>

#include "nb_cpp/complex.hpp"
#include "nb_cpp/plan.hpp"
#include "nb_cpp/zoom.hpp"
#include "zoom/image.hpp"

namespace nb_cpp::zoom {

// By how much an error of the values b_0 + b_1 v + ... moves v, at most: in an 8 x 8 sample of the
// square.
double moved_by(const std::vector<Complex>& b, double error);

// The like for the rounding of the steps after the image, which is in units of 2^unit.
double noise_of(const Plan& plan, const Image& image, int unit);

// That of the square's grid, in widths, as doubles of the plane.
double plain_displacement(const Square& square);

}  // namespace nb_cpp::zoom
