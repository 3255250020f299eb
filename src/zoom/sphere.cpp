#include "zoom/sphere.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "maps/rows.hpp"
#include "maps/taylor.hpp"
#include "nb_cpp/methods.hpp"
#include "numbers/doubles.hpp"
#include "numbers/rational.hpp"
#include "zoom/rings.hpp"

namespace nb_cpp::zoom {

using maps::Series;
using numbers::MpComplex;
using numbers::MpFloat;
using numbers::Scaled;

namespace {

constexpr std::size_t kFactors = 8;  // p, p', ... in a product of a step's formula, at most
constexpr double kFar = 4.0;         // roots' moduli, from which on a point is in the chart w

// With no more bits than say all of it.
MpFloat shortened(const MpFloat& x) {
  const MpFloat head = x.with_bits(MpFloat::kLeastBits);
  return head == x ? head : x;
}

std::vector<MpComplex> to_bits(const ExactCoefficients& exact, int unit, int bits) {
  std::vector<MpComplex> result;
  auto power = static_cast<std::int64_t>(exact.numerators.size()) - 1;
  for (const GaussianInteger& c : exact.numerators) {
    const std::int64_t shift = unit * (power - 1);
    const auto part = [&](const Integer& x) {
      return shortened(numbers::quotient(x, exact.denominator, bits)).times_power_of_two(shift);
    };
    result.emplace_back(part(c.real), part(c.imag));
    --power;
  }
  return result;
}

std::int64_t largest_exponent(const std::vector<MpComplex>& values) {
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  for (const MpComplex& z : values) {
    if (!is_zero(z)) most = std::max(most, scaled(z).exponent);
  }
  return most;
}

// Coefficients about x = 1 of the form whose coefficients are c_k w^k: p <- p (1 + t) + c_k w^k.
template <class T, class C>
std::vector<T> form_about_one(const std::vector<C>& coefficients, const T& w, const T& zero,
                              const T& one, std::size_t count) {
  std::vector<T> p(std::min(count, coefficients.size()), zero);
  T power = one;
  for (std::size_t k = 0; k < coefficients.size(); ++k) {
    for (std::size_t j = std::min(k, p.size() - 1); j > 0; --j) p[j] = p[j] + p[j - 1];
    p[0] = p[0] + T(coefficients[k]) * power;
    if (k + 1 < coefficients.size()) power = power * w;
  }
  return p;
}

// All of a polynomial's coefficients about a point, over a disc.
Model over_disc(const std::vector<MpComplex>& c, double radius) {
  Model result;
  double power = 1.0;
  double size = 0.0;
  for (std::size_t j = 0; j < c.size(); ++j) {
    const Complex term = power * scaled(c[j]).value();
    size += modulus(term);
    if (j < kModelTerms) {
      result.c[j] = term;
    } else {
      result.rest += modulus(term);
    }
    power *= radius;
  }
  result.rest += size * kModelRounding;
  return result;
}

Series<MpComplex> linear(const MpComplex& start, double slope, std::size_t order) {
  Series<MpComplex> result{std::vector<MpComplex>(order + 1)};
  result.c[0] = start;
  if (order > 0) result.c[1] = MpComplex(slope);
  return result;
}

}  // namespace

SphereMap::SphereMap(maps::Iteration iteration, const ExactCoefficients& coefficients, int unit,
                     double largest_root, int bits)
    : exact_(coefficients),
      unit_(unit),
      iteration_(std::move(iteration)),
      form_(iteration_),
      far_(kFar * std::max(1.0, largest_root)) {
  read(bits);
  if (leaves_plane()) {
    value_unit_ = largest_exponent(all_);
    read(bits);
  }
  round_to(bits);
  if (iteration_.method == maps::rows::nova) {
    Complex& c = iteration_.parameters[1];
    c = {std::ldexp(c.real(), -unit), std::ldexp(c.imag(), -unit)};
    added_ = c;
    form_.method = maps::rows::newton;
    form_.parameters.resize(1);
  }
  for (const MpComplex& c : all_) {
    double_.push_back(scaled(c).value());
    moduli_.push_back(modulus(double_.back()));
  }
}

bool SphereMap::leaves_plane() const noexcept {
  return iteration_.method != maps::rows::steffensen;
}

std::size_t SphereMap::needed(std::size_t order) const {
  constexpr std::size_t kAll = 1'000'000;  // where a step evaluates p at a second point
  constexpr std::size_t kDerivatives[] = {
#define NB_CPP_METHOD(name, derivatives, order, evaluations, ...) \
  (derivatives) + 1 < (evaluations) ? kAll : std::size_t{derivatives},
#include "nb_cpp/methods.def"
#undef NB_CPP_METHOD
  };
  return std::min(maps::coefficients_for(iteration_, order),
                  order + kDerivatives[iteration_.method] + 1);
}

void SphereMap::read(int bits) {
  all_bits_ = bits;
  all_ = to_bits(exact_, unit_, bits);
  for (MpComplex& c : all_) c = c.times_power_of_two(-value_unit_);
  coefficients_ = all_;
}

// Arithmetic has the precision of the more precise operand.
void SphereMap::round_to(int bits) {
  if (bits == bits_) return;
  if (bits > all_bits_) read(2 * bits);
  bits_ = bits;
  for (std::size_t k = 0; k < all_.size(); ++k) {
    const auto part = [&](const MpFloat& x) { return x.bits() > bits ? x.with_bits(bits) : x; };
    coefficients_[k] = {part(all_[k].real), part(all_[k].imag)};
  }
}

std::vector<MpComplex> SphereMap::about(const MpComplex& z, std::size_t count) const {
  std::vector<MpComplex> p(std::min(count, coefficients_.size()));
  for (std::size_t k = 0; k < coefficients_.size(); ++k) {
    for (std::size_t j = std::min(k, p.size() - 1); j > 0; --j) p[j] = p[j] * z + p[j - 1];
    p[0] = p[0] * z + coefficients_[k];
  }
  return p;
}

std::vector<MpComplex> SphereMap::values(const MpComplex& z, std::size_t order, int bits) {
  round_to(bits);
  return about(z.with_bits(bits), order + 1);
}

std::vector<Series<MpComplex>> SphereMap::form(const Place& place, std::size_t order) const {
  std::vector<Series<MpComplex>> coefficients;
  coefficients.reserve(coefficients_.size());
  for (const MpComplex& c : coefficients_) coefficients.push_back(linear(c, 0.0, order));
  return form_about_one(coefficients, linear(place.value, 1.0, order), linear(0.0, 0.0, order),
                        linear(1.0, 0.0, order), maps::coefficients_for(form_, 0));
}

std::vector<Model> SphereMap::models(const Place& place, double wide) const {
  const Complex at = scaled(place.value).value();
  if (place.inverse) {
    Model w(at);
    w.c[1] = wide;
    std::vector<Model> coefficients(double_.begin(), double_.end());
    for (std::size_t k = 0; k < double_.size(); ++k)
      coefficients[k].rest = numbers::kUlp * moduli_[k];
    return form_about_one(coefficients, w, Model(0.0), Model(1.0),
                          maps::coefficients_for(form_, 0));
  }
  const Local local = about(at);
  std::vector<Model> p;
  p.reserve(local.p.size());
  for (std::size_t j = 0; j < local.p.size(); ++j) {
    p.emplace_back(local.p[j], rounding() * local.size[j]);
  }
  return p;
}

namespace {

// What a step's formula is in a ring, which takes the root along the direction if there is one.
template <class Ring, class Visit, class... Arguments>
void visit_step(const maps::Iteration& iteration, maps::Terms terms,
                std::optional<Complex> direction, const Visit& visit, Arguments&&... arguments) {
  const auto in = [&](auto& ring) {
    const maps::Fraction step =
        maps::step_formula(iteration.method, ring, iteration.degree, iteration.parameters, terms);
    visit(ring[step.above], ring[step.below]);
  };
  if (direction) {
    AlongRing<Ring> ring(*direction, std::forward<Arguments>(arguments)...);
    in(ring);
  } else {
    Ring ring(std::forward<Arguments>(arguments)...);
    in(ring);
  }
}

}  // namespace

SphereMap::Parts SphereMap::parts(const Place& place, std::size_t order) const {
  Parts result;
  if (!place.inverse) {
    std::vector<MpComplex> p = about(place.value, needed(order));
    if (direction_) {
      visit_step<maps::SeriesRing<MpComplex>>(
          iteration_, maps::Terms::plain, direction_,
          [&](const auto& above, const auto& below) {
            result = {linear(place.value, 1.0, order) * below - above, below};
          },
          std::move(p), order, iteration_.branch);
      return result;
    }
    if (is_zero(p[1]) && p.size() < double_.size()) p = about(place.value, double_.size());
    auto step = maps::step_fraction(iteration_, p, order);
    result = {{std::move(step.numerator)}, {std::move(step.denominator)}};
    result.above = result.above + place.value * result.below;
    return result;
  }
  visit_step<FormRing>(
      form_, maps::Terms::plain, direction_,
      [&](const auto& above, const auto& below) {
        result = {below - above, linear(place.value, 1.0, order) * below};
      },
      form(place, order), order, form_.branch);
  if (added_ != Complex(0.0)) result.above = result.above + MpComplex(added_) * result.below;
  return result;
}

SphereMap::Step SphereMap::step(const Place& place, int bits) {
  round_to(bits);
  const Place start{place.value.with_bits(bits), place.inverse};
  const Parts f = parts(start, 0);
  const MpComplex& above = f.above.c[0];
  const MpComplex& below = f.below.c[0];
  const Scaled upper = scaled(above).modulus();
  const Scaled lower = scaled(below).modulus();
  const bool inverse = leaves_plane() && !(upper < lower * far_);
  const MpComplex& denominator = inverse ? above : below;
  if (is_zero(denominator)) return {start, Scaled(kUnknown)};
  const Place image{(inverse ? below : above) / denominator, inverse};
  return {image, rounding(start, image, inverse ? upper : lower, bits)};
}

SphereMap::Local SphereMap::about(Complex z) const {
  return {maps::taylor(double_, z, double_.size()), [&] {
            std::vector<double> size(double_.size());
            const double r = modulus(z);
            for (std::size_t k = 0; k < moduli_.size(); ++k) {
              for (std::size_t j = std::min(k, size.size() - 1); j > 0; --j) {
                size[j] = size[j] * r + size[j - 1];
              }
              size[0] = size[0] * r + moduli_[k];
            }
            return size;
          }()};
}

double SphereMap::rounding() const noexcept {
  return 8.0 * (degree() + 3.0) * numbers::kUnitRoundoff;
}

// Of numerator and denominator together at most: each of the operations on the way loses 2^(5 -
// bits) of what its terms' moduli add up to. And what the place lost as it was truncated.
Scaled SphereMap::rounding(const Place& place, const Place& image, const Scaled& denominator,
                           int bits) const {
  const Complex at = scaled(place.value).value();
  std::vector<Sized> p;
  if (place.inverse) {
    std::vector<Sized> coefficients;
    coefficients.reserve(double_.size());
    for (std::size_t k = 0; k < double_.size(); ++k) {
      coefficients.emplace_back(double_[k], moduli_[k]);
    }
    p = form_about_one(coefficients, Sized(at), Sized(0.0), Sized(1.0),
                       maps::coefficients_for(form_, 0));
  } else {
    const Local local = about(at);
    p.reserve(needed(0));
    for (std::size_t j = 0; j < needed(0); ++j) p.emplace_back(local.p[j], local.size[j]);
  }
  SizeRing ring(std::move(p));
  const maps::Iteration& iteration = place.inverse ? form_ : iteration_;
  const maps::Fraction step = maps::step_formula(iteration.method, ring, iteration.degree,
                                                 iteration.parameters, maps::Terms::plain);
  const Scaled below = ring[step.below].size;
  const Scaled above = ring[step.above].size;
  const Scaled size = scaled(place.value).modulus();
  const Scaled of_image = scaled(image.value).modulus();
  // As z: the numerator and the denominator.
  const Scaled upper =
      place.inverse ? below + above + size * below * modulus(added_) : size * below + above;
  const Scaled lower = place.inverse ? size * below : below;
  const double operations = 32.0 * (16.0 * degree() + 64.0);
  // Without a factor that is 0 here.
  if (above.mantissa == 0.0 && below.mantissa == 0.0)
    return of_image * operations * Scaled(1.0, -bits);
  const Scaled lost = image.inverse ? lower + of_image * upper : upper + of_image * lower;
  return lost * operations * Scaled(1.0, -bits) / denominator;
}

std::optional<std::vector<MpComplex>> SphereMap::series(const Place& place, bool to_inverse,
                                                        std::size_t order, int bits) {
  round_to(bits);
  Parts f = parts({place.value.with_bits(bits), place.inverse}, order);
  auto result = to_inverse ? maps::quotient(std::move(f.below), f.above)
                           : maps::quotient(std::move(f.above), f.below);
  if (!result) return std::nullopt;
  return std::move(result->c);
}

// Powers of p' in a two-point step's parts vary much more than their quotient does.
double SphereMap::variation(const Place& place, const Place& image, double radius) const {
  const double plain = variation(place, image, radius, maps::Terms::plain);
  if (needed(0) < double_.size() || !leaves_plane()) return plain;
  return std::min(plain, variation(place, image, radius, maps::Terms::over_slope));
}

double SphereMap::variation(const Place& place, const Place& image, double radius,
                            maps::Terms terms) const {
  const Complex at = scaled(place.value).value();
  const Complex to = scaled(image.value).value();
  const double wide = radius + numbers::kUlp * modulus(at);
  Model z;
  z.c[0] = at;
  z.c[1] = wide;
  Model above;
  Model below;
  if (place.inverse) {
    visit_step<ModelRing>(
        form_, terms, direction_,
        [&](const Model& upper, const Model& lower) {
          above = lower - upper;
          below = z * lower;
        },
        models(place, wide), 0.0);
    if (added_ != Complex(0.0)) above = above + Model(added_) * below;
  } else {
    visit_step<ModelRing>(
        iteration_, terms, direction_,
        [&](const Model& upper, const Model& lower) {
          below = lower;
          above = z * lower - upper;
        },
        models(place, wide), wide);
  }
  if (!place.inverse && !(least(image.inverse ? above : below) > 0.0) && has_common_zero(place)) {
    const auto step = maps::step_fraction(iteration_, about(place.value, double_.size()),
                                          kFactors * double_.size());
    below = over_disc(step.denominator, wide);
    above = over_disc(step.numerator, wide) + Model(at) * below;
  }
  const Model& divisor = image.inverse ? above : below;
  const Model& dividend = image.inverse ? below : above;
  const double low = least(divisor);
  if (!(low > 0.0)) return kUnknown;
  const double most = largest(dividend - Model(to) * divisor) / low + numbers::kUlp * modulus(to);
  return std::isfinite(most) ? most : kUnknown;
}

// Where p' has a zero exactly, numerator and denominator of a step may both be 0. They are known
// without their common factor if they are polynomials of moderate degree.
bool SphereMap::has_common_zero(const Place& place) const {
  if (needed(0) >= double_.size() || has_cut()) return false;
  const Local local = about(scaled(place.value).value());
  return modulus(local.p[1]) <= rounding() * local.size[1] && is_zero(about(place.value, 2)[1]);
}

}  // namespace nb_cpp::zoom
