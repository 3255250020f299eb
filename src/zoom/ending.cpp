#include "zoom/ending.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "numbers/doubles.hpp"
#include "plan/plan.hpp"
#include "zoom/model.hpp"

namespace nb_cpp::zoom {

using numbers::Scaled;

namespace {

Scaled at_least(const Scaled& a, const Scaled& b) {  // a - b, or 0
  if (!(b < a)) return Scaled(0.0);
  const std::int64_t shift = std::max<std::int64_t>(b.exponent - a.exponent, -1000);
  return Scaled(a.mantissa - std::ldexp(b.mantissa, static_cast<int>(shift)), a.exponent);
}

}  // namespace

Ending::Ending(const Plan& plan, const RootSet& roots, int unit, SphereMap& map)
    : stop_(plan.problem().stop),
      from_roots_(plan.from_roots()),
      never_(plan.method().adds_length()),
      roots_(roots),
      map_(map) {
  const Problem& problem = plan.problem();
  const std::int64_t scale = stop_ == Stop::residual ? unit + map.value_unit() : unit;
  tolerance_ = Scaled(problem.tolerance, -scale);
  const std::int64_t top = std::int64_t{unit} * (problem.polynomial.degree() - 1);
  leading_ = numbers::shift_exponent(std::abs(problem.polynomial.coefficients().front()),
                                     top - map.value_unit());
  for (std::size_t i = 0; i < roots.values.size(); ++i) {
    largest_root_ = std::max(largest_root_, std::abs(roots.values[i]));
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < roots.values.size(); ++j) {
      if (j != i) nearest = std::min(nearest, std::abs(roots.values[i] - roots.values[j]));
    }
    distances_.push_back(nearest);
  }
}

Verdict Ending::look(const Image& before, const Image& after) const {
  if (never_) return Verdict::none;
  switch (stop_) {
    case Stop::residual:
      return by_residual(after);
    case Stop::step:
      return by_step(before, after);
    case Stop::root:
      return by_root(after);
  }
  return Verdict::some;  // not reached
}

Ending::Value Ending::value_about(Complex at, double distance) const {
  Value value{0.0, 0.0, 0.0};
  double size = 0.0;
  if (from_roots_) {
    value.here = size = leading_;
    for (std::size_t i = 0; i < roots_.values.size(); ++i) {
      const double apart = modulus(at - roots_.values[i]);
      value.here *= std::pow(apart, roots_.multiplicities[i]);
      size *= std::pow(apart + distance, roots_.multiplicities[i]);
    }
    // Beyond a double's range nothing is told.
    value.change = size > 0.0 ? size - value.here : std::numeric_limits<double>::infinity();
  } else {
    const SphereMap::Local p = map_.about(at);
    for (std::size_t j = p.size.size(); j-- > 0;) size = size * distance + p.size[j];
    value.here = modulus(p.p[0]);
    double power = 1.0;
    for (std::size_t j = 1; j < p.p.size(); ++j) {
      power *= distance;
      value.change += modulus(p.p[j]) * power;
    }
  }
  value.lost = 16.0 * (map_.degree() + 9.0) * numbers::kUnitRoundoff * size;
  return value;
}

Verdict Ending::by_residual(const Image& after) const {
  const Complex at = scaled(after.place.value).value();
  const double r = after.radius().value();
  const double n = map_.degree();
  if (after.place.inverse) {
    // |z| is large: |p| is the leading coefficient's times the distances from the roots.
    const double nearest = 1.0 / (modulus(at) + r) - largest_root_;
    const double log_value = std::log2(leading_) + n * std::log2(nearest);
    return nearest > 0.0 && log_value > tolerance_.log2() + 1.0 ? Verdict::none : Verdict::some;
  }
  const double wide = r + kMoved * modulus(at);
  const Value p = value_about(at, wide);
  // In a root's disc the rule holds where p may be rounding, too.
  bool near_root = false;
  for (std::size_t i = 0; i < roots_.values.size(); ++i) {
    near_root = near_root || modulus(at - roots_.values[i]) < 0.5 * distances_[i] + wide;
  }
  const Scaled floor = Scaled(near_root ? 2.0 * p.lost : 0.0);
  const Scaled threshold = floor < tolerance_ ? tolerance_ : floor;
  const double low = p.here - p.change - p.lost;
  if (low > 0.0 && threshold < Scaled(low)) return Verdict::none;
  const double high = p.here + p.change + p.lost;
  return std::isfinite(high) && Scaled(high) <= tolerance_ ? Verdict::all : Verdict::some;
}

Verdict Ending::by_root(const Image& after) const {
  const Complex at = scaled(after.place.value).value();
  const double r = after.radius().value();
  if (after.place.inverse) {
    const double nearest = 1.0 / (modulus(at) + r) - largest_root_;
    return nearest > 0.0 && tolerance_ < Scaled(0.5 * nearest) ? Verdict::none : Verdict::some;
  }
  const double wide = r + kMoved * modulus(at);
  double nearest = std::numeric_limits<double>::infinity();
  for (const Complex root : roots_.values) nearest = std::min(nearest, modulus(at - root));
  if (nearest > wide && tolerance_ < Scaled(nearest - wide)) return Verdict::none;
  return Scaled(nearest + wide) <= tolerance_ ? Verdict::all : Verdict::some;
}

// In the chart w the step is as long as |w - w'| / |w w'|.
Verdict Ending::by_step(const Image& before, const Image& after) const {
  const Scaled r = before.radius() + after.radius();
  const Scaled sizes[] = {scaled(before.place.value).modulus() + before.radius(),
                          scaled(after.place.value).modulus() + after.radius()};
  if (!before.place.inverse && !after.place.inverse) {
    const Scaled moved = scaled(before.place.value - after.place.value).modulus();
    const Scaled wide = r + (sizes[0] + sizes[1]) * kMoved;
    if (tolerance_ < at_least(moved, wide) * 0.5) return Verdict::none;
    return moved + wide <= tolerance_ ? Verdict::all : Verdict::some;
  }
  if (before.place.inverse && after.place.inverse) {
    const Scaled moved = scaled(before.place.value - after.place.value).modulus();
    const Scaled wide = r + (sizes[0] + sizes[1]) * kMoved;
    const Scaled length = at_least(moved, wide) / (sizes[0] * sizes[1]);
    return tolerance_ < length * 0.5 ? Verdict::none : Verdict::some;
  }
  const std::size_t far = before.place.inverse ? 0 : 1;
  const Scaled length = at_least(Scaled(1.0) / sizes[far], sizes[1 - far]);
  return tolerance_ < length * 0.5 ? Verdict::none : Verdict::some;
}

}  // namespace nb_cpp::zoom
