#pragma once

#include <cstdint>
#include <vector>

#include "nb_cpp/basins.hpp"

namespace nb_cpp {

struct Hsv {
  double hue, saturation, value;
};

// Colours results as nb_cpp.compute defines it. Hue: the root's index in the list of roots with
// repeats, over the degree. Saturation: 1. Value: 1 - (iterations - 1) / itmax. A pixel that did
// not converge is (0, 0, 0).
class HsvColouring {
 public:
  // Made for about this many pixels.
  HsvColouring(const RootSet& roots, std::int32_t itmax, std::int64_t pixels);

  // Writes span.count colours.
  void apply(const Span& span, Hsv* hsv) const noexcept;

 private:
  Hsv colour(int label, std::int32_t iterations) const noexcept;

  std::int32_t itmax_;
  std::vector<double> hues_;       // by label + 1
  std::vector<Hsv> table_;         // by label + 1, then by iterations; empty where it does not pay
  [[maybe_unused]] bool streams_;  // past the caches, where the target can
};

// iterate() with each span coloured into an array of window.points() elements.
void hsv_image(const Plan& plan, const Window& window, const RunOptions& options, Hsv* hsv);

}  // namespace nb_cpp
