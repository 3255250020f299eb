#pragma once

// Windows of any width: where double precision does not tell their points apart, the whole window
// is taken through its first steps at once, in multiprecision.

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

#include "nb_cpp/integer.hpp"
#include "nb_cpp/plan.hpp"
#include "nb_cpp/window.hpp"

namespace nb_cpp {

struct Rational {
  Integer numerator, denominator;  // the denominator is above 0
};

// The points centre + width/2 (x + iy) with -1 <= x, y <= 1.
struct Square {
  Rational real, imag, width;
};

// A polynomial's coefficients, highest degree first, all over one denominator.
struct ExactCoefficients {
  std::vector<GaussianInteger> numerators;
  Integer denominator;
};

struct Approach {
  // From x + iy to where iterating goes on; each point is in one of the parts. A constant: all
  // points of the part share one fate.
  std::vector<Part> parts;
  // By how much the picture may be displaced, in widths of the square: by rounding of the start,
  // and by that of the steps after it as far as a sample of points tells.
  double displacement;
  double start_displacement;  // by the start alone
};

// What squares about one centre share; for one plan.
struct Orbit;
std::shared_ptr<Orbit> make_orbit();

// Thrown where the stop rule is about to end points that doubles do not tell apart, and rounding
// would decide which, or where they go from there.
class LevelLineError : public std::domain_error {
 public:
  using std::domain_error::domain_error;
};

// Takes the square through steps for as long as one polynomial maps it, none of its points has
// ended, and its image is not too large for that; at most `most` steps. Where a square root's cut
// or the stop rule's level line divides an image whose points doubles do not tell apart, its sides
// go on as parts. It is a function of the
// plan's problem, but for its limit and its traps, and of the square. The coefficients are its own,
// exactly. Throws LevelLineError, and std::domain_error where more than a million bits are needed.
// `interrupt` as in find_roots. With an orbit, squares about one centre take little time after the
// smallest one.
Approach approach(const Plan& plan, const ExactCoefficients& coefficients, const Square& square,
                  std::int64_t most, const std::function<void()>& interrupt = {},
                  Orbit* orbit = nullptr);

// The displacement of a picture of the plane as it is, in pixels of which the extent has so many.
double displacement(const Plan& plan, const Extent& extent, double columns, double rows);

}  // namespace nb_cpp
