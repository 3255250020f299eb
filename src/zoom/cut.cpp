// Where the square root of Euler's and Laguerre's steps has its cut, as a curve about an orbit.

#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "maps/formula.hpp"
#include "maps/rings.hpp"
#include "maps/rows.hpp"
#include "numbers/doubles.hpp"
#include "numbers/mpcomplex.hpp"
#include "zoom/rings.hpp"
#include "zoom/sphere.hpp"

namespace nb_cpp::zoom {

using numbers::MpComplex;

namespace {

template <class Ring>
void take(const maps::Iteration& iteration, Ring& ring) {
  maps::step_formula(iteration.method, ring, iteration.degree, iteration.parameters,
                     maps::Terms::plain);
}

}  // namespace

bool SphereMap::has_cut() const noexcept {
  return iteration_.method == maps::rows::euler || iteration_.method == maps::rows::laguerre;
}

std::optional<SphereMap::Cut> SphereMap::cut(const Place& place, std::size_t order, int bits) {
  round_to(bits);
  const Place start{place.value.with_bits(bits), place.inverse};
  const auto found = [&](auto&& ring, const maps::Iteration& iteration) -> std::optional<Cut> {
    take(iteration, ring);
    const MpComplex root = ring.root_taken().c[0];
    if (is_zero(root)) return std::nullopt;
    return Cut{ring.slope_over_root().c, scaled(root).mantissa};
  };
  const Complex direction = 1.0;
  if (start.inverse) {
    return found(AlongRing<FormRing>(direction, form(start, order), order, form_.branch), form_);
  }
  return found(AlongRing<maps::SeriesRing<MpComplex>>(direction, about(start.value, needed(order)),
                                                      order, iteration_.branch),
               iteration_);
}

double SphereMap::cut_variation(const Place& place, Complex direction, double radius) const {
  const double wide = radius + numbers::kUlp * modulus(scaled(place.value).value());
  const maps::Iteration& iteration = place.inverse ? form_ : iteration_;
  AlongRing<ModelRing> ring(direction, models(place, wide), place.inverse ? 0.0 : wide);
  take(iteration, ring);
  const Model& ratio = ring.slope_over_root();
  const double most = largest(ratio - Model(ratio.c[0]));
  return std::isfinite(most) ? most : kUnknown;
}

}  // namespace nb_cpp::zoom
