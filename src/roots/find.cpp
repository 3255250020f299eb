// Roots of a polynomial, each with a disc that provably holds it: double precision first, more
// bits only if that proof fails; then symmetry, merging and order. See docs/numerics.md.

#include "nb_cpp/roots.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

#include "roots/stages.hpp"

namespace nb_cpp {
namespace {

using roots::Enclosure;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSmallest = 0x1p-1000;
constexpr double kUlp = 0x1p-52;

double modulus(Complex z) noexcept {
  const double square = z.real() * z.real() + z.imag() * z.imag();
  return square > 0x1p-900 && square < 0x1p900 ? std::sqrt(square) : std::hypot(z.real(), z.imag());
}

// The larger component, at least modulus / sqrt(2).
double size(Complex z) noexcept { return std::max(std::fabs(z.real()), std::fabs(z.imag())); }

// A bound of the distance of a root from the value.
double reach(const Enclosure& e) noexcept {
  if (e.offset == Complex(0.0)) return e.radius;
  return std::nextafter((modulus(e.offset) + e.radius) * (1.0 + 4.0 * kUlp), kInfinity);
}

// True if the disc about a's value could hold roots of b.
bool touches(const Enclosure& a, const Enclosure& b) noexcept {
  const double gap = modulus((b.value - a.value) + b.offset);
  return !(gap * (1.0 - 8.0 * kUlp) - b.radius > reach(a));
}

// True if doubles cannot tell a from b. Nearly all pairs are so far apart that it is seen cheaply.
// The infinite disc of a root beyond the range of double is left out of account.
bool inseparable(const Enclosure& a, const Enclosure& b) noexcept {
  if (a.value == b.value) return true;
  if (std::isinf(a.radius) || std::isinf(b.radius)) return false;
  const double margin = size(a.offset) + size(b.offset) + a.radius + b.radius;
  if (size(b.value - a.value) > 4.0 * margin) return false;
  return touches(a, b) || touches(b, a);
}

enum class Axis { kReal, kImaginary };

double distance(Complex z, Axis axis) noexcept { return axis == Axis::kReal ? z.imag() : z.real(); }

Complex projection(Complex z, Axis axis) noexcept {
  return axis == Axis::kReal ? Complex(z.real(), 0.0) : Complex(0.0, z.imag());
}

Complex reflection(Complex z, Axis axis) noexcept {
  return axis == Axis::kReal ? std::conj(z) : -std::conj(z);
}

Enclosure reflection(const Enclosure& e, Axis axis) noexcept {
  return {reflection(e.value, axis), reflection(e.offset, axis), e.radius, e.multiplicity};
}

bool meets_own_image(const Enclosure& e, Axis axis) noexcept {
  const double off = std::fabs(distance(e.value, axis));
  if (std::isinf(e.radius)) return off <= kUlp * size(e.value);  // the root is out of range
  return off == 0.0 || (off <= 4.0 * (size(e.offset) + e.radius) && off <= reach(e));
}

// One enclosure for the roots of two.
Enclosure merged(const Enclosure& a, const Enclosure& b) noexcept {
  const double share = static_cast<double>(b.multiplicity) / (a.multiplicity + b.multiplicity);
  const Complex value = a.value + (b.value - a.value) * share;
  const double radius =
      std::max(modulus(a.value - value) + reach(a), modulus(b.value - value) + reach(b));
  return {value, {}, radius * (1.0 + 8.0 * kUlp), a.multiplicity + b.multiplicity};
}

// True if a and b cannot both be kept as they are.
bool collide(const Enclosure& a, const Enclosure& b, const std::vector<Axis>& axes) noexcept {
  return inseparable(a, b) || std::any_of(axes.begin(), axes.end(), [&](Axis axis) {
           return distance(a.value, axis) != 0.0 && meets_own_image(a, axis) &&
                  inseparable(reflection(a, axis), b);
         });
}

// Merges what doubles cannot tell apart, until every disc holds its own roots only. A disc that
// meets its mirror image in an axis of symmetry must hold both halves of each mirrored pair.
void merge_inseparable(std::vector<Enclosure>& found, const std::vector<Axis>& axes) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (std::size_t j = 0; j < found.size(); ++j) {
      if (i == j || !collide(found[i], found[j], axes)) continue;
      found[std::min(i, j)] = merged(found[i], found[j]);
      found.erase(found.begin() + static_cast<std::ptrdiff_t>(std::max(i, j)));
      i = 0;  // the larger disc may touch any other
      j = 0;
    }
  }
}

// Overwrites the enclosure nearest to the mirror image of `original` with that image.
void reflect_onto_nearest(const Enclosure& original, std::vector<Enclosure*>& candidates,
                          Axis axis) {
  const Enclosure image = reflection(original, axis);
  const auto nearest = std::min_element(
      candidates.begin(), candidates.end(), [&image](const Enclosure* a, const Enclosure* b) {
        return size(a->value - image.value) < size(b->value - image.value);
      });
  **nearest = image;
  candidates.erase(nearest);
}

// Makes exact the symmetry in an axis that the true roots are known to have. A disc that meets its
// mirror image, but no other disc, holds a symmetric set of roots, so its centre moves onto the
// axis and is no farther from them there; the other discs are mirrored pairs.
void symmetrise(std::vector<Enclosure>& found, Axis axis) {
  std::vector<const Enclosure*> positive;
  std::vector<Enclosure*> negative;
  positive.reserve(found.size());
  negative.reserve(found.size());
  for (Enclosure& e : found) {
    if (meets_own_image(e, axis)) {
      e.value = projection(e.value, axis);
      e.offset = projection(e.offset, axis);
    } else if (distance(e.value, axis) > 0.0) {
      positive.push_back(&e);
    } else {
      negative.push_back(&e);
    }
  }
  if (positive.size() != negative.size()) return;
  for (const Enclosure* original : positive) reflect_onto_nearest(*original, negative, axis);
}

// The axes in which the roots lie symmetrically for a reason visible in the coefficients.
std::vector<Axis> symmetry_axes(const Polynomial& polynomial) {
  if (!polynomial.is_real()) return {};
  if (!polynomial.is_even_or_odd()) return {Axis::kReal};
  return {Axis::kReal, Axis::kImaginary};
}

// Enclosures of all roots of coefficients whose first and last are not zero.
std::vector<Enclosure> enclose_roots(const std::vector<Complex>& coefficients,
                                     const std::vector<Axis>& axes,
                                     const roots::Interrupt& interrupt) {
  if (coefficients.size() < 2) return {};
  const std::vector<roots::Polar> start = roots::starting_points(coefficients);
  roots::FastResult fast = roots::solve_in_double(coefficients, start, interrupt);
  std::vector<Enclosure> found = std::move(fast.enclosures);  // far enough apart as they are
  const bool separated = !found.empty();
  if (!separated) {
    found = roots::solve_in_multiprecision(coefficients, fast.approximations, start, interrupt);
    merge_inseparable(found, axes);
  }
  for (const Axis axis : axes) symmetrise(found, axis);
  if (!separated) merge_inseparable(found, {});
  return found;
}

}  // namespace

RootSet find_roots(const Polynomial& polynomial, const std::function<void()>& interrupt) {
  if (polynomial.degree() > kMaxDegree) {
    throw std::invalid_argument("coefs must be of degree " + std::to_string(kMaxDegree) +
                                " or less, got degree " + std::to_string(polynomial.degree()));
  }
  std::vector<Complex> coefficients = polynomial.coefficients();
  while (coefficients.back() == Complex(0.0)) coefficients.pop_back();
  const int zeros = polynomial.degree() - static_cast<int>(coefficients.size() - 1);
  std::vector<Enclosure> found = enclose_roots(coefficients, symmetry_axes(polynomial), interrupt);
  if (zeros > 0) {
    const bool underflow = std::any_of(
        found.begin(), found.end(), [](const Enclosure& e) { return size(e.value) < kSmallest; });
    found.push_back({{}, {}, 0.0, zeros});
    if (underflow) merge_inseparable(found, {});
  }
  std::vector<Complex> values;
  values.reserve(found.size());
  for (const Enclosure& e : found) {
    values.push_back(e.value);
  }
  RootSet result;
  result.values.reserve(found.size());
  result.multiplicities.reserve(found.size());
  result.radii.reserve(found.size());
  for (const std::size_t i : canonical_order(values)) {
    const Enclosure& e = found[i];
    result.values.push_back(e.value + Complex(0.0));  // -0.0 + 0.0 is 0.0
    result.multiplicities.push_back(e.multiplicity);
    result.radii.push_back(reach(e));
  }
  return result;
}

// Real part ascending; within a run of real parts that differ by rounding only, imaginary part
// descending.
std::vector<std::size_t> canonical_order(const std::vector<Complex>& values) {
  const auto by_real = [&](std::size_t i, std::size_t j) {
    const Complex a = values[i];
    const Complex b = values[j];
    return a.real() != b.real() ? a.real() < b.real() : a.imag() > b.imag();
  };
  const auto by_imag = [&](std::size_t i, std::size_t j) {
    return values[i].imag() != values[j].imag() ? values[i].imag() > values[j].imag()
                                                : by_real(i, j);
  };
  const auto tied = [&](std::size_t i, std::size_t j) {
    const double larger = std::max(size(values[i]), size(values[j]));
    return values[j].real() - values[i].real() <= 4.0 * kUlp * larger;
  };
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), by_real);
  for (auto first = order.begin(); first != order.end();) {
    auto last = first + 1;
    while (last != order.end() && tied(*(last - 1), *last)) ++last;
    std::sort(first, last, by_imag);
    first = last;
  }
  return order;
}

}  // namespace nb_cpp
