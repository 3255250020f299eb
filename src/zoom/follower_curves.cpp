// Where a curve divides the follower's image, or all of it has converged.

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "numbers/mpcomplex.hpp"
#include "plan/plan.hpp"
#include "zoom/follower.hpp"
#include "zoom/model.hpp"

namespace nb_cpp::zoom {

using numbers::MpComplex;

namespace {

// The least move from where a function has this value and slope to where its real part is `bound`,
// or farther from 0.
Complex move_to(double bound, Complex value, Complex slope) {
  const bool is_there = bound < 0.0 ? value.real() <= bound : value.real() >= bound;
  return is_there ? 0.0 : (bound - value.real()) / slope;
}

// So many steps after a point has converged, and it has not come near a root.
constexpr std::int64_t kStepsToARoot = 4000;

}  // namespace

// With a root that goes on across the cut: on either side of it the other one.
Follower::Outcome Follower::cross_cut(Course& course, int bits) {
  std::optional<SphereMap::Cut> cut = map_.cut(course.image.place, kOrder, bits);
  if (!cut) return Outcome::ends;
  const Complex direction = cut->direction;
  LocalFunction function{std::move(cut->series)};
  std::optional<Curve> curve;
  for (int log_radius = -1; log_radius >= kLeastDisc; log_radius -= 2) {
    if (!(log_radius > course.image.radius().log2() + 0.5)) break;
    function.log_radius = log_radius;
    function.variation =
        map_.cut_variation(course.image.place, direction, std::ldexp(1.0, log_radius));
    std::optional<Curve> found = make_curve(function, course.image);
    if (found && (!curve || found->displacement < curve->displacement)) curve = std::move(found);
    if (curve && curve->displacement < kEnough) break;
  }
  if (!curve) return Outcome::ends;
  // As far from the cut as rounding does not reach.
  const Complex value = scaled(function.c[0]).value();
  const Complex slope = scaled(function.c[1]).value();
  const double apart = 0x1p-40 * std::max(1.0, modulus(value));
  if (!std::isfinite(modulus(apart / slope))) return Outcome::ends;
  struct Way {
    Course course;
    bool below;
    Orbit::Step* taken;
    Image after;
  };
  std::vector<Way> ways;
  for (const bool below : {false, true}) {
    if (curve->side == (below ? 1 : -1)) continue;
    Course side = course;
    if (curve->side == 0) {
      divide(side, *curve, below);
      orbits_.push_back(std::make_unique<Orbit>());
      side.orbit = orbits_.back().get();
    }
    map_.take_root(below ? -direction : direction);
    Orbit::Step& taken = take_step(side, bits);
    if (!std::isfinite(taken.next.rounding.mantissa)) return Outcome::ends;
    if (!choose_disc(side, taken, false)) return Outcome::ends;
    std::optional<Image> after = image_after(side, taken, bits);
    if (!after) return Outcome::ends;
    ways.push_back({std::move(side), below, &taken, std::move(*after)});
  }
  for (Way& way : ways) {
    Course& side = way.course;
    map_.take_root(way.below ? -direction : direction);
    const Complex nudge = move_to(way.below ? -apart : apart, value, slope);
    const Outcome outcome = enter(side, std::move(way.after), *way.taken, bits, nudge);
    if (outcome == Outcome::goes_on) {
      start_anew(side);
      open_.push_back(std::move(side));
    } else if (outcome == Outcome::ends) {
      finished_.push_back(std::move(side));
    }
  }
  return Outcome::divided;
}

Follower::Outcome Follower::cross_level(Course& course, Image after, Orbit::Step& taken, int bits) {
  const char* const undecided = "a level line of the stop rule is too near to what rounding leaves";
  const std::vector<MpComplex>* f = series(course, taken, kOrder, bits);
  if (f == nullptr || is_zero((*f)[1])) throw LevelLineError(undecided);
  const std::optional<Level> level = ending_.level(
      course.image, after, {*f, static_cast<double>(course.disc), course.variation}, bits);
  if (!level) throw LevelLineError(undecided);
  const std::optional<Curve> curve = make_curve(level->log, level->of_image ? after : course.image);
  if (!curve) throw LevelLineError(undecided);
  // As far from the line as rounding does not reach.
  const double apart = std::max(0x1p-40, 4.0 * level->noise);
  const Complex first = scaled((*f)[1]).value();
  const Complex slope = scaled(level->log.c[1]).value() * (level->of_image ? first : 1.0);
  const Complex value = scaled(level->log.c[0]).value();
  const Complex inwards = move_to(-apart, value, slope);
  const Complex outwards = move_to(apart, value, slope);
  const double farther = std::max(modulus(inwards), modulus(outwards));
  const double bent = farther * 2.0 * scaled((*f)[2] / (*f)[1]).modulus().value();
  if (!(apart < 0x1p-7) || !(bent < 0.25)) throw LevelLineError(undecided);
  if (curve->side <= 0) {
    Course inner = course;
    if (curve->side == 0) divide(inner, *curve, true);
    end(inner, after, inwards);
    finished_.push_back(std::move(inner));
    if (curve->side < 0) return Outcome::divided;
  }
  if (curve->side == 0) divide(course, *curve, false);
  course.image = std::move(after);
  course.outside = outwards * first;
  course.outside_step = course.image.steps;
  start_anew(course);
  return Outcome::goes_on;
}

// All points of it have converged with the step to `after`.
void Follower::end(Course& course, const Image& after, Complex nudge) {
  if (is_handed_over(course)) return;
  Course rest = course;
  rest.image = after;
  settle(std::move(rest));
  course.best = course.image;
  course.constant = true;
  course.nudge = nudge;
  if (course.image.steps == course.outside_step) course.nudge += course.outside;
}

// What has converged goes on to a label: to one and the same, or else a tolerance has ended it far
// from where it leads.
void Follower::settle(Course course) {
  const std::vector<double> radii = attraction_radii(plan_);
  const std::int64_t first = course.image.steps;
  while (course.image.steps < first + kStepsToARoot) {
    const double r = course.image.radius().value();
    const Complex at = scaled(course.image.place.value).value();
    for (std::size_t i = 0; i < radii.size() && !course.image.place.inverse; ++i) {
      if (modulus(at - roots_.values[i]) + r < std::ldexp(radii[i], -unit_)) return;
    }
    if (has_vanished(course)) return;
    const int bits = bits_for(course.image.radius().log2());
    map_.take_root(std::nullopt);
    Orbit::Step& taken = take_step(course, bits);
    std::optional<Image> after;
    if (std::isfinite(taken.next.rounding.mantissa) && choose_disc(course, taken, true)) {
      after = image_after(course, taken, bits);
    }
    if (!after || !is_tiny(*after)) {
      throw LevelLineError("tol ends orbits before they part, as points do");
    }
    course.image = std::move(*after);
  }
}

}  // namespace nb_cpp::zoom
