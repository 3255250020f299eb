#pragma once

#include <cstdint>
#include <vector>

#include "nb_cpp/basins.hpp"

namespace nb_cpp {

// Colours results as nb_cpp.compute defines it. Hue: the root's index in the list of roots with
// repeats, over the degree. Saturation: 1. Value: 1 - (iterations - 1) / itmax. A pixel that did
// not converge is (0, 0, 0).
class HsvColouring {
 public:
  HsvColouring(const RootSet& roots, std::int32_t itmax);

  // Writes 3 count values.
  void apply(const Run& run, double* hsv) const noexcept;

 private:
  double value(std::int32_t iterations) const noexcept;

  double itmax_;
  std::vector<double> hues_, saturations_;  // by label + 1
  std::vector<double> values_;              // by number of iterations
};

// iterate() with each tile coloured into an array of 3 problem.grid.pixels() elements.
void hsv_image(const Problem& problem, const RunOptions& options, double* hsv);

}  // namespace nb_cpp
