#pragma once

#include <vector>

#include "nb_cpp/plan.hpp"
#include "nb_cpp/root_set.hpp"
#include "zoom/image.hpp"
#include "zoom/sphere.hpp"

namespace nb_cpp::zoom {

enum class Verdict { none, all, some };

// Which of a square's points have converged after a step, by the problem's rule: proved with room
// for the kernels' rounding, or else some may have.
class Ending {
 public:
  // The roots in units of 2^unit.
  Ending(const Plan& plan, const RootSet& roots, int unit, const SphereMap& map);

  Verdict look(const Image& before, const Image& after) const;

 private:
  Verdict by_residual(const Image& after) const;
  Verdict by_step(const Image& before, const Image& after) const;
  Verdict by_root(const Image& after) const;

  Stop stop_;
  bool never_;  // with an added length no root draws anything to it: a label is a cycle's or none
  numbers::Scaled tolerance_;  // in the map's units
  double largest_root_ = 0.0;
  double leading_;
  const RootSet& roots_;
  std::vector<double> distances_;  // by root, to the next one
  const SphereMap& map_;
};

}  // namespace nb_cpp::zoom
