#pragma once

// Critical and fixed points of the step of an iteration.

#include <functional>
#include <vector>

#include "maps/expansion.hpp"
#include "maps/step.hpp"
#include "nb_cpp/complex.hpp"
#include "nb_cpp/root_set.hpp"

namespace nb_cpp::maps {

// What a step is made of. `coefficients` are p's, highest degree first, whether or not p is
// evaluated from them; `attraction` as attraction_radii gives it.
struct Map {
  const Iteration& iteration;
  const Expansion& p;
  const std::vector<Complex>& coefficients;
  const RootSet& roots;
  const std::vector<double>& attraction;
  const std::vector<Complex>& zeros_of_slope;  // of p': see zeros_of_derivative
};

// The zeros of the k-th derivative that are in range. The coefficients are scaled by a power of two
// where their multiples would leave it.
std::vector<Complex> zeros_of_derivative(const std::vector<Complex>& coefficients, int k,
                                         const std::function<void()>& interrupt);

struct CriticalPoints {
  bool complete;  // or a sample, from which cycles with small basins may not be reached
  std::vector<Complex> values;
};

// All critical points but those in the roots' discs of attraction and the multiple poles; a sample
// of the plane where F is not rational or has too many.
CriticalPoints critical_points(const Map& map, const std::function<void()>& interrupt);

struct FixedPoint {
  Complex value;
  int multiplicity;  // 2 or more: its multiplier is 1
};

// The fixed points that are no roots; none where F is not rational or has too many critical points.
std::vector<FixedPoint> fixed_points(const Map& map, const std::function<void()>& interrupt);

}  // namespace nb_cpp::maps
