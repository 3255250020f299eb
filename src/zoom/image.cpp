#include "zoom/image.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "numbers/doubles.hpp"
#include "zoom/model.hpp"

namespace nb_cpp::zoom {
namespace {

double sum_of_moduli(const std::vector<Complex>& values, std::size_t from = 0) {
  double sum = 0.0;
  for (std::size_t j = from; j < values.size(); ++j) sum += modulus(values[j]);
  return sum;
}

}  // namespace

double Image::size() const { return sum_of_moduli(b) + error; }

double Image::slope() const {
  double sum = 0.0;
  for (std::size_t j = 1; j < b.size(); ++j) sum += static_cast<double>(j) * modulus(b[j]);
  return sum;
}

// Rounding of the place, of the coefficients, and of Horner's rule and, in the chart w, of 1/w.
double Image::rounding() const {
  const numbers::Scaled at = scaled(place.value).modulus();
  const double here = numbers::shift_exponent(at.mantissa, at.exponent - exponent);
  double terms = 0.0;
  for (std::size_t j = 1; j < b.size(); ++j) {
    terms += (2.0 * static_cast<double>(j) + 4.0) * modulus(b[j]);
  }
  const double known =
      numbers::shift_exponent(uncertainty.mantissa, uncertainty.exponent - exponent);
  return numbers::kUnitRoundoff * ((place.inverse ? 6.0 : 2.0) * here + terms) + known;
}

std::optional<std::int64_t> to_terms(const std::vector<numbers::MpComplex>& f, std::size_t m,
                                     const Image& image, StepTerms& terms) {
  const double r = image.radius().log2();
  double most = -std::numeric_limits<double>::infinity();
  for (std::size_t j = 1; j <= m; ++j) {
    if (is_zero(f[j])) continue;
    most = std::max(most, scaled(f[j]).modulus().log2() + static_cast<double>(j) * r);
  }
  if (!std::isfinite(most)) return std::nullopt;
  const auto exponent = static_cast<std::int64_t>(std::floor(most));
  terms.f.assign(m + 1, Complex(0.0));
  for (std::size_t j = 1; j <= m; ++j) {
    const numbers::ScaledComplex c = scaled(f[j]);
    const auto shift = static_cast<std::int64_t>(j) * image.exponent - exponent;
    terms.f[j] = numbers::ScaledComplex(c.mantissa, c.exponent + shift).value();
  }
  return exponent;
}

// Powers of b are cut at the order; what is cut from one is missing in the next ones, too.
void compose(const StepTerms& step, std::int64_t exponent, Image& image) {
  const std::size_t m = step.f.size() - 1;
  const double most = image.size();
  double expansion = 0.0;
  double rounded = 0.0;  // what is lost of the sum of f_j b^j, over the unit
  double power = 1.0;
  for (std::size_t j = 1; j <= m; ++j) {
    expansion += static_cast<double>(j) * modulus(step.f[j]) * power;
    power *= most;
    rounded += (j == 1 ? 6.0 : 24.0 * static_cast<double>(j)) * modulus(step.f[j]) * power;
  }
  std::vector<Complex> result(kOrder + 1);
  std::vector<Complex> powers = image.b;
  double missing = 0.0;  // of b^j
  double cut = 0.0;
  const double size = sum_of_moduli(image.b);
  for (std::size_t j = 1; j <= m; ++j) {
    for (std::size_t i = 0; i <= kOrder; ++i) result[i] += product(step.f[j], powers[i]);
    cut += modulus(step.f[j]) * missing;
    if (j == m) break;
    std::vector<Complex> next(kOrder + 1);
    double beyond = 0.0;
    for (std::size_t i = 1; i <= kOrder; ++i) {
      if (powers[i] == Complex(0.0)) continue;
      for (std::size_t k = 1; k <= kOrder; ++k) {
        if (i + k <= kOrder) {
          next[i + k] += product(powers[i], image.b[k]);
        } else {
          beyond += modulus(powers[i]) * modulus(image.b[k]);
        }
      }
    }
    missing = missing * size + beyond;
    powers = std::move(next);
  }
  const auto order = static_cast<double>(m);
  const double tail_slope = (order + 1.0) * step.tail / (most * (1.0 - step.q));
  image.error =
      (expansion + tail_slope) * image.error + step.tail + cut + numbers::kUnitRoundoff * rounded;
  image.error *= 1.0 + 0x1p-40;
  image.b = std::move(result);
  image.exponent = exponent;
}

}  // namespace nb_cpp::zoom
