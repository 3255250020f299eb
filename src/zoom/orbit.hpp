#pragma once

#include <vector>

#include "numbers/mpcomplex.hpp"
#include "zoom/sphere.hpp"

namespace nb_cpp {

// What windows about one centre have in common, by step: where it leads, and the step's series.
// Made for the narrowest one first, it serves all.
struct Orbit {
  struct Step {
    zoom::SphereMap::Step next;
    int bits = 0;  // in which it was taken
    std::vector<numbers::MpComplex> series;
    int series_bits = 0;
    int disc = 0;  // log2 of the radius of one for the remainder, and the variation in it; or 0
    double variation = 0.0;
  };
  std::vector<Step> steps;
};

}  // namespace nb_cpp
