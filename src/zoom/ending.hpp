#pragma once

#include <optional>
#include <vector>

#include "nb_cpp/complex.hpp"
#include "nb_cpp/plan.hpp"
#include "nb_cpp/root_set.hpp"
#include "zoom/curve.hpp"
#include "zoom/image.hpp"
#include "zoom/sphere.hpp"

namespace nb_cpp::zoom {

enum class Verdict { none, all, some };

// The logarithm of what a stop rule measures, over the tolerance: its real part is below 0 where a
// point has converged.
struct Level {
  LocalFunction log;
  bool of_image = true;  // after the step; or before it
  double noise = 0.0;    // the kernels' rounding of the real part
};

// Of a position, more than rounding moves it in the kernels.
constexpr double kMoved = 0x1p-46;

// Which of a square's points have converged after a step, by the problem's rule: proved with room
// for the kernels' rounding, or else some may have.
class Ending {
 public:
  // The roots in units of 2^unit.
  Ending(const Plan& plan, const RootSet& roots, int unit, SphereMap& map);

  Verdict look(const Image& before, const Image& after) const;

  // What decides where some may have. Nothing where rounding does, or where that is not one
  // analytic function.
  std::optional<Level> level(const Image& before, const Image& after, const LocalFunction& step,
                             int bits);

 private:
  // |p| at a point, by how much it changes within a distance, and what the kernels' rounding is at
  // most there.
  struct Value {
    double here, change, lost;
  };
  Value value_about(Complex at, double distance) const;
  Verdict by_residual(const Image& after) const;
  Verdict by_step(const Image& before, const Image& after) const;
  Verdict by_root(const Image& after) const;

  Stop stop_;
  bool from_roots_;  // the kernels evaluate p so
  bool never_;  // with an added length no root draws anything to it: a label is a cycle's or none
  numbers::Scaled tolerance_;  // in the map's units
  double largest_root_ = 0.0;
  double leading_;
  const RootSet& roots_;
  std::vector<double> distances_;  // by root, to the next one
  SphereMap& map_;
};

}  // namespace nb_cpp::zoom
