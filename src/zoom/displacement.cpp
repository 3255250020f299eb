#include "zoom/displacement.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "numbers/doubles.hpp"
#include "numbers/environment.hpp"
#include "numbers/rational.hpp"
#include "zoom/model.hpp"
#include "zoom/noise.hpp"

namespace nb_cpp {

using numbers::kUnitRoundoff;
using numbers::MpFloat;
using numbers::ScaledComplex;

namespace {

constexpr double kEnough = 0x1p-42;  // that nobody sees
constexpr int kSide = 8;
constexpr int kSamples = kSide * kSide;

// Of a square from -1 to 1 both ways.
Complex sample_point(int i) {
  const int column = i % kSide;
  const int row = i / kSide;
  return {(2.0 * column + 1.0) / kSide - 1.0, (2.0 * row + 1.0) / kSide - 1.0};
}

struct Local {
  Complex value, slope, curvature;  // the latter over 2
};

Local local(const std::vector<Complex>& b, Complex v) {
  Local at{};
  for (std::size_t j = b.size(); j-- > 0;) {
    at.curvature = zoom::product(at.curvature, v) + at.slope;
    at.slope = zoom::product(at.slope, v) + at.value;
    at.value = zoom::product(at.value, v) + b[j];
  }
  return at;
}

}  // namespace

namespace zoom {

// Where the image has a slope, an error moves the picture by itself over the slope; where it has
// little, by no more than the root of itself over the curvature.
double moved_by(const std::vector<Complex>& b, double error) {
  double most = 0.0;
  for (int i = 0; i < kSamples; ++i) {
    const Local at = local(b, sample_point(i) / kCorner);
    const double by_slope = 2.0 * error / std::abs(at.slope);
    const double by_curvature = 2.0 * std::sqrt(error / std::abs(at.curvature));
    most = std::max(most, std::min(by_slope, by_curvature));
  }
  return most;
}

double noise_of(const Plan& plan, const Image& image, int unit) {
  std::vector<Sample> samples;
  for (int i = 0; i < kSamples; ++i) {
    const Local here = local(image.b, sample_point(i) / kCorner);
    const Complex at =
        scaled(image.place.value).value() + ScaledComplex(here.value, image.exponent).value();
    const double scale = numbers::shift_exponent(1.0, image.exponent);
    const Complex z = image.place.inverse ? 1.0 / at : at;
    const double turned = image.place.inverse ? std::norm(z) : 1.0;
    samples.push_back({Complex(std::ldexp(z.real(), unit), std::ldexp(z.imag(), unit)),
                       std::ldexp(std::abs(here.slope) * scale * turned, unit)});
  }
  return noise(plan, samples);
}

// What tells the square's points apart in the plane as it is.
double plain_displacement(const Square& square) {
  const auto number = [](const Rational& x) {
    return numbers::quotient(x.numerator, x.denominator, 128);
  };
  const MpFloat width = number(square.width);
  double most = 0.0;
  for (const MpFloat& x : {number(square.real), number(square.imag)}) {
    const MpFloat ratio = x / width;
    most = std::max(most, std::fabs(ratio.value()) + 0.5);
  }
  return kUnitRoundoff * most;
}

}  // namespace zoom

double displacement(const Plan& plan, const Extent& extent, double columns, double rows) {
  const numbers::StandardEnvironment environment;
  const double width = (extent.right - extent.left) / columns;
  const double height = (extent.top - extent.bottom) / rows;
  const double x = std::max(std::fabs(extent.left), std::fabs(extent.right));
  const double y = std::max(std::fabs(extent.bottom), std::fabs(extent.top));
  const double own = kUnitRoundoff * std::max(x / width, y / height);
  if (own <= kEnough * 512.0) return own;
  const Complex middle(0.5 * (extent.left + extent.right), 0.5 * (extent.bottom + extent.top));
  std::vector<zoom::Sample> samples;
  for (int i = 0; i < kSamples; ++i) {
    const Complex u = 0.5 * sample_point(i);
    samples.push_back({middle + Complex(u.real() * (extent.right - extent.left),
                                        u.imag() * (extent.top - extent.bottom)),
                       1.0});
  }
  return own + zoom::noise(plan, samples) / std::min(width, height);
}

}  // namespace nb_cpp
