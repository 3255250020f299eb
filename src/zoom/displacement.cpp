#include "zoom/displacement.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "numbers/rational.hpp"
#include "zoom/model.hpp"
#include "zoom/noise.hpp"

namespace nb_cpp {

using numbers::MpFloat;
using numbers::ScaledComplex;

namespace {

constexpr double kUnit = 0x1p-53;
constexpr double kEnough = 0x1p-42;  // that nobody sees
constexpr int kSide = 8;
constexpr int kSamples = kSide * kSide;

// Of a square from -1 to 1 both ways.
Complex sample_point(int i) {
  const int column = i % kSide;
  const int row = i / kSide;
  return {(2.0 * column + 1.0) / kSide - 1.0, (2.0 * row + 1.0) / kSide - 1.0};
}

}  // namespace

namespace zoom {

// An 8 x 8 sample of the square: where the image has a slope, an error moves the picture by itself
// over the slope; where it has little, by no more than the root of itself over the curvature.
void displace(const Plan& plan, const Image& image, int unit, Approach& result) {
  const double error = image.error + image.rounding();
  double most = 0.0;
  std::vector<Sample> samples;
  for (int i = 0; i < kSamples; ++i) {
    const Complex u = sample_point(i);
    const Complex v = u / kCorner;
    Complex value = 0.0;
    Complex slope = 0.0;
    Complex curvature = 0.0;  // over 2
    for (std::size_t j = kOrder + 1; j-- > 0;) {
      curvature = product(curvature, v) + slope;
      slope = product(slope, v) + value;
      value = product(value, v) + image.b[j];
    }
    const double by_slope = 2.0 * error / std::abs(slope);
    const double by_curvature = 2.0 * std::sqrt(error / std::abs(curvature));
    most = std::max(most, std::min(by_slope, by_curvature));
    const Complex at =
        scaled(image.place.value).value() + ScaledComplex(value, image.exponent).value();
    const double scale = numbers::shift_exponent(1.0, image.exponent);
    const Complex z = image.place.inverse ? 1.0 / at : at;
    const double turned = image.place.inverse ? std::norm(z) : 1.0;
    samples.push_back({Complex(std::ldexp(z.real(), unit), std::ldexp(z.imag(), unit)),
                       std::ldexp(std::abs(slope) * scale * turned, unit)});
  }
  result.start_displacement = most * kCorner / 2.0;
  result.displacement = (most + noise(plan, samples)) * kCorner / 2.0;
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
  return kUnit * most;
}

}  // namespace zoom

double displacement(const Plan& plan, const Extent& extent, double columns, double rows) {
  const double width = (extent.right - extent.left) / columns;
  const double height = (extent.top - extent.bottom) / rows;
  const double x = std::max(std::fabs(extent.left), std::fabs(extent.right));
  const double y = std::max(std::fabs(extent.bottom), std::fabs(extent.top));
  const double own = kUnit * std::max(x / width, y / height);
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
