#pragma once

// By how much rounding displaces a picture, in widths of its window.

#include "nb_cpp/plan.hpp"
#include "nb_cpp/zoom.hpp"
#include "zoom/image.hpp"

namespace nb_cpp::zoom {

// Sets the displacements of an approach that goes on from the image, in units of 2^unit.
void displace(const Plan& plan, const Image& image, int unit, Approach& result);

// That of the square's grid, as doubles of the plane.
double plain_displacement(const Square& square);

}  // namespace nb_cpp::zoom
