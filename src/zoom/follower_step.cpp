// A step of the follower: the centre's, the step's series about it, and what that leaves out.

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "numbers/mpcomplex.hpp"
#include "zoom/follower.hpp"

namespace nb_cpp::zoom {

using numbers::MpComplex;
using numbers::Scaled;

namespace {

constexpr int kSeriesBits = 128;
constexpr double kTiny = -100;  // log2 of a radius

}  // namespace

Orbit::Step& Follower::take_step(Course& course, int bits) {
  const auto k = static_cast<std::size_t>(course.image.steps);
  std::vector<Orbit::Step>& steps = course.orbit->steps;
  if (k >= steps.size() || steps[k].bits < bits) {
    steps.resize(k + 1);  // what comes after a step in fewer bits has fewer, too
    steps[k] = {map_.step(course.image.place, bits), bits, {}, 0, 0, 0.0};
  }
  return steps[k];
}

const std::vector<MpComplex>* Follower::series(Course& course, Orbit::Step& step, std::size_t order,
                                               int bits) {
  if (step.series.size() <= order || step.series_bits < bits) {
    auto found = map_.series(course.image.place, step.next.image.inverse, order, bits);
    if (!found) return nullptr;
    step.series = std::move(*found);
    step.series_bits = bits;
  }
  return &step.series;
}

// The disc in which the remainder of the full order is least; for a tiny image, any. `of_all`: the
// step is taken as it is in all windows about this centre.
bool Follower::choose_disc(Course& course, Orbit::Step& step, bool of_all) {
  const zoom::Place& next = step.next.image;
  const double r = course.image.radius().log2();
  if (r < kTiny && step.disc != 0 && of_all) {
    course.disc = step.disc;
    course.variation = step.variation;
    course.left = -std::numeric_limits<double>::infinity();
    return true;
  }
  double best = std::numeric_limits<double>::infinity();
  int chosen = 0;
  const int first = r < kTiny && of_all ? std::min(-1, course.disc + 2) : -1;
  for (int log_radius = first; log_radius > r + 0.5 && log_radius >= kLeastDisc; log_radius -= 2) {
    const double m = map_.variation(course.image.place, next, std::ldexp(1.0, log_radius));
    if (!std::isfinite(m)) continue;
    const double left = std::log2(m) + (static_cast<double>(kOrder) + 1.0) * (r - log_radius) - r;
    if (left < best) {
      best = left;
      chosen = log_radius;
      course.variation = m;
    }
    if (left < -120.0 || left > best + 30.0) break;
  }
  course.left = best;
  if (best == std::numeric_limits<double>::infinity()) return false;
  course.disc = chosen;
  if (r < kTiny && chosen > kTiny + 1.0 && of_all) {
    step.disc = chosen;
    step.variation = course.variation;
  }
  return true;
}

// As few terms as leave a negligible remainder, against the image after the step; more of them
// where the first ones vanish. The exponent of the image after it, or nothing.
std::optional<std::int64_t> Follower::find_terms(Course& course, Orbit::Step& step, int bits,
                                                 StepTerms& terms, Scaled& first) {
  const double r = course.image.radius().log2();
  const double q = r - course.disc;
  const double log_variation = std::log2(course.variation);
  std::size_t m = 1;
  const auto remainder = [&] { return log_variation + static_cast<double>(m + 1) * q; };
  while (m < kOrder && remainder() > r - 75.0) ++m;
  for (;;) {
    const int used = std::min(bits, kSeriesBits);
    const std::vector<MpComplex>* known = series(course, step, m, used);
    if (known == nullptr) return std::nullopt;
    first = scaled((*known)[1]).modulus();
    if (used < bits && !(Scaled(0x1p-40) < first)) {
      known = series(course, step, m, bits);
      if (known == nullptr) return std::nullopt;
      first = scaled((*known)[1]).modulus();
    }
    const std::optional<std::int64_t> exponent = to_terms(*known, m, course.image, terms);
    if (m < kOrder && !(exponent && remainder() <= static_cast<double>(*exponent) + kNegligible)) {
      m = std::min(kOrder, 2 * m);
      continue;
    }
    if (!exponent) return std::nullopt;
    terms.q = std::exp2(q);
    terms.tail = std::exp2(remainder() - static_cast<double>(*exponent)) / (1.0 - terms.q);
    return exponent;
  }
}

std::optional<Image> Follower::image_after(Course& course, Orbit::Step& step, int bits) {
  const Image& image = course.image;
  StepTerms terms;
  Scaled first;
  const std::optional<std::int64_t> exponent = find_terms(course, step, bits, terms, first);
  if (!exponent) return std::nullopt;
  Image after = image;
  after.place = step.next.image;
  after.steps = image.steps + 1;
  compose(terms, *exponent, after);
  if (!std::isfinite(after.size()) || !(after.size() > 0.0)) return std::nullopt;
  // |F(Z + d) - F(Z)| <= |f_1| |d| + the sum of the other terms, by Cauchy.
  const Scaled disc(1.0, course.disc);
  const double x = (image.uncertainty / disc).value();
  const Scaled truncation = scaled(image.place.value).modulus() * Scaled(1.0, 3 - bits);
  const Scaled before = image.uncertainty + truncation;
  after.uncertainty =
      before * (first * (1.0 + 0x1p-10) + Scaled(course.variation) / disc * (2.0 * x / (1.0 - x))) +
      step.next.rounding;
  return after;
}

}  // namespace nb_cpp::zoom
