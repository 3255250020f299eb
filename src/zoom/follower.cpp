#include "zoom/follower.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "numbers/doubles.hpp"
#include "numbers/mpcomplex.hpp"
#include "numbers/rational.hpp"
#include "plan/plan.hpp"
#include "zoom/displacement.hpp"
#include "zoom/model.hpp"

namespace nb_cpp::zoom {

using numbers::kUnitRoundoff;
using numbers::MpComplex;
using numbers::MpFloat;
using numbers::Scaled;
using numbers::ScaledComplex;

namespace {

constexpr double kGood = 0x1p-29;  // a displacement with which doubles tell what curves do not
constexpr int kGuardBits = 128;    // of the place, beyond the image's radius
constexpr int kMostBits = 1 << 20;
constexpr double kKnown = 0x1p-66;        // the place's uncertainty, against the image
constexpr std::int64_t kPatience = 4000;  // steps without growth
constexpr std::size_t kMostParts = 64;
constexpr double kFarOut = 0x1p64;

double largest_modulus(const RootSet& roots) {
  double largest = 0.0;
  for (const Complex root : roots.values) largest = std::max(largest, std::abs(root));
  return largest;
}

Complex shifted(Complex z, int by) { return {std::ldexp(z.real(), by), std::ldexp(z.imag(), by)}; }

RootSet in_units(RootSet roots, int unit) {
  for (Complex& root : roots.values) root = shifted(root, -unit);
  return roots;
}

// In widths, from the largest slope, which is good to compare images of one square: an error over
// 2^exponent is as much as a move of v by itself over the slope.
double displacement_of(const Image& image) {
  return (image.error + image.rounding()) / image.slope() * kInWidths;
}

// To the chart 1/z, far from 0, where powers of z are beyond doubles: 1/(Z + t) is the sum of
// (-t)^j / Z^(j + 1), and within 1/|Z| of 1/Z for |t| <= |Z|/2.
void invert(Image& image) {
  const MpComplex inverse = MpComplex(1.0) / image.place.value;
  std::vector<MpComplex> f{inverse};
  while (f.size() <= kOrder) f.push_back(-(inverse * f.back()));
  StepTerms terms;
  const auto exponent = to_terms(f, kOrder, image, terms);
  if (!exponent) return;
  terms.q = 2.0 * (image.radius() * scaled(inverse).modulus()).value();
  terms.tail = (scaled(inverse).modulus() * Scaled(std::pow(terms.q, kOrder + 1.0), -*exponent) *
                (1.0 / (1.0 - terms.q)))
                   .value();
  if (!(terms.q < 0.5)) return;
  compose(terms, *exponent, image);
  const Scaled size = scaled(inverse).modulus();
  image.uncertainty =
      image.uncertainty * size * size * 2.0 + size * Scaled(1.0, 5 - inverse.real.bits());
  image.place = {inverse, true};
}

// Terms whose sum is below the rounding of the first.
void trim(std::vector<Complex>& polynomial) {
  double dropped = 0.0;
  double power = std::pow(kCorner, static_cast<double>(polynomial.size() - 1));
  while (polynomial.size() > 2) {
    dropped += std::abs(polynomial.back()) * power;
    if (dropped > 0x1p-60 * std::abs(polynomial[0])) break;
    power /= kCorner;
    polynomial.pop_back();
  }
}

}  // namespace

int unit_of(const RootSet& roots) {
  double largest = 0.0;
  for (const Complex root : roots.values) {
    largest = std::max({largest, std::fabs(root.real()), std::fabs(root.imag())});
  }
  return largest > 0.0 ? std::ilogb(largest) : 0;
}

double log_width(const Square& square) {
  const Rational& x = square.width;
  return static_cast<double>(numbers::quotient(x.numerator, x.denominator, 64).exponent());
}

Follower::Follower(const Plan& plan, const ExactCoefficients& coefficients, const Square& square,
                   int effort, Orbit& orbit)
    : plan_(plan),
      unit_(unit_of(plan.problem().roots)),
      roots_(in_units(plan.problem().roots, unit_)),
      effort_(effort),
      map_(plan.method().as_map(plan.problem().polynomial.degree()), coefficients, unit_,
           largest_modulus(roots_), bits_for(log_width(square) - unit_)),
      ending_(plan, roots_, unit_, map_) {
  const int bits = bits_for(log_width(square) - unit_);
  const auto number = [&](const Rational& x) {
    return numbers::quotient(x.numerator, x.denominator, bits).times_power_of_two(-unit_);
  };
  Course course;
  Image& image = course.image;
  image.place.value = {number(square.real), number(square.imag)};
  image.uncertainty = scaled(image.place.value).modulus() * std::ldexp(1.0, 5 - kGuardBits) *
                      Scaled(1.0, kGuardBits - bits);
  const MpFloat half = number(square.width).times_power_of_two(-1);
  image.b[1] = half.fraction() * kCorner;
  image.exponent = half.exponent();
  image.error = 4.0 * kUnitRoundoff * std::abs(image.b[1]);
  start_radius_ = image.radius().log2();
  if (Scaled(kFarOut) < scaled(image.place.value).modulus() && map_.leaves_plane()) invert(image);
  course.orbit = &orbit;
  open_.push_back(std::move(course));
}

bool Follower::run(std::int64_t most, const std::function<void()>& interrupt) {
  while (!open_.empty()) {
    Course course = std::move(open_.back());
    open_.pop_back();
    const Outcome outcome = follow(course, most, interrupt);
    if (outcome == Outcome::takes_more) return false;
    if (outcome == Outcome::ends) finished_.push_back(std::move(course));
    if (open_.size() + finished_.size() > kMostParts) {
      throw LevelLineError("more than " + std::to_string(kMostParts) + " curves cross the window");
    }
  }
  return true;
}

Follower::Outcome Follower::follow(Course& course, std::int64_t most,
                                   const std::function<void()>& interrupt) {
  for (;;) {
    if (interrupt) interrupt();
    const Image& image = course.image;
    const double here = displacement_of(image);
    const bool tiny = is_tiny(image);
    if (!tiny) course.least = std::min(course.least, here);
    if (tiny || image.steps == 0 || here <= std::max(4.0 * course.least, kEnough)) {
      course.best = image;
      course.best_displacement = here;
    }
    if (image.steps >= most) {
      if (tiny) course.constant = true;
      return Outcome::ends;
    }
    if (has_vanished(course) || (tiny && has_stopped(course))) {
      course.constant = true;
      return Outcome::ends;
    }
    if (here > 1e6 * std::max(course.best_displacement, kEnough) &&
        image.steps > course.best.steps + 2) {
      return Outcome::ends;
    }
    // Where powers beyond the order are all that is left, the error is the radius.
    const double known = kKnown * std::max(image.slope(), 0x1p-10 * image.size());
    if (!(image.uncertainty < Scaled(known, image.exponent))) return Outcome::takes_more;
    const Outcome outcome = step(course);
    if (outcome != Outcome::goes_on) return outcome;
  }
}

Part Follower::part_of(const Course& course) const {
  const Image& image = course.best;
  const std::int64_t shift = image.place.inverse ? -unit_ : unit_;
  const auto in_plane = [&](const ScaledComplex& z) {
    return ScaledComplex(z.mantissa, z.exponent + shift).value();
  };
  Part part;
  part.sides = course.sides;
  part.start.skipped = image.steps;
  part.start.inverse = image.place.inverse;
  std::vector<Complex>& polynomial = part.start.polynomial;
  polynomial.push_back(in_plane(scaled(image.place.value) + ScaledComplex(course.nudge)));
  if (course.constant) return part;
  const std::vector<Complex> b = in_square(image.b);
  for (std::size_t j = 1; j <= kOrder; ++j) {
    polynomial.push_back(in_plane(ScaledComplex(b[j], image.exponent)));
  }
  trim(polynomial);
  return part;
}

Approach Follower::result() const {
  Approach result{{}, 0.0, 0.0};
  for (const Course& course : finished_) {
    result.parts.push_back(part_of(course));
    double start = 0.0;
    double after = 0.0;
    if (!course.constant) {
      const Image& image = course.best;
      start = moved_by(image.b, image.error + image.rounding()) * kInWidths;
      after = noise_of(plan_, image, unit_) * kInWidths;
    }
    start = std::max(start, course.divided);
    result.start_displacement = std::max(result.start_displacement, start);
    result.displacement = std::max(result.displacement, start + after);
  }
  return result;
}

// Near an attractor that takes the whole square: the image's radius is squared with every step.
bool Follower::has_vanished(const Course& course) const {
  return course.image.radius().log2() < 16.0 * std::min(start_radius_, 0.0) - 2000.0;
}

// In a rotation domain, or about a neutral fixed point, the image does not grow.
bool Follower::has_stopped(Course& course) const {
  if (course.image.steps < course.next_look) return false;
  const double radius = course.image.radius().log2();
  const bool stopped = radius < course.last_radius + 1.0;
  course.last_radius = radius;
  course.next_look = course.image.steps + kPatience;
  return stopped;
}

// For a radius, by its binary logarithm.
int Follower::bits_for(double log_radius) const {
  const double bits = effort_ * (kGuardBits + std::max(0.0, -log_radius));
  if (!(bits < kMostBits)) throw std::domain_error("width takes more than a million bits here");
  return static_cast<int>(bits);
}

bool Follower::is_handed_over(const Course& course) const {
  return course.best_displacement <= kGood;
}

// The image is behind a curve, and no earlier one will do.
void Follower::start_anew(Course& course) const {
  course.best = course.image;
  course.best_displacement = course.least = displacement_of(course.image);
}

void Follower::divide(Course& course, const Curve& curve, bool below) const {
  course.sides.push_back({curve.polynomial, below});
  course.divided = std::max(course.divided, curve.displacement);
}

Follower::Outcome Follower::step(Course& course) {
  const Image& image = course.image;
  if (image.place.inverse && !map_.leaves_plane()) return Outcome::ends;
  const int bits = bits_for(image.radius().log2());
  map_.take_root(std::nullopt);
  Orbit::Step& taken = take_step(course, bits);
  const bool is_known =
      std::isfinite(taken.next.rounding.mantissa) && choose_disc(course, taken, true);
  if (map_.has_cut() && !is_handed_over(course) && !(is_known && course.left < kNegligible)) {
    return cross_cut(course, bits);
  }
  if (!is_known) return Outcome::ends;
  std::optional<Image> after = image_after(course, taken, bits);
  if (!after) return Outcome::ends;
  return enter(course, std::move(*after), taken, bits, 0.0);
}

Follower::Outcome Follower::enter(Course& course, Image after, Orbit::Step& taken, int bits,
                                  Complex nudge) {
  switch (ending_.look(course.image, after)) {
    case Verdict::none:
      break;
    case Verdict::all:
      end(course, after, nudge);
      return Outcome::ends;
    case Verdict::some:
      if (is_handed_over(course)) return Outcome::ends;
      return cross_level(course, std::move(after), taken, bits);
  }
  course.image = std::move(after);
  return Outcome::goes_on;
}

}  // namespace nb_cpp::zoom
