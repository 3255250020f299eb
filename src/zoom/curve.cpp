#include "zoom/curve.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "zoom/displacement.hpp"

namespace nb_cpp::zoom {

using numbers::ScaledComplex;

std::vector<Complex> in_square(const std::vector<Complex>& b) {
  std::vector<Complex> result = b;
  double scale = 1.0;  // kCorner^-j
  for (Complex& c : result) {
    c *= scale;
    scale /= kCorner;
  }
  return result;
}

std::optional<Curve> make_curve(const LocalFunction& function, const Image& image) {
  const double r = image.radius().log2();
  const double q = r - function.log_radius;
  if (!(q < 0.0) || !std::isfinite(function.variation)) return std::nullopt;
  StepTerms terms;
  const auto exponent = to_terms(function.c, kOrder, image, terms);
  if (!exponent) return std::nullopt;
  terms.q = std::exp2(q);
  terms.tail = std::exp2(std::log2(function.variation) + (kOrder + 1.0) * q -
                         static_cast<double>(*exponent)) /
               (1.0 - terms.q);
  Image values = image;
  compose(terms, *exponent, values);
  values.place.value = function.c[0];
  values.place.value.imag = numbers::MpFloat(0.0);
  values.uncertainty = image.uncertainty * scaled(function.c[1]).modulus() * 2.0;
  if (!std::isfinite(values.size()) || !(values.size() > 0.0)) return std::nullopt;
  const ScaledComplex middle = scaled(values.place.value);
  Curve curve;
  if (values.radius() * 2.0 < middle.modulus()) {
    curve.side = middle.mantissa.real() < 0.0 ? -1 : 1;
    return curve;
  }
  curve.polynomial = in_square(values.b);
  curve.polynomial[0] = ScaledComplex(middle.mantissa, middle.exponent - *exponent).value();
  curve.displacement = moved_by(values.b, values.error + values.rounding()) * kInWidths;
  return curve;
}

}  // namespace nb_cpp::zoom
