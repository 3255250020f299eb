#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "nb_cpp/zoom.hpp"
#include "numbers/rational.hpp"
#include "plan/plan.hpp"
#include "zoom/displacement.hpp"
#include "zoom/ending.hpp"
#include "zoom/image.hpp"
#include "zoom/orbit.hpp"
#include "zoom/sphere.hpp"

namespace nb_cpp {

using numbers::MpComplex;
using numbers::MpFloat;
using numbers::Scaled;
using numbers::ScaledComplex;
using zoom::Image;

namespace {

constexpr double kUnit = 0x1p-53;
constexpr double kEnough = 0x1p-42;  // a displacement, in widths, that nobody sees
// Of the largest root's modulus over a width: about 0 doubles tell the points of narrower windows
// apart, too, but all of them take many steps before they part.
constexpr int kNarrow = 16;        // log2
constexpr double kGood = 0x1p-29;  // one with which doubles tell apart what level lines do not
constexpr int kGuardBits = 192;    // of the place, beyond the image's radius
constexpr int kSeriesBits = 192;
constexpr int kMostBits = 1 << 20;
constexpr double kKnown = 0x1p-66;        // the place's uncertainty, against the image
constexpr double kNegligible = -70;       // log2 of a remainder, against the image
constexpr double kTiny = -100;            // log2 of a radius
constexpr std::int64_t kPatience = 4000;  // steps without growth
constexpr int kLeastDisc = -200;          // log2 of the radius of a disc that is looked at

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

// The square on its way. Lengths are in units of 2^unit.
class Follower {
 public:
  // The effort is how many times as many bits are taken as it should take.
  Follower(const Plan& plan, const ExactCoefficients& coefficients, const Square& square,
           int effort, Orbit& orbit)
      : plan_(plan),
        orbit_(orbit),
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
    image_.place.value = {number(square.real), number(square.imag)};
    image_.uncertainty = scaled(image_.place.value).modulus() * std::ldexp(1.0, 5 - kGuardBits) *
                         Scaled(1.0, kGuardBits - bits);
    const MpFloat half = number(square.width).times_power_of_two(-1);
    image_.b[1] = half.fraction() * zoom::kCorner;
    image_.exponent = half.exponent();
    image_.error = 4.0 * kUnit * std::abs(image_.b[1]);
    start_radius_ = image_.radius().log2();
  }

  // False if it takes more effort.
  bool run(std::int64_t most, const std::function<void()>& interrupt) {
    double least = std::numeric_limits<double>::infinity();
    for (;;) {
      if (interrupt) interrupt();
      const double here = displacement_of(image_);
      const bool tiny = image_.exponent < -60;
      if (!tiny) least = std::min(least, here);
      if (tiny || image_.steps == 0 || here <= std::max(4.0 * least, kEnough)) {
        best_ = image_;
        best_displacement_ = here;
      }
      if (image_.steps >= most) {
        if (tiny) constant_ = true;
        return true;
      }
      if (has_vanished() || (tiny && has_stopped())) {
        constant_ = true;
        return true;
      }
      if (here > 1e6 * std::max(best_displacement_, kEnough) && image_.steps > best_.steps + 2) {
        return true;
      }
      // Where powers beyond the order are all that is left, the error is the radius.
      const double known = kKnown * std::max(image_.slope(), 0x1p-10 * image_.size());
      if (!(image_.uncertainty < Scaled(known, image_.exponent))) return false;
      if (!step()) return true;
      if (ended_) return true;
    }
  }

  Approach result() const {
    const Image& image = best_;
    Approach result;
    result.start.skipped = image.steps;
    result.start.inverse = image.place.inverse;
    const std::int64_t shift = image.place.inverse ? -unit_ : unit_;
    const auto in_plane = [&](const ScaledComplex& z) {
      return ScaledComplex(z.mantissa, z.exponent + shift).value();
    };
    result.start.polynomial.push_back(in_plane(scaled(image.place.value)));
    result.displacement = result.start_displacement = 0.0;
    if (constant_) return result;
    double scale = 1.0;  // kCorner^-j
    for (std::size_t j = 1; j <= zoom::kOrder; ++j) {
      scale /= zoom::kCorner;
      result.start.polynomial.push_back(
          in_plane(ScaledComplex(image.b[j] * scale, image.exponent)));
    }
    trim(result.start.polynomial);
    zoom::displace(plan_, image, unit_, result);
    return result;
  }

 private:
  // In widths, from the largest slope, which is good to compare images of one square: an error
  // over 2^exponent is as much as a move of v by itself over the slope, and x + iy = kCorner v.
  static double displacement_of(const Image& image) {
    return (image.error + image.rounding()) / image.slope() * zoom::kCorner / 2.0;
  }

  // Near an attractor that takes the whole square: the image's radius is squared with every step.
  bool has_vanished() const {
    return image_.radius().log2() < 16.0 * std::min(start_radius_, 0.0) - 2000.0;
  }

  // In a rotation domain, or about a neutral fixed point, the image does not grow.
  bool has_stopped() {
    if (image_.steps < next_look_) return false;
    const double radius = image_.radius().log2();
    const bool stopped = radius < last_radius_ + 1.0;
    last_radius_ = radius;
    next_look_ = image_.steps + kPatience;
    return stopped;
  }

  // For a radius, by its binary logarithm.
  int bits_for(double log_radius) const {
    const double bits = effort_ * (kGuardBits + std::max(0.0, -log_radius));
    if (!(bits < kMostBits)) throw std::domain_error("width takes more than a million bits here");
    return static_cast<int>(bits);
  }

  bool step();
  Orbit::Step& take_step(int bits);
  bool choose_disc(Orbit::Step& step);
  const std::vector<MpComplex>* series(Orbit::Step& step, std::size_t order, int bits);
  bool find_terms(Orbit::Step& step, int bits, zoom::StepTerms& terms, std::int64_t& exponent,
                  Scaled& first);

  // Terms whose sum is below the rounding of the first.
  static void trim(std::vector<Complex>& polynomial) {
    double dropped = 0.0;
    double power = std::pow(zoom::kCorner, static_cast<double>(polynomial.size() - 1));
    while (polynomial.size() > 2) {
      dropped += std::abs(polynomial.back()) * power;
      if (dropped > 0x1p-60 * std::abs(polynomial[0])) break;
      power /= zoom::kCorner;
      polynomial.pop_back();
    }
  }

  const Plan& plan_;
  Orbit& orbit_;
  int unit_;
  RootSet roots_;
  int effort_;
  zoom::SphereMap map_;
  zoom::Ending ending_;
  Image image_;
  double start_radius_;
  double last_radius_ = -std::numeric_limits<double>::infinity();
  std::int64_t next_look_ = 0;
  Image best_;  // the last one whose displacement is about the least
  double best_displacement_ = std::numeric_limits<double>::infinity();
  bool constant_ = false;
  bool ended_ = false;
  int disc_ = -1;           // log2 of the radius of the disc for the remainder
  double variation_ = 0.0;  // of the step in it
};

Orbit::Step& Follower::take_step(int bits) {
  const auto k = static_cast<std::size_t>(image_.steps);
  std::vector<Orbit::Step>& steps = orbit_.steps;
  if (k >= steps.size() || steps[k].bits < bits) {
    steps.resize(k + 1);  // what comes after a step in fewer bits has fewer, too
    steps[k] = {map_.step(image_.place, bits), bits, {}, 0, 0, 0.0};
  }
  return steps[k];
}

const std::vector<MpComplex>* Follower::series(Orbit::Step& step, std::size_t order, int bits) {
  if (step.series.size() <= order || step.series_bits < bits) {
    auto found = map_.series(image_.place, step.next.image.inverse, order, bits);
    if (!found) return nullptr;
    step.series = std::move(*found);
    step.series_bits = bits;
  }
  return &step.series;
}

// The disc in which the remainder of the full order is least; for a tiny image, any.
bool Follower::choose_disc(Orbit::Step& step) {
  const zoom::Place& next = step.next.image;
  const double r = image_.radius().log2();
  if (r < kTiny && step.disc != 0) {
    disc_ = step.disc;
    variation_ = step.variation;
    return true;
  }
  double best = std::numeric_limits<double>::infinity();
  int chosen = 0;
  const int first = r < kTiny ? std::min(-1, disc_ + 2) : -1;
  for (int log_radius = first; log_radius > r + 0.5 && log_radius >= kLeastDisc; log_radius -= 2) {
    const double m = map_.variation(image_.place, next, std::ldexp(1.0, log_radius));
    if (!std::isfinite(m)) continue;
    const double left =
        std::log2(m) + (static_cast<double>(zoom::kOrder) + 1.0) * (r - log_radius) - r;
    if (left < best) {
      best = left;
      chosen = log_radius;
      variation_ = m;
    }
    if (left < -120.0 || left > best + 30.0) break;
  }
  if (best == std::numeric_limits<double>::infinity()) return false;
  disc_ = chosen;
  if (r < kTiny && disc_ > kTiny + 1.0) {
    step.disc = disc_;
    step.variation = variation_;
  }
  return true;
}

// As few terms as leave a negligible remainder, against the image after the step; more of them
// where the first ones vanish.
bool Follower::find_terms(Orbit::Step& step, int bits, zoom::StepTerms& terms,
                          std::int64_t& exponent, Scaled& first) {
  const double r = image_.radius().log2();
  const double q = r - disc_;
  const double log_variation = std::log2(variation_);
  std::size_t m = 1;
  const auto remainder = [&] { return log_variation + static_cast<double>(m + 1) * q; };
  while (m < zoom::kOrder && remainder() > r - 75.0) ++m;
  double most;
  const std::vector<MpComplex>* known;
  for (;;) {
    const int used = std::min(bits, kSeriesBits);
    known = series(step, m, used);
    if (known == nullptr) return false;
    first = scaled((*known)[1]).modulus();
    if (used < bits && !(Scaled(0x1p-40) < first)) {
      known = series(step, m, bits);
      if (known == nullptr) return false;
      first = scaled((*known)[1]).modulus();
    }
    const std::vector<MpComplex>& f = *known;
    most = -std::numeric_limits<double>::infinity();
    for (std::size_t j = 1; j <= m; ++j) {
      if (!is_zero(f[j])) {
        most = std::max(most, scaled(f[j]).modulus().log2() + static_cast<double>(j) * r);
      }
    }
    if (m >= zoom::kOrder || remainder() <= most + kNegligible) break;
    m = std::min(zoom::kOrder, 2 * m);
  }
  if (!std::isfinite(most)) return false;
  const std::vector<MpComplex>& f = *known;
  exponent = static_cast<std::int64_t>(std::floor(most));
  terms.f.assign(m + 1, Complex(0.0));
  for (std::size_t j = 1; j <= m; ++j) {
    const ScaledComplex c = scaled(f[j]);
    const auto shift = static_cast<std::int64_t>(j) * image_.exponent - exponent;
    terms.f[j] = ScaledComplex(c.mantissa, c.exponent + shift).value();
  }
  terms.q = std::exp2(q);
  terms.tail = std::exp2(remainder() - static_cast<double>(exponent)) / (1.0 - terms.q);
  return true;
}

// False where the polynomial ends.
bool Follower::step() {
  if (image_.place.inverse && !map_.leaves_plane()) return false;
  const Scaled radius = image_.radius();
  const int bits = bits_for(radius.log2());
  Orbit::Step& taken = take_step(bits);
  const zoom::SphereMap::Step& next = taken.next;
  if (!std::isfinite(next.rounding.mantissa)) return false;
  if (!choose_disc(taken)) return false;
  zoom::StepTerms terms;
  std::int64_t exponent = 0;
  Scaled first;
  if (!find_terms(taken, bits, terms, exponent, first)) return false;
  Image after = image_;
  after.place = next.image;
  after.steps = image_.steps + 1;
  zoom::compose(terms, exponent, after);
  if (!std::isfinite(after.size()) || !(after.size() > 0.0)) return false;
  // |F(Z + d) - F(Z)| <= |f_1| |d| + the sum of the other terms, by Cauchy.
  const Scaled disc(1.0, disc_);
  const double x = (image_.uncertainty / disc).value();
  const Scaled truncation = scaled(image_.place.value).modulus() * Scaled(1.0, 3 - bits);
  const Scaled before = image_.uncertainty + truncation;
  after.uncertainty =
      before * (first * (1.0 + 0x1p-10) + Scaled(variation_) / disc * (2.0 * x / (1.0 - x))) +
      next.rounding;
  switch (ending_.look(image_, after)) {
    case zoom::Verdict::none:
      break;
    case zoom::Verdict::all:
      ended_ = true;
      if (best_displacement_ > kGood) {
        best_ = image_;
        constant_ = true;
      }
      return true;
    case zoom::Verdict::some:
      if (best_displacement_ > kGood) {
        throw LevelLineError("a level line of the stop rule crosses the window");
      }
      return false;
  }
  image_ = std::move(after);
  return true;
}

}  // namespace

std::shared_ptr<Orbit> make_orbit() { return std::make_shared<Orbit>(); }

Approach approach(const Plan& plan, const ExactCoefficients& coefficients, const Square& square,
                  std::int64_t most, const std::function<void()>& interrupt, Orbit* orbit) {
  const double plain = zoom::plain_displacement(square);
  if (plain <= kEnough && log_width(square) >= unit_of(plan.problem().roots) - kNarrow) {
    return {{}, plain, plain};
  }
  for (int effort = 1;; effort *= 2) {
    Orbit own;
    Follower follower(plan, coefficients, square, effort,
                      orbit != nullptr && effort == 1 ? *orbit : own);
    if (follower.run(most, interrupt)) return follower.result();
  }
}

}  // namespace nb_cpp
