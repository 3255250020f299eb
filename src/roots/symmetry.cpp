#include "roots/symmetry.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "numbers/doubles.hpp"

namespace nb_cpp::roots {
namespace {

using numbers::kInfinity;
using numbers::kUlp;
using numbers::largest_part;

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
  const double margin = largest_part(a.offset) + largest_part(b.offset) + a.radius + b.radius;
  if (largest_part(b.value - a.value) > 4.0 * margin) return false;
  return touches(a, b) || touches(b, a);
}

double distance(Complex z, Axis axis) noexcept { return axis == Axis::kReal ? z.imag() : z.real(); }

Complex projection(Complex z, Axis axis) noexcept {
  return axis == Axis::kReal ? Complex(z.real(), 0.0) : Complex(0.0, z.imag());
}

Complex reflection(Complex z, Axis axis) noexcept {
  return axis == Axis::kReal ? std::conj(z) : -std::conj(z);
}

Enclosure reflection(const Enclosure& e, Axis axis) noexcept {
  return {reflection(e.value, axis), reflection(e.offset, axis), e.radius, e.multiplicity,
          e.shared};
}

bool meets_own_image(const Enclosure& e, Axis axis) noexcept {
  const double off = std::fabs(distance(e.value, axis));
  if (std::isinf(e.radius)) return off <= kUlp * largest_part(e.value);  // the root is out of range
  return off == 0.0 || (off <= 4.0 * (largest_part(e.offset) + e.radius) && off <= reach(e));
}

// One enclosure for the roots of two.
Enclosure merged(const Enclosure& a, const Enclosure& b) noexcept {
  const double share = static_cast<double>(b.multiplicity) / (a.multiplicity + b.multiplicity);
  const Complex value = a.value + (b.value - a.value) * share;
  const double radius =
      std::max(modulus(a.value - value) + reach(a), modulus(b.value - value) + reach(b));
  return {value,
          {},
          radius * (1.0 + 8.0 * kUlp),
          a.multiplicity + b.multiplicity,
          a.shared || b.shared};
}

// True if a and b cannot both be kept as they are. Discs that are shared may overlap.
bool collide(const Enclosure& a, const Enclosure& b, const std::vector<Axis>& axes) noexcept {
  if (a.shared || b.shared) return a.value == b.value;
  return inseparable(a, b) || std::any_of(axes.begin(), axes.end(), [&](Axis axis) {
           return distance(a.value, axis) != 0.0 && meets_own_image(a, axis) &&
                  inseparable(reflection(a, axis), b);
         });
}

// Overwrites the enclosure nearest to the mirror image of `original` with that image.
void reflect_onto_nearest(const Enclosure& original, std::vector<Enclosure*>& candidates,
                          Axis axis) {
  const Enclosure image = reflection(original, axis);
  const auto nearest = std::min_element(
      candidates.begin(), candidates.end(), [&image](const Enclosure* a, const Enclosure* b) {
        return largest_part(a->value - image.value) < largest_part(b->value - image.value);
      });
  **nearest = image;
  candidates.erase(nearest);
}

// A disc that meets its mirror image, but no other disc, holds a symmetric set of roots, so its
// centre moves onto the axis and is no farther from them there; the other discs are mirrored pairs.
void symmetrise_separate(std::vector<Enclosure>& found, Axis axis) {
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

// A disc about `value` that contains e's.
Enclosure moved(const Enclosure& e, Complex value) noexcept {
  const double radius = (modulus(e.value - value) + reach(e)) * (1.0 + 8.0 * kUlp);
  return {value, {}, radius, e.multiplicity, true};
}

// The same where discs overlap, and nothing is known but what a union of them holds: it still holds
// that when every disc grows. Pairs are made from the smallest disc on.
void symmetrise_shared(std::vector<Enclosure>& found, Axis axis) {
  std::vector<Enclosure*> positive;
  std::vector<Enclosure*> negative;
  for (Enclosure& e : found) {
    const double off = distance(e.value, axis);
    if (off == 0.0) continue;
    (off > 0.0 ? positive : negative).push_back(&e);
  }
  std::sort(positive.begin(), positive.end(), [](const Enclosure* a, const Enclosure* b) {
    return a->radius != b->radius ? a->radius < b->radius : a < b;
  });
  for (Enclosure* e : positive) {
    const Complex image = reflection(e->value, axis);
    const auto gap = [&image](const Enclosure* other) { return modulus(other->value - image); };
    const auto nearest = std::min_element(
        negative.begin(), negative.end(),
        [&gap](const Enclosure* a, const Enclosure* b) { return gap(a) < gap(b); });
    const bool paired = nearest != negative.end() && (*nearest)->multiplicity == e->multiplicity &&
                        gap(*nearest) < std::fabs(distance(e->value, axis));
    if (!paired) {
      *e = moved(*e, projection(e->value, axis));
      continue;
    }
    **nearest = moved(**nearest, image);
    *e = moved(*e, e->value);
    e->radius = (*nearest)->radius = std::max(e->radius, (*nearest)->radius);
    negative.erase(nearest);
  }
  for (Enclosure* e : negative) *e = moved(*e, projection(e->value, axis));
}

}  // namespace

double modulus(Complex z) noexcept {
  const double square = z.real() * z.real() + z.imag() * z.imag();
  return square > 0x1p-900 && square < 0x1p900 ? std::sqrt(square) : std::hypot(z.real(), z.imag());
}

double reach(const Enclosure& e) noexcept {
  if (e.offset == Complex(0.0)) return e.radius;
  return std::nextafter((modulus(e.offset) + e.radius) * (1.0 + 4.0 * kUlp), kInfinity);
}

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

void symmetrise(std::vector<Enclosure>& found, Axis axis) {
  const bool shared =
      std::any_of(found.begin(), found.end(), [](const Enclosure& e) { return e.shared; });
  shared ? symmetrise_shared(found, axis) : symmetrise_separate(found, axis);
}

}  // namespace nb_cpp::roots
