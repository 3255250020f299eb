#pragma once

#include "nb_cpp/basins.hpp"

namespace nb_cpp {

struct Hsv {
  double hue, saturation, value;
};

// Writes the colours that nb_cpp.compute defines into an array of window.points() elements. Hue:
// the root's index in the list of roots with repeats, over the degree. Saturation: 1. Value: 1 -
// (iterations - 1) / itmax. A pixel that did not converge is (0, 0, 0). Throws
// std::invalid_argument for a plan with traps: cycles have no colour.
void hsv_image(const Plan& plan, const Window& window, const RunOptions& options, Hsv* hsv);

}  // namespace nb_cpp
