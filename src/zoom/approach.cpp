#include <cstdint>
#include <functional>
#include <memory>

#include "nb_cpp/zoom.hpp"
#include "numbers/environment.hpp"
#include "plan/plan.hpp"
#include "zoom/displacement.hpp"
#include "zoom/follower.hpp"
#include "zoom/orbit.hpp"

namespace nb_cpp {

namespace {

// Of the largest root's modulus over a width: about 0 doubles tell the points of narrower windows
// apart, too, but all of them take many steps before they part.
constexpr int kNarrow = 16;  // log2

}  // namespace

std::shared_ptr<Orbit> make_orbit() { return std::make_shared<Orbit>(); }

Approach approach(const Plan& plan, const ExactCoefficients& coefficients, const Square& square,
                  std::int64_t most, const std::function<void()>& interrupt, Orbit* orbit) {
  const numbers::StandardEnvironment environment;
  const double plain = zoom::plain_displacement(square);
  if (plain <= zoom::kEnough &&
      zoom::log_width(square) >= zoom::unit_of(plan.problem().roots) - kNarrow) {
    return {{Part{}}, plain, plain};
  }
  for (int effort = 1;; effort *= 2) {
    Orbit own;
    zoom::Follower follower(plan, coefficients, square, effort,
                            orbit != nullptr && effort == 1 ? *orbit : own);
    if (follower.run(most, interrupt)) return follower.result();
  }
}

}  // namespace nb_cpp
